// Compiles assembly/ to the WebAssembly module of the fast engine, beside the code that loads it; nothing to do while it is newer.
import { readdirSync, statSync } from "node:fs";

const target = "src/models/engines/wasm/kernels.wasm";
// No relaxed SIMD: products and sums must round the same on every machine.
const options = ["-O3", "--converge", "--noAssert", "--enable", "simd", "--runtime", "stub"];

const changed = (/** @type {string} */ file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
const sources = [
  "package-lock.json",
  "scripts/build-wasm.js",
  ...readdirSync("assembly").map((name) => `assembly/${name}`),
];
if (Math.max(...sources.map(changed)) >= changed(target)) {
  const { main } = await import("assemblyscript/asc");
  const { error, stderr } = await main(["assembly/index.ts", "--outFile", target, ...options]);
  if (error) {
    console.error(stderr.toString());
    throw error;
  }
}

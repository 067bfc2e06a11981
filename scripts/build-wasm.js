// Compiles assembly/ to the WebAssembly modules, each beside the code that loads it; nothing to do while they are newer.
import { readdirSync, statSync } from "node:fs";

const modules = [
  { entry: "assembly/index.ts", target: "src/models/engines/wasm/kernels.wasm" },
  { entry: "assembly/numerics/tridiagonal.ts", target: "src/numerics/tridiagonal.wasm" },
  { entry: "assembly/numerics/lanczos.ts", target: "src/numerics/lanczos.wasm" },
];
// No relaxed SIMD: products and sums must round the same on every machine.
const options = ["-O3", "--converge", "--noAssert", "--enable", "simd", "--runtime", "stub"];

const changed = (/** @type {string} */ file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
const sources = [
  "package-lock.json",
  "scripts/build-wasm.js",
  ...readdirSync("assembly", { recursive: true }).map((name) => `assembly/${name}`),
];
const newest = Math.max(...sources.map(changed));
for (const { entry, target } of modules) {
  if (newest < changed(target)) continue;
  const { main } = await import("assemblyscript/asc");
  const { error, stderr } = await main([entry, "--outFile", target, ...options]);
  if (!error) continue;
  console.error(stderr.toString());
  throw error;
}

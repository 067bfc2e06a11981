// Bundles src/recheck/ to the one script of the report; fails on anything that a page does not have, and on what would end the script early.
import { dirname, join } from "node:path";
import { rolldown } from "rolldown";

const root = join(import.meta.dirname, "..");
/** A page may not compile WebAssembly under its content policy; the scalar twins take the same steps. */
const twins = new Map(
  ["tridiagonal", "lanczos"].map((name) => [
    join(root, "src", "numerics", `${name}-kernels.ts`),
    join(root, "src", "recheck", `${name}-scalars.ts`),
  ]),
);
const scalarTwins = {
  name: "scalar-twins",
  resolveId: (name, importer) => (importer === undefined ? null : (twins.get(join(dirname(importer), name)) ?? null)),
};

const bundle = await rolldown({
  input: join(root, "src", "recheck", "main.ts"),
  platform: "browser",
  plugins: [scalarTwins],
  transform: { target: "es2022" },
  // An import that does not resolve is a module of Node.
  onLog: (_level, log) => {
    throw new Error(log.message);
  },
});
const { output } = await bundle.write({
  file: join(root, "src", "harness", "report", "recheck.bundle.js"),
  format: "iife",
  minify: true,
});
await bundle.close();
const [{ code }] = output;
if (/<\/script|<!--/i.test(code)) throw new Error("the bundle would end or hide the script element it stands in");

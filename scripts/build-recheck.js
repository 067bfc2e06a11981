// Bundles src/recheck/ to the one script of the report; fails on anything that a page does not have, and on what would end the script early.
import { dirname, join } from "node:path";
import { rolldown } from "rolldown";

const root = join(import.meta.dirname, "..");
const kernels = join(root, "src", "numerics", "tridiagonal-kernels.ts");
/** A page may not compile WebAssembly under its content policy; the scalar twin takes the same steps. */
const scalarTwin = {
  name: "scalar-twin",
  resolveId: (name, importer) =>
    importer !== undefined && join(dirname(importer), name) === kernels
      ? join(root, "src", "recheck", "tridiagonal-scalars.ts")
      : null,
};

const bundle = await rolldown({
  input: join(root, "src", "recheck", "main.ts"),
  platform: "browser",
  plugins: [scalarTwin],
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

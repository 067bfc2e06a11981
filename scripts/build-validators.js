// Compiles schema/*.schema.json to validators beside the code that calls them, one file without imports per schema; nothing to do while
// the first line of a file names what it was made of. Compiling takes longer than most of what a command does.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import standalone from "ajv/dist/standalone/index.js";
import { rolldown } from "rolldown";

const root = join(import.meta.dirname, "..");
const folder = join(root, "src", "harness", "spec", "validators");
/** ownProperties: `required: [toString]` must not pass by inheritance. */
const options = { strict: true, allErrors: true, ownProperties: true, verbose: true, discriminator: true };

const text = (...path) => readFileSync(join(root, ...path), "utf8");
const hash = (...parts) => createHash("sha256").update(parts.join("\0")).digest("hex");
const maker = hash(text("package-lock.json"), text("scripts", "build-validators.js"));

/** The validator as the text of one module, which asks for nothing but ajv's own helpers. */
function compile(schema) {
  const ajv = new Ajv2020({ ...options, allowUnionTypes: true, code: { source: true } });
  return standalone.default(ajv, ajv.compile(JSON.parse(schema)));
}

/** With those helpers, to one file. */
async function write(file, banner, code) {
  const ours = (answer) => (name) => (name === file ? answer : null);
  const bundle = await rolldown({
    input: file,
    platform: "node",
    plugins: [{ name: "from-memory", resolveId: ours(file), load: ours(code) }],
    // An import that does not resolve would be missing at run time.
    onLog: (_level, log) => {
      throw new Error(log.message);
    },
  });
  await bundle.write({ file, format: "cjs", banner, minify: true });
  await bundle.close();
}

for (const name of readdirSync(join(root, "schema"))) {
  const schema = text("schema", name);
  const file = join(folder, name.replace(".schema.json", ".cjs"));
  const banner = `/*! schema ${hash(schema)}, compiled with ajv (MIT) by ${maker} */`;
  if (existsSync(file) && readFileSync(file, "utf8").startsWith(banner)) continue;
  await write(file, banner, compile(schema));
}

/**
 * Writes the problems of the benchmark as JSON, so that other libraries can be timed on the same numbers:
 * `node bench/peers/export.js DIR` gives DIR/<shape>.json with data, parameters by block, risk and gradient norm.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { problemOf, shapes } from "../problems.js";

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write("usage: node bench/peers/export.js DIR\n");
  process.exit(2);
}
mkdirSync(folder, { recursive: true });
for (const [name, shape] of Object.entries(shapes)) {
  const { evaluator, theta } = problemOf(shape, "float64");
  const { program, data } = evaluator.problem;
  const gradient = new Float64Array(evaluator.free);
  const risk = evaluator.gradient(theta, gradient);
  const blocks = Object.fromEntries(
    program.blocks.map((block) => [
      block.name,
      [...theta.subarray(block.offset, block.offset + block.rows * block.columns)],
    ]),
  );
  const gradientNorm = Math.sqrt(gradient.reduce((sum, entry) => sum + entry * entry, 0));
  const problem = { name, ...shape, x: [...data.x], y: [...data.y], blocks, risk, gradientNorm };
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(problem));
}

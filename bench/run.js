/**
 * Times the kernels that decide how long a verification takes: `npm run bench`, rows as JSON with --json.
 * Times depend on the machine and its load; the ratios compare kernels within one run. Nothing is asserted. Ends within a minute.
 */
import { Bench } from "tinybench";
import { slope } from "../dist/numerics/fit.js";
import { symmetricEigen } from "../dist/numerics/symmetric-eigen.js";
import { levenbergMarquardt } from "../dist/verifiers/critical/levenberg-marquardt.js";
import { problemOf, shapes } from "./problems.js";

/** @typedef {import("./problems.js").Shape} Shape */
/** @typedef {{ shape: string, depth: number, parameters: number, kernel: string, milliseconds: number, runs: number }} Row */
/** @typedef {Record<string, () => unknown>} Tasks */

const depths = [1, 2, 4, 8, 16, 32, 64];
/** Exponents are fitted from here on, where the cost per block outweighs the rest. */
const fitFrom = 8;
/** A kernel slower than this, in milliseconds, runs once: a median of more would take minutes. */
const slow = 1000;

/** @param {ReturnType<typeof problemOf>} problem @returns {Tasks} */
function derivativeTasks({ evaluator, theta }) {
  const out = new Float64Array(evaluator.free);
  const v = new Float64Array(evaluator.free).fill(1);
  const hessian = new Float64Array(evaluator.free ** 2);
  return {
    gradient: () => evaluator.gradient(theta, out),
    "Hessian-vector product": () => evaluator.hessianVector(theta, v, out),
    Hessian: () => evaluator.hessian(theta, hessian),
  };
}

/** @param {ReturnType<typeof problemOf>} problem @returns {Tasks} */
function searchTasks({ evaluator, theta }) {
  const hessian = new Float64Array(evaluator.free ** 2);
  evaluator.hessian(theta, hessian);
  return {
    symmetricEigen: () => symmetricEigen(hessian, evaluator.free),
    "Levenberg-Marquardt iteration": () =>
      levenbergMarquardt(evaluator, theta, { maxIterations: 1, gradientFloor: () => 0 }),
  };
}

/** Median time of every task. @param {string} name @param {Shape} shape @param {number} parameters @param {Tasks} tasks */
function timed(name, shape, parameters, tasks) {
  return Object.entries(tasks).map(([kernel, task]) => {
    const started = performance.now();
    task();
    const once = performance.now() - started;
    const row = { shape: name, depth: shape.depth, parameters, kernel };
    if (once > slow) return { ...row, milliseconds: once, runs: 1 };
    const bench = new Bench({ time: 250, iterations: 3, warmupTime: 100, warmupIterations: 1 });
    const [result] = bench.add(kernel, task).runSync();
    if (result?.result.state !== "completed") throw new Error(`${kernel} did not complete`);
    return { ...row, milliseconds: result.result.latency.p50, runs: result.runs };
  });
}

/** @param {readonly Row[]} rows @param {string} kernel */
const timeOf = (rows, kernel) => rows.find((row) => row.kernel === kernel)?.milliseconds ?? Number.NaN;

/** @param {readonly Row[]} rows */
function printShape(rows) {
  const { shape, parameters } = rows[0];
  console.log(`\n${shape}: P = ${parameters}`);
  for (const { kernel, milliseconds, runs } of rows)
    console.log(`  ${kernel.padEnd(30)} ${milliseconds.toPrecision(4).padStart(10)} ms   (${runs} runs)`);
  const gradient = timeOf(rows, "gradient");
  const product = timeOf(rows, "Hessian-vector product") / gradient;
  const hessian = timeOf(rows, "Hessian") / (parameters * gradient);
  console.log(
    `  Hessian-vector product / gradient ${product.toFixed(2)}, Hessian / (P gradients) ${hessian.toFixed(3)}`,
  );
}

/** @param {readonly Row[]} rows */
function printDepths(rows) {
  console.log("\nagainst depth, at d = 4, m = 3, n = 32: milliseconds, and the exponent of L fitted from L = 8 on");
  console.log(`  ${"L".padEnd(24)}${depths.map((depth) => String(depth).padStart(10)).join("")}   exponent`);
  for (const kernel of new Set(rows.map((row) => row.kernel))) {
    const times = depths.map((depth) =>
      timeOf(
        rows.filter((row) => row.depth === depth),
        kernel,
      ),
    );
    const cells = times.map((time) => time.toPrecision(3).padStart(10)).join("");
    console.log(`  ${kernel.padEnd(24)}${cells}   ${exponent(times)}`);
  }
}

/** Slope of log(time) against log(depth), with its 95 % interval. @param {readonly number[]} times */
function exponent(times) {
  const points = depths.map((depth, k) => [Math.log(depth), Math.log(times[k])]);
  const fitted = points.slice(depths.indexOf(fitFrom));
  const fit = slope(
    fitted.map(([x]) => x),
    fitted.map(([, y]) => y),
  );
  return "reason" in fit ? fit.reason : `${fit.slope.toFixed(2)} ± ${fit.halfWidth.toFixed(2)}`;
}

const perShape = Object.entries(shapes).map(([name, shape]) => {
  const problem = problemOf(shape);
  const { free } = problem.evaluator;
  return [...timed(name, shape, free, derivativeTasks(problem)), ...timed(name, shape, free, searchTasks(problem))];
});
const perDepth = depths.flatMap((depth) => {
  const shape = { ...shapes.tiny, depth };
  const problem = problemOf(shape);
  return timed(`depth ${depth}`, shape, problem.evaluator.free, derivativeTasks(problem));
});
if (process.argv.includes("--json")) console.log(JSON.stringify([...perShape.flat(), ...perDepth], null, 2));
else {
  perShape.forEach(printShape);
  printDepths(perDepth);
}

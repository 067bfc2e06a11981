/**
 * Times what decides how long a verification takes: `npm run bench`; `-- --engine wasm` for one engine, `-- --json` for rows as JSON,
 * `-- --write` to record them in scores/benchmarks.json, which reports show.
 * Times depend on the machine and its load; the ratios compare within one run. Nothing is asserted. Ends within four minutes.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { Bench } from "tinybench";
import { engines } from "../dist/models/engines/index.js";
import { twoCoreEvaluator } from "../dist/models/engines/wasm/two-cores.js";
import { slope } from "../dist/numerics/fit.js";
import { lanczosDefaults, lowestEigenpair } from "../dist/numerics/lanczos.js";
import { stream } from "../dist/numerics/random.js";
import { eigenvalues, symmetricEigen } from "../dist/numerics/symmetric-eigen.js";
import { levenbergMarquardt } from "../dist/verifiers/critical/levenberg-marquardt.js";
import { findCriticalPoints } from "../dist/verifiers/searches/find-critical.js";
import { problemOf, shapes } from "./problems.js";

/** @typedef {import("./problems.js").Shape} Shape */
/** @typedef {{ engine: string, shape: string, depth: number, parameters: number, task: string, milliseconds: number, best: number, runs: number }} Row */
/** @typedef {Record<string, () => unknown>} Tasks */

const chosen = process.argv.includes("--engine")
  ? [process.argv[process.argv.indexOf("--engine") + 1]]
  : Object.keys(engines);
const depths = [1, 2, 4, 8, 16, 32, 64, 128, 256];
/** Exponents are fitted from here on, where the cost per block outweighs the rest. */
const fitFrom = 8;
/** A task slower than this, in milliseconds, runs once: a median of more would take minutes. */
const slow = 500;
const largestHessian = 2000;
const largestSearch = 200;

/** Every call is at a new point, as in a search. @param {ReturnType<typeof problemOf>} problem @returns {Tasks} */
function derivativeTasks({ evaluator, theta }) {
  const out = new Float64Array(evaluator.free);
  const v = new Float64Array(evaluator.free).fill(1);
  const moving = theta.slice();
  const elsewhere = () => {
    moving[0] = moving[0] === theta[0] ? theta[0] + 2 ** -20 : theta[0];
    return moving;
  };
  const tasks = {
    gradient: () => evaluator.gradient(elsewhere(), out),
    "Hessian-vector product": () => evaluator.hessianVector(elsewhere(), v, out),
    "further product at a point": () => evaluator.hessianVector(theta, v, out),
  };
  if (evaluator.free > largestHessian) return tasks;
  const hessian = new Float64Array(evaluator.free ** 2);
  return { ...tasks, Hessian: () => evaluator.hessian(elsewhere(), hessian) };
}

/** One start, as the solvers it is compared with. @param {import("../dist/models/evaluator.js").Evaluator} evaluator @param {Float64Array} theta @param {number} tolerance */
function lanczos(evaluator, theta, tolerance) {
  const product = (/** @type {Float64Array} */ v, /** @type {Float64Array} */ out) =>
    evaluator.hessianVector(theta, v, out);
  const options = { ...lanczosDefaults, starts: 1, maxProducts: 2000, tolerance };
  const pair = lowestEigenpair(product, evaluator.free, stream(0, "bench"), options);
  if (!pair.converged) throw new Error("Lanczos did not converge");
  return pair;
}

/** Until the residual is below `share` of the eigenvalue, as ARPACK measures it. @param {ReturnType<typeof problemOf>} problem @param {number} share */
function lowestTask({ evaluator, theta }, share) {
  /** @type {number | null} */
  let tolerance = null;
  return () => {
    if (tolerance === null) {
      const { value, norm } = lanczos(evaluator, theta, share);
      tolerance = (share * Math.abs(value)) / norm;
    }
    const pair = lanczos(evaluator, theta, tolerance);
    if (pair.residual > share * Math.abs(pair.value)) throw new Error("the residual is larger than asked for");
    return pair;
  };
}

/** @param {ReturnType<typeof problemOf>} problem @returns {Tasks} */
function searchTasks(problem) {
  const { spec, engine, evaluator, theta } = problem;
  const large = evaluator.free > largestHessian;
  const krylov = { "lambda_min by Lanczos": lowestTask(problem, large ? 1e-6 : 1e-8) };
  if (large) return krylov;
  const hessian = new Float64Array(evaluator.free ** 2);
  const dense = () => {
    evaluator.hessian(theta, hessian);
    return eigenvalues(hessian, evaluator.free);
  };
  const decomposed = () => {
    evaluator.hessian(theta, hessian);
    return symmetricEigen(hessian, evaluator.free);
  };
  const iteration = () => levenbergMarquardt(evaluator, theta, { maxIterations: 1, gradientFloor: () => 0 });
  const tasks = {
    ...krylov,
    "lambda_min, all eigenvalues": dense,
    "Hessian and its eigenvectors": decomposed,
    "Levenberg-Marquardt iteration": iteration,
  };
  if (evaluator.free > largestSearch) return tasks;
  const search = () => findCriticalPoints({ spec, evaluator, engine }, stream(0, "bench"), 1, ["random"]);
  return { ...tasks, "critical point": search };
}

/** Median and best time of every task. @param {string} name @param {Shape} shape @param {number} parameters @param {string} engine @param {Tasks} tasks @param {number} time */
function timed(name, shape, parameters, engine, tasks, time = 250) {
  return Object.entries(tasks).map(([task, perform]) => {
    if (task.startsWith("lambda_min")) perform();
    const started = performance.now();
    perform();
    const once = performance.now() - started;
    const row = { engine, shape: name, depth: shape.depth, parameters, task };
    if (once > slow) return { ...row, milliseconds: once, best: once, runs: 1 };
    const bench = new Bench({ time, iterations: 3, warmupTime: 0.4 * time, warmupIterations: 1 });
    const [result] = bench.add(task, perform).runSync();
    if (result?.result.state !== "completed") throw new Error(`${task} did not complete`);
    const { p50, min } = result.result.latency;
    return { ...row, milliseconds: p50, best: min, runs: result.runs };
  });
}

/** @param {readonly Row[]} rows @param {string} engine @param {string} task */
const rowOf = (rows, engine, task) => rows.find((row) => row.engine === engine && row.task === task);

/** @param {readonly Row[]} rows @param {readonly string[]} engines */
function printShape(rows, engines = chosen) {
  const { shape, parameters } = rows[0];
  console.log(`\n${shape}: P = ${parameters}; median and best in milliseconds`);
  console.log(`  ${"".padEnd(30)}${engines.map((engine) => engine.padStart(24)).join("")}`);
  for (const task of new Set(rows.map((row) => row.task))) {
    const cells = engines.map((engine) => {
      const row = rowOf(rows, engine, task);
      return `${row?.milliseconds.toPrecision(3).padStart(14)} ${row?.best.toPrecision(3).padStart(9)}`;
    });
    console.log(`  ${task.padEnd(30)}${cells.join("")}`);
  }
}

/** @param {readonly Row[]} rows */
function printDepths(rows) {
  console.log("\nagainst depth, at d = 4, m = 3, n = 32: milliseconds, and the exponent of L fitted from L = 8 on");
  console.log(`  ${"L".padEnd(34)}${depths.map((depth) => String(depth).padStart(9)).join("")}   exponent`);
  for (const engine of chosen)
    for (const task of new Set(rows.map((row) => row.task))) {
      const times = depths.map(
        (depth) =>
          rowOf(
            rows.filter((row) => row.depth === depth),
            engine,
            task,
          )?.best ?? Number.NaN,
      );
      if (times.some(Number.isNaN)) continue;
      const cells = times.map((time) => time.toPrecision(3).padStart(9)).join("");
      console.log(`  ${`${engine}, ${task}`.padEnd(34)}${cells}   ${exponent(times)}`);
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

const perShape = Object.entries(shapes).map(([name, shape]) =>
  chosen.flatMap((engine) => {
    const problem = problemOf(shape, engine);
    const tasks = { ...derivativeTasks(problem), ...searchTasks(problem) };
    return timed(name, shape, problem.evaluator.free, engine, tasks);
  }),
);
const large = problemOf(shapes.large, "wasm");
const two = twoCoreEvaluator(large.evaluator.problem);
const both = { ...large, evaluator: two };
const twoCores = timed("large", shapes.large, two.free, "wasm, two cores", {
  ...derivativeTasks(both),
  ...searchTasks(both),
});
await two.close();
// Round after round, so that a busy moment of the machine does not hit one depth alone.
const rounds = Array.from({ length: 3 }, () =>
  depths.flatMap((depth) =>
    chosen.flatMap((engine) => {
      const shape = { ...shapes.tiny, depth };
      const problem = problemOf(shape, engine);
      const { Hessian: _, ...tasks } = derivativeTasks(problem);
      return timed(`depth ${depth}`, shape, problem.evaluator.free, engine, tasks, 80);
    }),
  ),
);
const perDepth = rounds[0].map((_, k) => rounds.map((rows) => rows[k]).reduce((a, b) => (b.best < a.best ? b : a)));
const all = [...perShape.flat(), ...twoCores, ...perDepth];
if (process.argv.includes("--write")) {
  // Four digits: the rest is noise, and a recorded file is read as a difference.
  const digits = (/** @type {number} */ time) => Number(time.toPrecision(4));
  const recorded = all.map((row) => ({ ...row, milliseconds: digits(row.milliseconds), best: digits(row.best) }));
  const { name, version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  const origin = {
    format: "depthproof-benchmarks/1",
    recorded: new Date().toISOString().slice(0, 10),
    tool: `${name} ${version}`,
    node: process.versions.node,
    machine: cpus()[0]?.model.trim() ?? "an unknown processor",
  };
  const lines = recorded.map((row) => `    ${JSON.stringify(row)}`).join(",\n");
  const head = JSON.stringify(origin, null, 2).slice(0, -2);
  writeFileSync(new URL("../scores/benchmarks.json", import.meta.url), `${head},\n  "rows": [\n${lines}\n  ]\n}\n`);
}
if (process.argv.includes("--json")) console.log(JSON.stringify(all, null, 2));
else {
  for (const rows of perShape) printShape(rows);
  printShape(twoCores, ["wasm, two cores"]);
  printDepths(perDepth);
}

/**
 * How many starts it takes to find 20 distinct critical points of deep residual nets, d > L - 1 and blocks of width 1, per depth:
 * `node bench/deep-yield.js [DEPTH...]`, rows as JSON with --json. Five searches take turns. Minutes per depth from L = 16 on.
 */
import { materialise } from "../dist/models/datasets/index.js";
import { float64Evaluator } from "../dist/models/engines/float64.js";
import { losses } from "../dist/models/losses/index.js";
import { compileArchitecture } from "../dist/models/point-file.js";
import { stream } from "../dist/numerics/random.js";
import { findCriticalPoints } from "../dist/verifiers/searches/find-critical.js";
import { sameCriticalPoint } from "../dist/verifiers/searches/same-critical-point.js";

/** @typedef {import("../dist/verifiers/searches/find-critical.js").CriticalPoint} CriticalPoint */
/** @typedef {{ activation: string, depth: number, parameters: number, starts: number, points: number, bySearch: Record<string, string>, seconds: number }} Row */

const searches = ["planted-readout", "lifted", "planted-labels", "descent", "random"];
const wanted = 20;
const fewestSearches = 3;
const mostStarts = 120;

/** @param {string} activation @param {number} depth */
function problemOf(activation, depth) {
  const dimension = Math.max(2, depth);
  const source = /** @type {const} */ ({ kind: "teacher", teacher: "sine", samples: 40, noise: 0.1 });
  const drawn = materialise(source, { stream: stream(0, `deep-yield/${dimension}`), dimension, samples: null });
  if (!drawn.ok) throw new Error(drawn.problem.message);
  const spec = { kind: "residual", block: { width: 1, activation } };
  const compiled = compileArchitecture(spec, { depth, dimension, outputs: 1, width: null });
  if (!compiled.ok) throw new Error(compiled.reason);
  const evaluator = float64Evaluator({ program: compiled.program, loss: losses.squared, data: drawn.data });
  return { spec, evaluator, engine: float64Evaluator };
}

/** @param {string} activation @param {number} depth @returns {Row} */
function measured(activation, depth) {
  const context = problemOf(activation, depth);
  /** @type {CriticalPoint[]} */
  const points = [];
  /** @type {Record<string, { accepted: number, attempted: number }>} */
  const counts = {};
  const begun = performance.now();
  let starts = 0;
  for (; starts < mostStarts && !enough(points); starts++) {
    const name = searches[starts % searches.length];
    const found = findCriticalPoints(context, stream(1, `${activation}/${depth}/${starts}`), 1, [name]).points;
    const fresh = found.filter((point) => !points.some((other) => sameCriticalPoint(other, point)));
    points.push(...fresh);
    const { accepted, attempted } = counts[name] ?? { accepted: 0, attempted: 0 };
    counts[name] = { accepted: accepted + fresh.length, attempted: attempted + 1 };
  }
  const bySearch = Object.fromEntries(
    Object.entries(counts).map(([name, { accepted, attempted }]) => [name, `${accepted}/${attempted}`]),
  );
  const seconds = (performance.now() - begun) / 1000;
  const parameters = context.evaluator.free;
  return { activation, depth, parameters, starts, points: points.length, bySearch, seconds };
}

/** @param {readonly CriticalPoint[]} points */
const enough = (points) =>
  points.length >= wanted && new Set(points.map(({ origin }) => origin)).size >= fewestSearches;

/** @param {Row} row */
function line({ activation, depth, parameters, starts, points, bySearch, seconds }) {
  const size = `L = ${String(depth).padStart(2)}, P = ${String(parameters).padStart(4)}`;
  const each = Object.entries(bySearch).map(([name, share]) => `${name} ${share}`);
  return `${activation.padEnd(9)} ${size}: ${points} points in ${starts} starts, ${seconds.toFixed(0)} s (${each.join(", ")})`;
}

const flags = process.argv.slice(2);
const depths = flags.filter((flag) => !flag.startsWith("--")).map(Number);
const all = depths.length > 0 ? depths : Array.from({ length: 32 }, (_, k) => k + 1);
const json = flags.includes("--json");
const rows = all.flatMap((depth) =>
  ["tanh", "softplus"].map((activation) => {
    const row = measured(activation, depth);
    if (!json) console.log(line(row));
    return row;
  }),
);
if (json) console.log(JSON.stringify(rows, null, 2));

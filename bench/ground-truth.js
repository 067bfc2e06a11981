/**
 * Scores the search for critical points against problems whose critical points are all known: `node bench/ground-truth.js [FOLDER]`.
 * FOLDER holds autocrit_dlae_data_16x10000.npz and autocrit_published_points.npz of Frye et al. (2019); without it the same problem
 * with own starts is scored. --json prints rows, --fast leaves out the long ladder and the slow comparators, --write records the
 * scores that reports show in scores/ground-truth.json.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { engines } from "../dist/models/engines/index.js";
import { defaultEngine } from "../dist/models/engines/names.js";
import { losses } from "../dist/models/losses/index.js";
import { compileArchitecture } from "../dist/models/point-file.js";
import { stream } from "../dist/numerics/random.js";
import { symmetricEigen } from "../dist/numerics/symmetric-eigen.js";
import { curvatureAt } from "../dist/verifiers/critical/curvature.js";
import { gradientNoise } from "../dist/verifiers/critical/gradient-noise.js";
import { gradientNorm } from "../dist/verifiers/critical/gradient-norm.js";
import { newtonMr, publishedNewtonMr } from "../dist/verifiers/critical/newton-mr.js";
import { isRightlyLabelled, quartic, quarticStart } from "../dist/verifiers/ground-truth/fryes-quartic.js";
import { autoencoderData } from "../dist/verifiers/ground-truth/linear-data.js";
import { keptSets, twoLayerInertia } from "../dist/verifiers/ground-truth/linear-inertia.js";
import { keptSet, linearTask } from "../dist/verifiers/ground-truth/linear-task.js";
import { lowRankStart } from "../dist/verifiers/ground-truth/low-rank-start.js";
import { spuriousMinima } from "../dist/verifiers/ground-truth/population-relu.js";
import { asItStands, polish } from "../dist/verifiers/searches/polish.js";
import { readNpz } from "./npz.js";

/** @typedef {import("../dist/models/evaluator.js").Evaluator} Evaluator */
/** @typedef {import("../dist/verifiers/searches/polish.js").Polished} Polished */
/** @typedef {(evaluator: Evaluator, start: Float64Array) => Polished} Finder */
/** @typedef {{ name: string, evaluator: Evaluator, width: number, starts: readonly Float64Array[] }} Problem */
/** @typedef {{ problem: string, finder: string, starts: number, accepted: number, classes: number | null, ofClasses: number | null, wrongIndices: number | null, wrongNullities: number | null, secondsPerStart: number, note?: string }} Row */

const publishedMoments = [
  1.0107, 1.9308, 3.0228, 3.98, 5.024, 5.8624, 7.0034, 8.0515, 9.0452, 9.9322, 11.0282, 12.0031, 13.1263, 13.6043,
  15.1911, 16.1107,
];

/** @type {Finder} */
const byNewtonMr = (evaluator, start) => {
  const gradientFloor = (/** @type {Float64Array} */ theta) => gradientNoise(evaluator, theta);
  return asItStands(
    evaluator,
    newtonMr(evaluator, start, { ...publishedNewtonMr, maxIterations: 500, gradientFloor }).theta,
  );
};

/** @type {Finder} */
const byGradientNorm = (evaluator, start) => {
  const gradientFloor = (/** @type {Float64Array} */ theta) => gradientNoise(evaluator, theta);
  return asItStands(evaluator, gradientNorm(evaluator, start, { maxIterations: 5000, gradientFloor }).theta);
};

/** @param {import("../dist/models/data.js").Data} data @param {number} width */
function autoencoder(data, width) {
  const axes = { depth: 2, dimension: data.dimension, outputs: data.dimension, width: null };
  const compiled = compileArchitecture({ kind: "autoencoder", width }, axes);
  if (!compiled.ok) throw new Error(compiled.reason);
  return engines[defaultEngine]({ program: compiled.program, loss: losses.squared, data });
}

/** @param {string} label @param {number} count @param {number} size @param {number} scale */
function gaussianStarts(label, count, size, scale) {
  const start = (/** @type {number} */ k) => stream(0, `${label}/${k}`).normals(size);
  return Array.from({ length: count }, (_, k) => start(k).map((value) => scale * value));
}

/** @param {number} n @param {number} width @param {number} count @returns {Problem} */
function ladderProblem(n, width, count) {
  const evaluator = autoencoder(autoencoderData(Array.from({ length: n }, (_, j) => j + 1)), width);
  const { task } = known(evaluator);
  const starts = Array.from({ length: count }, (_, k) => lowRankStart(task, width, stream(0, `ladder/${n}/${k}`)));
  return { name: `ladder ${n}-${width}`, evaluator, width, starts };
}

/** @param {Evaluator} evaluator */
function known(evaluator) {
  const outcome = linearTask(evaluator.problem.data);
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome;
}

/** Of autocrit. */
const published = ["autocrit_dlae_data_16x10000.npz", "autocrit_published_points.npz"];

/** Sixteen points with the second moments of the sample: all that the risk depends on. @param {string} folder @returns {Problem} */
function publishedProblem(folder) {
  const [sample = "", points = ""] = published.map((name) => join(folder, name));
  const { xs } = readNpz(sample);
  const { starts_newtonMR_100x128: starts } = readNpz(points);
  if (!xs || !starts) throw new Error(`${folder} lacks an array`);
  const [d = 0, samples = 0] = xs.shape;
  const moments = Float64Array.from({ length: d * d }, (_, at) => {
    const [a, b] = [Math.floor(at / d) * samples, (at % d) * samples];
    let sum = 0;
    for (let i = 0; i < samples; i++) sum += xs.values[a + i] * xs.values[b + i];
    return sum / samples;
  });
  const { values, vector } = symmetricEigen(moments, d);
  // x_k = sqrt(d lambda_k) q_k
  const x = Float64Array.from([...values].flatMap((value, k) => [...vector(k)].map((q) => Math.sqrt(d * value) * q)));
  const data = { samples: d, dimension: d, outputs: d, x, y: x, weights: new Float64Array(d).fill(1 / d) };
  const [count = 0, size = 0] = starts.shape;
  const rows = Array.from({ length: count }, (_, k) => starts.values.slice(k * size, (k + 1) * size));
  return { name: "autoencoder 16-4, published starts", evaluator: autoencoder(data, 4), width: 4, starts: rows };
}

/** @param {Problem} problem @param {string} finderName @param {Finder} finder @returns {Row} */
function score({ name, evaluator, width, starts }, finderName, finder) {
  const { data } = evaluator.problem;
  const { task } = known(evaluator);
  const shape = { inputs: data.dimension, outputs: data.outputs, width };
  const classes = new Set();
  const row = { accepted: 0, wrongIndices: 0, wrongNullities: 0 };
  let seconds = 0;
  for (const start of starts) {
    const begun = performance.now();
    const { theta, eigen, acceptance } = finder(evaluator, start);
    seconds += (performance.now() - begun) / 1000;
    if (acceptance.label !== "CRITICAL") continue;
    row.accepted++;
    const set = keptSet(task, data, evaluator.forward(theta).predictions);
    const found = curvatureAt(evaluator, theta, acceptance.newtonStep, eigen);
    const truth = set.ok ? twoLayerInertia(task.values, set.kept, shape) : null;
    // an accepted point that belongs to no class is wrong in both respects
    if (found?.index !== truth?.index || !truth) row.wrongIndices++;
    if (found?.nullity !== truth?.nullity || !truth) row.wrongNullities++;
    if (set.ok) classes.add(set.kept.join(" "));
  }
  return {
    problem: name,
    finder: finderName,
    starts: starts.length,
    ...row,
    classes: classes.size,
    ofClasses: keptSets(task.values.length, width).length,
    secondsPerStart: seconds / starts.length,
  };
}

/** @returns {Row} */
function scoreQuartic() {
  const random = stream(7, "quartic");
  const labels = { CRITICAL: 0, GRADIENT_FLAT: 0 };
  let mislabelled = 0;
  const starts = 1000;
  const begun = performance.now();
  for (let k = 0; k < starts; k++) {
    const { theta, acceptance } = polish(quartic, quarticStart(random));
    if (!isRightlyLabelled(acceptance.label, theta)) mislabelled++;
    else labels[acceptance.label]++;
  }
  const secondsPerStart = (performance.now() - begun) / 1000 / starts;
  const accepted = labels.CRITICAL;
  const note = `${labels.GRADIENT_FLAT} gradient-flat, ${mislabelled} of ${starts} mislabelled`;
  const wrong = { wrongIndices: mislabelled, wrongNullities: 0 };
  return {
    problem: "Frye's quartic",
    finder: "Levenberg-Marquardt",
    starts,
    accepted,
    classes: 1,
    ofClasses: 1,
    ...wrong,
    secondsPerStart,
    note,
  };
}

/** The problem of Safran and Shamir (2018), 400 starts. @param {number} units @param {number} published @returns {Row} */
function scorePopulation(units, published) {
  const starts = 400;
  const begun = performance.now();
  const { spurious, count } = spuriousMinima(units, starts);
  const secondsPerStart = (performance.now() - begun) / 1000 / starts;
  const risks = [...spurious.keys()].sort().join(", ");
  const note = `${count} spurious ${count === 1 ? "minimum" : "minima"}, ${((100 * count) / starts).toFixed(1)} % (another implementation: ${published} %)${risks && `, of risk ${risks}`}`;
  const nothing = { classes: null, ofClasses: null, wrongIndices: null, wrongNullities: null };
  return {
    problem: `population risk, ${units} ReLU units`,
    finder: "L-BFGS",
    starts,
    accepted: count,
    ...nothing,
    secondsPerStart,
    note,
  };
}

/** @param {Row} row */
function line(row) {
  const { problem, finder, starts, accepted, classes, ofClasses, wrongIndices, wrongNullities, secondsPerStart } = row;
  const counts = `${accepted}/${starts} accepted, ${classes ?? "-"}/${ofClasses ?? "-"} classes`;
  const wrong = row.note ?? `${wrongIndices} wrong indices, ${wrongNullities} wrong nullities`;
  return `${problem.padEnd(36)} ${finder.padEnd(20)} ${counts.padEnd(40)} ${wrong}, ${secondsPerStart.toFixed(3)} s/start`;
}

const flags = process.argv.slice(2);
const fast = flags.includes("--fast");
const folder = flags.find((flag) => !flag.startsWith("--"));
if (folder !== undefined && !published.every((name) => existsSync(join(folder, name)))) {
  console.error(
    `${folder} is not a folder with ${published.join(" and ")}\nusage: node bench/ground-truth.js [FOLDER] [--json] [--fast] [--write]`,
  );
  process.exit(2);
}
const own = autoencoder(autoencoderData(publishedMoments), 4);
const main = folder
  ? publishedProblem(folder)
  : { name: "autoencoder 16-4", evaluator: own, width: 4, starts: gaussianStarts("autoencoder", 100, own.free, 0.2) };

/** @type {[Problem, string, Finder][]} */
const runs = [
  [main, "Levenberg-Marquardt", polish],
  [ladderProblem(4, 2, 100), "Levenberg-Marquardt", polish],
  [ladderProblem(6, 2, 500), "Levenberg-Marquardt", polish],
];
if (!fast)
  runs.push(
    [ladderProblem(8, 3, 1500), "Levenberg-Marquardt", polish],
    [main, "Newton-MR", byNewtonMr],
    [main, "gradient norm", byGradientNorm],
  );
const json = flags.includes("--json");
const jobs = [
  ...runs.map(
    ([problem, name, finder]) =>
      () =>
        score(problem, name, finder),
  ),
  scoreQuartic,
  ...(fast
    ? []
    : [
        [6, 0.25],
        [8, 13],
        [10, 31.75],
      ].map(
        ([units, share]) =>
          () =>
            scorePopulation(units, share),
      )),
];
const rows = jobs.map((job) => {
  const row = job();
  if (!json) console.log(line(row));
  return row;
});
if (json) console.log(JSON.stringify(rows, null, 2));
if (flags.includes("--write")) {
  const { version } = JSON.parse(readFileSync("package.json", "utf8"));
  const recorded = new Date().toISOString().slice(0, 10);
  const made = { recorded, tool: `depthproof ${version}`, engine: defaultEngine, node: process.versions.node };
  const scores = { format: "depthproof-scores/1", ...made, rows };
  writeFileSync("scores/ground-truth.json", `${JSON.stringify(scores, null, 2)}\n`);
}

// Training in float32 with TensorFlow.js against descending in float64: time per step on every backend that runs here, and risk against time.
// node bench/training.js TABLE.csv [--seconds 30] [--shifts]: 8 x 8 images without header, class in the last column; classes 0-4 against 5-9.
// --shifts adds every image moved by one pixel in the eight directions, and leaves out the times of single steps.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { wasmEvaluator } from "../dist/models/engines/wasm/evaluator.js";
import { losses } from "../dist/models/losses/index.js";
import { compileArchitecture } from "../dist/models/point-file.js";
import { loadBackend } from "../dist/models/training/backend.js";
import { backendNames } from "../dist/models/training/options.js";
import { initialParameters, train } from "../dist/models/training/train.js";
import { lbfgs } from "../dist/numerics/minimise/lbfgs.js";
import { stream } from "../dist/numerics/random.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: "string", default: "30" }, shifts: { type: "boolean", default: false } },
});
const [table] = positionals;
if (table === undefined) {
  console.error("usage: node bench/training.js TABLE.csv [--seconds 30] [--shifts]");
  process.exit(2);
}
const budget = 1000 * Number(values.seconds);
const moves = values.shifts ? [-1, 0, 1] : [0];

/** The image moved by (right, down), 0 where nothing was. */
const moved = (row, right, down) =>
  row.map((_, k) => {
    const [x, y] = [(k % 8) - right, Math.floor(k / 8) - down];
    return x >= 0 && x < 8 && y >= 0 && y < 8 ? row[8 * y + x] : 0;
  });

/** Inputs centred and scaled to variance 1 as a whole; labels -1 and 1. */
function readData(path) {
  const lines = readFileSync(path, "utf8")
    .trim()
    .split("\n")
    .map((line) => line.split(",").map(Number));
  const rows = lines.flatMap((line) =>
    moves.flatMap((right) => moves.map((down) => [...moved(line.slice(0, -1), right, down), line.at(-1)])),
  );
  const dimension = rows[0].length - 1;
  const raw = rows.flatMap((row) => row.slice(0, -1));
  const mean = raw.reduce((sum, value) => sum + value, 0) / raw.length;
  const deviation = Math.sqrt(raw.reduce((sum, value) => sum + (value - mean) ** 2, 0) / raw.length);
  return {
    samples: rows.length,
    dimension,
    outputs: 1,
    x: Float64Array.from(raw, (value) => (value - mean) / deviation),
    y: Float64Array.from(rows, (row) => (row[dimension] < 5 ? -1 : 1)),
    weights: new Float64Array(rows.length).fill(1 / rows.length),
  };
}

const data = readData(table);
const spec = { kind: "residual", block: { width: 256, activation: "tanh", bias: true } };
const { program } = compileArchitecture(spec, { depth: 4, dimension: data.dimension, outputs: 1, width: null });
const problem = { program, loss: losses.logistic, data };
const start = initialParameters(program, stream(1, "bench/start"));
const evaluator = wasmEvaluator(problem);
console.log(
  `n = ${data.samples}, d = ${data.dimension}, L = 4, m = 256, P = ${program.size}, logistic; risk at the start ${evaluator.risk(start)}`,
);

const options = { engine: "tensorflow", optimiser: "adam", "learning-rate": 0.001 };
const ms = (work) => {
  const from = performance.now();
  work();
  return performance.now() - from;
};
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

const gradient = new Float64Array(program.free.length);
const own = median(Array.from({ length: 5 }, () => ms(() => evaluator.gradient(start, gradient))));
console.log(`float64 (wasm engine): gradient over all samples ${own.toFixed(1)} ms`);
for (const name of values.shifts ? [] : backendNames) {
  const loaded = await loadBackend(name);
  if (!loaded.ok) {
    console.log(`${name}: ${loaded.reason}`);
    continue;
  }
  const step = (batch) => {
    const epochs = batch === undefined ? 2 : 1;
    const run = () =>
      train(
        loaded.backend,
        problem,
        start,
        { ...options, epochs, ...(batch && { batch }) },
        stream(1, "bench/batches"),
      );
    run();
    return median(
      Array.from({ length: 3 }, () => ms(run) / (epochs * Math.ceil(data.samples / (batch ?? data.samples)))),
    );
  };
  console.log(`${loaded.backend.label}: step of 64 samples ${step(64).toFixed(2)} ms, of all ${step().toFixed(1)} ms`);
}

/** Trained as the search trains, from the start each time, ever longer until one training takes the whole budget. */
async function race() {
  const loaded = await loadBackend();
  if (!loaded.ok) return;
  for (let [epochs, spent] = [1, 0]; spent < budget; epochs *= 2) {
    let theta = start;
    spent = ms(() => {
      theta = train(loaded.backend, problem, start, { ...options, epochs, batch: 64 }, stream(1, "bench/race")).theta;
    });
    console.log(
      `${loaded.backend.label}, Adam, ${epochs} epochs: ${(spent / 1000).toFixed(1)} s, risk ${evaluator.risk(theta).toExponential(2)}`,
    );
  }
}

/** L-BFGS as the search runs it, with the risk on the way. */
function descend(from, label) {
  const started = performance.now();
  let next = 0;
  let steps = 0;
  const { x } = lbfgs((point, out) => evaluator.gradient(point, out), from, {
    maxSteps: 300,
    gradientTolerance: 1e-8,
    visit: (_, risk) => {
      steps++;
      const spent = performance.now() - started;
      if (spent < next) return;
      next = spent + budget / 10;
      console.log(`${label}, ${steps} steps: ${(spent / 1000).toFixed(1)} s, risk ${risk.toExponential(2)}`);
    },
  });
  evaluator.gradient(x, gradient);
  const norm = Math.sqrt(gradient.reduce((sum, entry) => sum + entry * entry, 0));
  console.log(
    `${label}, end after ${steps} steps: ${((performance.now() - started) / 1000).toFixed(1)} s, risk ${evaluator.risk(x).toExponential(2)}, gradient ${norm.toExponential(1)}`,
  );
}

// The best backend; the others take as many steps to the same risk, each as much longer as their steps are.
await race();
descend(start, "float64 L-BFGS");

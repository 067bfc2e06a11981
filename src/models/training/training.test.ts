/** TensorFlow.js against the float64 engine, on every backend that runs here: forward, gradient, batches, optimisers, end points. */
import { beforeAll, describe, expect, it } from "vitest";
import { compiled, lossNamed, lossNames, randomData } from "../../../test/laws/random-instance.ts";
import { stream } from "../../numerics/random.ts";
import { activations } from "../activations/index.ts";
import { architectures } from "../architectures/index.ts";
import { float64Evaluator } from "../engines/float64.ts";
import type { Problem } from "../evaluator.ts";
import { losses } from "../losses/index.ts";
import { linear } from "../losses/linear.ts";
import type { ArchitectureSpec } from "../point.ts";
import { type Backend, loadBackend } from "./backend.ts";
import { activationsInTensorFlow, lossesInTensorFlow } from "./functions.ts";
import { forward, gradientOf, inexpressible, parametersOf, riskOf, samplesOf, thetaOf } from "./network.ts";
import { type BackendName, backendNames, type TrainingOptions } from "./options.ts";
import { initialParameters, train } from "./train.ts";

/** Compiled TensorFlow is not everywhere; the other two are. One after the other: they share one engine. */
const running: BackendName[] = [];
for (const name of backendNames) if ((await loadBackend(name)).ok) running.push(name);

it("runs on WebAssembly and JavaScript everywhere", () => {
  expect(running).toEqual(expect.arrayContaining(["wasm", "cpu"]));
});

it("has a form of every activation and loss", () => {
  expect(Object.keys(activationsInTensorFlow).toSorted()).toEqual(Object.keys(activations).toSorted());
  expect(Object.keys(lossesInTensorFlow).toSorted()).toEqual(Object.keys(losses).toSorted());
});

const residual = (activation: string): ArchitectureSpec => ({
  kind: "residual",
  block: { width: 5, activation, bias: true },
});
const fixedFirst: ArchitectureSpec = {
  kind: "residual",
  block: { width: 3 },
  "first-block": { width: 2, activation: "relu", trainable: false },
};
const specs: readonly ArchitectureSpec[] = [
  ...Object.keys(activations).map(residual),
  { kind: "residual", block: { hidden: [4, 3], activation: "silu", bias: true }, "readout-bias": true },
  fixedFirst,
  { kind: "residual", block: { width: 3, activation: "tanh" }, tie: [["V/0", "V/2"]] },
  { kind: "linear-residual" },
  { kind: "fully-connected", width: 6, activation: "softplus", bias: true },
  { kind: "deep-linear", width: 4 },
  { kind: "autoencoder", width: 2 },
];

function problemOf(
  spec: ArchitectureSpec,
  lossName: string,
  outputs: number,
): Problem & { readonly theta: Float64Array } {
  const random = stream(3, `${JSON.stringify(spec)}/${lossName}/${outputs}`);
  const own = spec.kind === "autoencoder" ? 4 : outputs;
  const program = compiled(spec, 3, 4, own);
  const loss = lossNamed(lossName);
  return { program, loss, data: randomData(random, loss, 40, 4, own, true), theta: initialParameters(program, random) };
}

interface Evaluated {
  readonly predictions: Float64Array;
  readonly risk: number;
  readonly gradient: Float64Array;
}

/** In float32. Predictions are outputs x samples, as the engines have them. */
function evaluated({ tf }: Backend, problem: Problem, theta: Float64Array): Evaluated {
  const { program, data } = problem;
  const samples = samplesOf(tf, problem);
  const parameters = parametersOf(tf, program, theta, (value) => value);
  const nodes = forward(tf, program, parameters, samples.x);
  const out = nodes[program.output]!;
  expect(out.shape).toEqual([data.samples, data.outputs]);
  const predictions = Float64Array.from(tf.transpose(out).dataSync());
  const risk = riskOf(tf, problem, nodes, samples).dataSync()[0]!;
  return { predictions, risk, gradient: thetaOf(program, gradientOf(tf, problem, parameters, samples)) };
}

const norm = (v: Float64Array): number => Math.sqrt(v.reduce((sum, entry) => sum + entry * entry, 0));
const distance = (a: Float64Array, b: Float64Array): number => norm(a.map((entry, k) => entry - b[k]!)) / norm(b);

describe.each(running)("on %s", (name) => {
  let backend: Backend;
  beforeAll(async () => {
    const loaded = await loadBackend(name);
    if (!loaded.ok) throw new Error(loaded.reason);
    backend = loaded.backend;
  });

  it("names itself with the version", () => {
    expect(backend.label).toMatch(new RegExp(`^tensorflow ${name} \\d+\\.\\d+\\.\\d+$`));
    expect(backend.tf.getBackend()).toBe(name === "native" ? "tensorflow" : name);
  });

  const cases = specs.flatMap((spec) => lossNames.map((loss) => [spec, loss] as const));
  it.each(cases)("%j, %s: forward, risk and gradient are float64's to 1e-5", (spec, loss) => {
    for (const outputs of [1, 4]) {
      const { theta, ...problem } = problemOf(spec, loss, outputs);
      const evaluator = float64Evaluator(problem);
      const { predictions, risk } = evaluator.forward(theta);
      const gradient = new Float64Array(evaluator.free);
      evaluator.gradient(theta, gradient);
      const other = evaluated(backend, problem, theta);
      expect(distance(other.predictions, Float64Array.from(predictions))).toBeLessThan(1e-5);
      expect(Math.abs(other.risk - risk) / Math.abs(risk)).toBeLessThan(1e-5);
      const free = Float64Array.from(problem.program.free, (position) => other.gradient[position]!);
      expect(distance(free, gradient)).toBeLessThan(1e-5);
    }
  });

  const wave = (): Problem & { readonly theta: Float64Array } =>
    problemOf({ kind: "residual", block: { width: 6, activation: "tanh", bias: true } }, "squared", 1);
  const sgd: TrainingOptions = { engine: "tensorflow", optimiser: "sgd", "learning-rate": 0.05, epochs: 1 };

  it("a step of SGD goes down the gradient of float64, and fixed parameters stay to the bit", () => {
    const { theta, ...problem } = problemOf(fixedFirst, "squared", 1);
    const evaluator = float64Evaluator(problem);
    const gradient = new Float64Array(evaluator.free);
    evaluator.gradient(theta, gradient);
    const expected = theta.slice();
    problem.program.free.forEach((position, k) => {
      expected[position] = theta[position]! - 0.05 * gradient[k]!;
    });
    const trained = train(backend, problem, theta, sgd, stream(1, "batches"));
    if (!trained.ok) throw new Error(trained.reason);
    expect(trained.steps).toBe(1);
    expect(distance(trained.theta, expected)).toBeLessThan(1e-6);
    const free = new Set(problem.program.free);
    const fixed = [...theta.keys()].filter((position) => !free.has(position));
    expect(fixed.length).toBeGreaterThan(0);
    for (const position of fixed) expect(trained.theta[position]).toBe(theta[position]);
  });

  it("batches are taken as float64 takes them, scaled to the whole sample, the last one smaller", () => {
    const { theta, ...problem } = wave();
    const { data } = problem;
    const order = stream(1, "batches").permutation(data.samples);
    const expected = theta.slice();
    for (const chosen of [order.slice(0, 16), order.slice(16, 32), order.slice(32, 40)]) {
      const rows = (values: Float64Array, width: number): Float64Array =>
        Float64Array.from([...chosen].flatMap((i) => [...values.subarray(i * width, (i + 1) * width)]));
      const weights = rows(data.weights, 1).map((weight) => (weight * data.samples) / chosen.length);
      const part = { ...data, samples: chosen.length, x: rows(data.x, 4), y: rows(data.y, 1), weights };
      const evaluator = float64Evaluator({ ...problem, data: part });
      const gradient = new Float64Array(evaluator.free);
      evaluator.gradient(expected, gradient);
      for (let k = 0; k < expected.length; k++) expected[k] = expected[k]! - 0.05 * gradient[k]!;
    }
    const trained = train(backend, problem, theta, { ...sgd, batch: 16 }, stream(1, "batches"));
    if (!trained.ok) throw new Error(trained.reason);
    expect(trained.steps).toBe(3);
    expect(distance(trained.theta, expected)).toBeLessThan(1e-6);
  });

  it("Adam's first step has the length of the learning rate in every coordinate, but for epsilon (Kingma & Ba 2015)", () => {
    const { theta, ...problem } = wave();
    const trained = train(backend, problem, theta, { ...sgd, optimiser: "adam" }, stream(1, "batches"));
    if (!trained.ok) throw new Error(trained.reason);
    const evaluator = float64Evaluator(problem);
    const gradient = new Float64Array(evaluator.free);
    evaluator.gradient(theta, gradient);
    trained.theta.forEach((value, k) => {
      // the step is -rate g / (|g| + epsilon), epsilon 1e-7 in single precision
      expect(value - theta[k]!).toBeCloseTo((-0.05 * gradient[k]!) / (Math.abs(gradient[k]!) + 1e-7), 5);
    });
  });

  it("ends lower, at the same bits each time, and leaves no tensor behind", () => {
    const { theta, ...problem } = wave();
    const options: TrainingOptions = { ...sgd, optimiser: "adam", "learning-rate": 0.02, epochs: 40, batch: 10 };
    const before = backend.tf.memory().numTensors;
    const ends = [1, 2].map(() => train(backend, problem, theta, options, stream(1, "batches")));
    const [first, second] = ends.map((end) => (end.ok ? end.theta : null));
    expect(first).not.toBeNull();
    expect(second).toEqual(first);
    expect(backend.tf.memory().numTensors).toBe(before);
    const { risk } = float64Evaluator(problem);
    expect(risk(first!)).toBeLessThan(risk(theta) / 4);
  });

  it("says so where training diverges", () => {
    const { theta, ...problem } = wave();
    const options: TrainingOptions = { ...sgd, "learning-rate": 1e9, epochs: 50 };
    const trained = train(backend, problem, theta, options, stream(1, "batches"));
    expect(trained).toEqual({ ok: false, reason: "training diverged at learning rate 1000000000" });
  });
});

it("the architectures tried are all there are", () => {
  expect([...new Set(specs.map(({ kind }) => kind))].toSorted()).toEqual(Object.keys(architectures).toSorted());
});

it("names what it cannot express", () => {
  const problem = problemOf({ kind: "deep-linear", width: 2 }, "squared", 1);
  expect(inexpressible(problem)).toBeNull();
  expect(inexpressible({ ...problem, loss: linear })).toBe("the loss linear");
});

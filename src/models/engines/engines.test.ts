import { describe, expect, it } from "vitest";
import { difference, differenceOf } from "../../../test/differences.ts";
import { stream } from "../../numerics/random.ts";
import type { Data } from "../data.ts";
import type { Evaluator } from "../evaluator.ts";
import { losses } from "../losses/index.ts";
import type { ArchitectureSpec } from "../point.ts";
import { compileArchitecture } from "../point-file.ts";
import { type Engine, engines } from "./index.ts";

interface Case {
  readonly name: string;
  readonly spec: ArchitectureSpec;
  readonly loss: string;
  readonly depth: number;
  readonly dimension: number;
  readonly outputs: number;
}

const smooth = ["tanh", "softplus", "silu", "sigmoid", "square-plus-identity", "identity"];

/** Random shapes up to L = 16 over every architecture, loss and smooth activation. */
function cases(): Case[] {
  const random = stream(7, "engine/cases");
  const list: Case[] = [];
  for (let k = 0; k < 24; k++) {
    const depth = [1, 2, 3, 5, 16][k % 5]!;
    // a quadratic activation at depth 16 leaves the range of float64
    const activation = depth > 5 ? "tanh" : smooth[k % smooth.length]!;
    const hidden = Array.from({ length: 1 + random.integer(2) }, () => 1 + random.integer(3));
    const block = { hidden, activation, bias: random.integer(2) === 1 };
    const spec: ArchitectureSpec = { kind: "residual", block, "readout-bias": random.integer(2) === 1 };
    const loss = Object.keys(losses)[k % 4]!;
    const common = { depth, dimension: 1 + random.integer(4), loss };
    list.push({ ...common, name: `residual ${k}`, spec, outputs: loss === "squared" ? 1 + random.integer(2) : 1 });
  }
  const block = { width: 2, activation: "tanh", bias: true };
  const residual: ArchitectureSpec = { kind: "residual", block };
  for (const depth of [1, 3])
    list.push({ name: `double-well ${depth}`, spec: residual, loss: "double-well", depth, dimension: 2, outputs: 1 });
  const squared = { loss: "squared", depth: 3, dimension: 3 };
  list.push({
    ...squared,
    name: "tied",
    spec: {
      kind: "residual",
      block,
      tie: [
        ["V/0", "V/2"],
        ["U/0", "U/1", "U/2"],
      ],
    },
    outputs: 1,
  });
  list.push({
    ...squared,
    name: "fixed first block",
    spec: { kind: "residual", block, "first-block": { ...block, trainable: false } },
    outputs: 1,
  });
  list.push({
    ...squared,
    name: "fully connected",
    spec: { kind: "fully-connected", width: 3, activation: "tanh", bias: true },
    outputs: 1,
  });
  list.push({ ...squared, name: "deep linear", spec: { kind: "deep-linear", width: 2 }, outputs: 2 });
  list.push({ ...squared, name: "autoencoder", spec: { kind: "autoencoder", width: 2 }, outputs: 3 });
  list.push({ ...squared, name: "linear residual", spec: { kind: "linear-residual" }, outputs: 1 });
  list.push({ ...squared, name: "linear residual, vector", spec: { kind: "linear-residual" }, outputs: 3 });
  return list;
}

function build(item: Case, engine: Engine): { readonly evaluator: Evaluator; readonly theta: Float64Array } {
  const random = stream(11, item.name);
  const n = 5 + random.integer(4);
  const weights = Float64Array.from({ length: n }, () => 0.2 + random.uniform());
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const label = (): number => (item.loss === "logistic" ? random.sign() : random.normal() + 0.5);
  const data: Data = {
    samples: n,
    dimension: item.dimension,
    outputs: item.outputs,
    x: random.normals(n * item.dimension).map((value) => value + 0.3),
    y: Float64Array.from({ length: n * item.outputs }, label),
    weights: weights.map((weight) => weight / total),
  };
  const compiled = compileArchitecture(item.spec, { ...item, width: null });
  if (!compiled.ok) throw new Error(compiled.reason);
  const evaluator = engine({ program: compiled.program, loss: losses[item.loss]!, data });
  return { evaluator, theta: random.normals(compiled.program.size).map((value) => 0.4 * value + 0.1) };
}

const shifted = (evaluator: Evaluator, theta: Float64Array, v: Float64Array, t: number): Float64Array => {
  const moved = theta.slice();
  evaluator.problem.program.free.forEach((position, k) => {
    moved[position] = moved[position]! + t * v[k]!;
  });
  return moved;
};

/** Largest difference relative to the largest entry; one assertion, so that big Hessians stay quick. */
function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  let scale = 1e-3;
  let worst = 0;
  for (let i = 0; i < expected.length; i++) {
    scale = Math.max(scale, Math.abs(expected[i]!));
    if (!(Math.abs(actual[i]! - expected[i]!) <= Math.abs(actual[worst]! - expected[worst]!))) worst = i;
  }
  const message = `entry ${worst}: ${actual[worst]} and ${expected[worst]}, ratio ${actual[worst]! / expected[worst]!}`;
  expect(Math.abs(actual[worst]! - expected[worst]!) / scale, message).toBeLessThan(tolerance);
}

const everyCase = Object.values(engines).flatMap((engine) => cases().map((item) => ({ engine, item })));

describe.each(
  everyCase.map(({ engine, item }) => {
    const { evaluator, theta } = build(item, engine);
    return [
      `${evaluator.engine}, ${item.name}: L=${item.depth} d=${item.dimension} ${item.loss}`,
      item,
      evaluator,
      theta,
    ] as const;
  }),
)("%s", (_, item, evaluator, theta) => {
  const size = evaluator.free;
  const random = stream(13, item.name);
  // Huber's second derivative jumps: differences are only meaningful where no residual crosses the jump, so skip its curvature.
  const secondOrder = item.loss !== "huber";

  it("gradient agrees with differences of the risk", () => {
    const gradient = new Float64Array(size);
    evaluator.gradient(theta, gradient);
    for (let trial = 0; trial < 3; trial++) {
      const v = random.normals(size).map((value) => value / Math.sqrt(size));
      const slope = gradient.reduce((sum, entry, k) => sum + entry * v[k]!, 0);
      const h = item.loss === "huber" ? 1e-5 : 2e-3;
      expectClose([slope], [difference((t) => evaluator.risk(shifted(evaluator, theta, v, t)), h)], 1e-8);
    }
  });

  const secondOrderTest = secondOrder ? it : () => undefined;
  secondOrderTest("Hessian-vector product agrees with differences of the gradient", () => {
    const v = random.normals(size).map((value) => value / Math.sqrt(size));
    const product = new Float64Array(size);
    evaluator.hessianVector(theta, v, product);
    const reference = differenceOf((t) => {
      const gradient = new Float64Array(size);
      evaluator.gradient(shifted(evaluator, theta, v, t), gradient);
      return gradient;
    }, 2e-3);
    expectClose(product, reference, 1e-8);
  });

  it("Hessian agrees with products with the unit vectors and is symmetric", () => {
    const hessian = new Float64Array(size * size);
    evaluator.hessian(theta, hessian);
    const columns = new Float64Array(size * size);
    for (let k = 0; k < size; k++) {
      const unit = new Float64Array(size);
      unit[k] = 1;
      evaluator.hessianVector(theta, unit, columns.subarray(k * size, (k + 1) * size));
    }
    expectClose(hessian, columns, 1e-13);
    expectClose(
      hessian,
      columns.map((_value, at) => columns[(at % size) * size + Math.floor(at / size)]!),
      1e-13,
    );
  });

  it("Jacobian contracts to the gradient", () => {
    const { samples, outputs, weights } = evaluator.problem.data;
    const jacobian = new Float64Array(outputs * samples * size);
    evaluator.jacobian(theta, jacobian);
    const slopes = evaluator.forward(theta).slopes;
    const gradient = new Float64Array(size);
    evaluator.gradient(theta, gradient);
    const contracted = gradient.map((_value, p) => {
      let sum = 0;
      for (let row = 0; row < outputs * samples; row++)
        sum += weights[row % samples]! * slopes[row]! * jacobian[row * size + p]!;
      return sum;
    });
    expectClose(contracted, gradient, 1e-12);
  });

  it("gives a small positive rounding bound for every prediction", () => {
    const errors = evaluator.predictionErrors(theta);
    expect(errors.every((error) => error > 0 && error < 1e-9)).toBe(true);
  });
});

/** The wasm engine against the reference engine: every architecture, activation and loss; shapes that do not fill a panel or a chunk. */
import { describe, expect, it } from "vitest";
import { type Stream, stream } from "../../numerics/random.ts";
import { activations } from "../activations/index.ts";
import { architectures } from "../architectures/index.ts";
import type { Data } from "../data.ts";
import type { Evaluator, Problem } from "../evaluator.ts";
import type { Loss } from "../loss.ts";
import { losses } from "../losses/index.ts";
import { linear } from "../losses/linear.ts";
import type { ArchitectureSpec } from "../point.ts";
import { compileArchitecture } from "../point-file.ts";
import { float64Evaluator } from "./float64.ts";
import { wasmEvaluator } from "./wasm/evaluator.ts";

interface Instance {
  readonly problem: Problem;
  readonly theta: Float64Array;
}

interface Shape {
  readonly depth: number;
  readonly dimension: number;
  readonly outputs: number;
  readonly samples: number;
}

function instanceOf(spec: ArchitectureSpec, loss: Loss, shape: Shape, random: Stream): Instance {
  const compiled = compileArchitecture(spec, { ...shape, width: null });
  if (!compiled.ok) throw new Error(compiled.reason);
  const { samples: n, dimension, outputs } = shape;
  const weights = Float64Array.from({ length: n }, () => 0.2 + random.uniform());
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const label = (): number => (loss.labels === "signs" ? random.sign() : random.normal() + 0.5);
  const data: Data = {
    samples: n,
    dimension,
    outputs,
    x: random.normals(n * dimension).map((value) => value + 0.3),
    y: Float64Array.from({ length: n * outputs }, label),
    weights: weights.map((weight) => weight / total),
  };
  const scale = 0.5 / Math.sqrt(shape.depth);
  const theta = random.normals(compiled.program.size).map((value) => scale * value + 0.05);
  return { problem: { program: compiled.program, loss, data }, theta };
}

/** Largest difference relative to the largest entry. */
function expectAgreement(
  name: string,
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance = 1e-13,
): void {
  let [scale, worst, at] = [Number.MIN_VALUE, 0, 0];
  for (let i = 0; i < expected.length; i++) {
    scale = Math.max(scale, Math.abs(expected[i]!));
    const difference = Math.abs(actual[i]! - expected[i]!);
    if (!(difference <= worst)) [worst, at] = [difference, i];
  }
  expect(actual.length).toBe(expected.length);
  expect(worst / scale, `${name}, entry ${at}: ${actual[at]} and ${expected[at]}`).toBeLessThan(tolerance);
}

/** Every derivative of both engines at one point. */
function expectSame({ problem, theta }: Instance, random: Stream, fast: Evaluator = wasmEvaluator(problem)): void {
  const slow = float64Evaluator(problem);
  const size = fast.free;
  const both = (
    length: number,
    write: (evaluator: Evaluator, out: Float64Array) => void,
  ): [Float64Array, Float64Array] => {
    const results = [fast, slow].map((evaluator) => {
      const out = new Float64Array(length).fill(Number.NaN);
      write(evaluator, out);
      return out;
    });
    return [results[0]!, results[1]!];
  };
  expect(fast.free).toBe(slow.free);
  expectAgreement("risk", [fast.risk(theta)], [slow.risk(theta)]);
  expectAgreement("gradient", ...both(size, (evaluator, out) => evaluator.gradient(theta, out)));
  const directions = random.normals(3 * size);
  const v = directions.subarray(size, 2 * size);
  expectAgreement("product", ...both(size, (evaluator, out) => evaluator.hessianVector(theta, v, out)));
  expectAgreement(
    "products",
    ...both(3 * size, (evaluator, out) => evaluator.hessianVectors(theta, directions, 3, out)),
  );
  if (size < 400) expectAgreement("Hessian", ...both(size * size, (evaluator, out) => evaluator.hessian(theta, out)));
  const { samples, outputs } = problem.data;
  expectAgreement("Jacobian", ...both(samples * outputs * size, (evaluator, out) => evaluator.jacobian(theta, out)));
  expectAgreement("errors", fast.predictionErrors(theta), slow.predictionErrors(theta), 1e-10);
  const [left, right] = [fast.forward(theta), slow.forward(theta)];
  expectAgreement("forward risk", [left.risk], [right.risk]);
  for (const name of ["predictions", "slopes", "curvatures"] as const) expectAgreement(name, left[name], right[name]);
  left.nodes.forEach((node, k) => {
    expectAgreement(`node ${k}`, node, right.nodes[k]!);
  });
}

const everyLoss: Readonly<Record<string, Loss>> = { ...losses, linear };

describe("agreement with the reference engine", () => {
  it.each(Object.keys(activations))("every loss with %s blocks", (activation) => {
    const random = stream(1, activation);
    for (const [k, loss] of Object.values(everyLoss).entries())
      for (const samples of [1, 2 * k + 3]) {
        const block = { hidden: [1 + random.integer(5), 1 + random.integer(3)], activation, bias: k % 2 === 0 };
        const spec: ArchitectureSpec = { kind: "residual", block, "readout-bias": k % 3 === 0 };
        const shape = { depth: 1 + random.integer(4), dimension: 1 + random.integer(6), outputs: 1, samples };
        expectSame(instanceOf(spec, loss, shape, random), random);
      }
  });

  it.each(Object.keys(architectures))("random shapes of %s", (kind) => {
    const random = stream(2, kind);
    for (const depth of [1, 2, 7, 16]) {
      const [dimension, samples] = [1 + random.integer(7), 1 + random.integer(40)];
      const outputs = kind === "autoencoder" ? dimension : 1 + random.integer(3);
      const block = { width: 1 + random.integer(6), activation: "tanh", bias: depth % 2 === 0 };
      const spec =
        kind === "residual" ? { kind, block } : { kind, width: block.width, activation: "silu", bias: block.bias };
      expectSame(instanceOf(spec, losses.squared!, { depth, dimension, outputs, samples }, random), random);
    }
  });

  it("tied and fixed parameters", () => {
    const random = stream(3, "tied");
    const block = { width: 3, activation: "tanh", bias: true };
    const shape = { depth: 4, dimension: 5, outputs: 1, samples: 11 };
    const tie = [
      ["V/0", "V/2"],
      ["U/0", "U/1", "U/3"],
      ["b/1", "b/2"],
    ];
    const fixed = { kind: "residual", block, "first-block": { ...block, trainable: false } };
    for (const spec of [{ kind: "residual", block, tie }, fixed])
      expectSame(instanceOf(spec, losses["pseudo-huber"]!, shape, random), random);
    const linearTie = { kind: "linear-residual", tie: [["W/0", "W/1"]] };
    expectSame(instanceOf(linearTie, losses.squared!, { ...shape, depth: 2, outputs: 5 }, random), random);
  });

  it("several chunks, kept or recomputed", () => {
    const random = stream(4, "chunks");
    const block = { width: 9, activation: "tanh", bias: true };
    for (const samples of [127, 128, 129, 515]) {
      const shape = { depth: 3, dimension: 7, outputs: 1, samples };
      const instance = instanceOf({ kind: "residual", block }, losses.logistic!, shape, random);
      expectSame(instance, random);
      expectSame(instance, random, wasmEvaluator(instance.problem, 0));
    }
  });

  it("wide blocks", () => {
    const random = stream(5, "wide");
    const block = { hidden: [37], activation: "softplus", bias: true };
    const shape = { depth: 2, dimension: 33, outputs: 2, samples: 130 };
    expectSame(instanceOf({ kind: "residual", block }, losses.squared!, shape, random), random);
  });
});

describe("one result whatever came before", () => {
  const random = stream(6, "order");
  const block = { width: 4, activation: "tanh", bias: true };
  const of = (depth: number, samples: number): Instance =>
    instanceOf({ kind: "residual", block }, losses.squared!, { depth, dimension: 4, outputs: 1, samples }, random);
  const results = (evaluator: Evaluator, theta: Float64Array, v: Float64Array): number[] => {
    const [gradient, product] = [new Float64Array(evaluator.free), new Float64Array(evaluator.free)];
    const hessian = new Float64Array(evaluator.free ** 2);
    const risk = evaluator.gradient(theta, gradient);
    evaluator.hessianVector(theta, v, product);
    evaluator.hessian(theta, hessian);
    return [risk, evaluator.risk(theta), evaluator.forward(theta).risk, ...gradient, ...product, ...hessian];
  };

  it("for evaluators in turn, points in turn, and memory that grows", () => {
    const instances = [of(2, 7), of(3, 9), of(2, 7), of(5, 300)];
    const directions = instances.map(({ problem }) => random.normals(problem.program.free.length));
    const fresh = instances.map(({ problem, theta }, k) => results(wasmEvaluator(problem), theta, directions[k]!));
    const evaluators = instances.map(({ problem }) => wasmEvaluator(problem));
    for (const order of [
      [0, 1, 2, 3],
      [3, 0, 0, 2, 1, 3, 2],
    ])
      for (const k of order) {
        const { theta } = instances[k]!;
        const elsewhere = theta.map((value) => 1.5 * value);
        evaluators[k]!.hessianVector(elsewhere, directions[k]!, directions[k]!.slice());
        evaluators[k]!.risk(elsewhere);
        expect(results(evaluators[k]!, theta, directions[k]!)).toEqual(fresh[k]);
      }
  });

  it("for a problem with a machine of its own", () => {
    const { problem, theta } = of(3, 100_001);
    const v = random.normals(problem.program.free.length);
    const [first, second] = [wasmEvaluator(problem), wasmEvaluator(problem)];
    const [gradient, product] = [new Float64Array(v.length), new Float64Array(v.length)];
    const expected = new Float64Array(v.length);
    const reference = float64Evaluator(problem);
    first.gradient(theta, gradient);
    reference.gradient(theta, expected);
    expectAgreement("gradient", gradient, expected);
    second.hessianVector(theta, v, product);
    reference.hessianVector(theta, v, expected);
    expectAgreement("product", product, expected);
    first.hessianVector(theta, v, expected);
    expect(product).toEqual(expected);
  });

  it("for arrays that the caller changes between calls", () => {
    const { problem, theta } = of(2, 6);
    const evaluator = wasmEvaluator(problem);
    const gradient = new Float64Array(evaluator.free);
    evaluator.gradient(theta, gradient);
    const moved = theta.slice();
    moved[0] = moved[0]! + 1;
    const before = evaluator.risk(moved);
    theta[0] = theta[0]! + 1;
    expect(evaluator.risk(theta)).toBe(before);
  });
});

import { describe, expect, it } from "vitest";
import { gradientError } from "../../../test/exact-gradient.ts";
import { compiled, lossNamed, randomData, randomInstance } from "../../../test/laws/random-instance.ts";
import { float64Evaluator } from "../../models/engines/float64.ts";
import type { Evaluator, Problem } from "../../models/evaluator.ts";
import { stream } from "../../numerics/random.ts";
import { type Dyadic, dyadic, plus, times } from "./dyadic.ts";
import { gradientNoise } from "./gradient-noise.ts";

interface Errors {
  /** Against exact arithmetic. */
  readonly actual: number;
  readonly bound: number;
}

function errorsAt(evaluator: Evaluator, theta: Float64Array): Errors {
  const gradient = new Float64Array(evaluator.free);
  evaluator.gradient(theta, gradient);
  const actual = Math.hypot(...gradientError(evaluator.problem, theta, gradient));
  return { actual, bound: gradientNoise(evaluator, theta) };
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;

function expectBound(found: readonly Errors[], pessimism: number): void {
  for (const { actual, bound } of found) expect(actual).toBeLessThanOrEqual(bound);
  expect(median(found.map(({ actual, bound }) => bound / actual))).toBeLessThan(pessimism);
}

const activations = ["identity", "square", "relu"] as const;

function randomEvaluator(
  trial: number,
  loss = "squared",
): { readonly evaluator: Evaluator; readonly theta: Float64Array } {
  const activation = activations[trial % 3]!;
  const depth = activation === "square" ? 1 + (trial % 2) : 1 + (trial % 6);
  const shape = { activation, depth, loss, scale: [0.3, 0.7, 1.5][(trial % 5) % 3]! };
  return randomInstance(stream(5, `noise/${trial}`), shape);
}

/** One sample, f = theta . x. */
const huberProblem = (x: Float64Array, y: number): Problem => ({
  program: compiled({ kind: "deep-linear" }, 1, x.length),
  loss: lossNamed("huber"),
  data: { samples: 1, dimension: x.length, outputs: 1, x, y: Float64Array.of(y), weights: Float64Array.of(1) },
});

describe("the rounding floor of the gradient", () => {
  it("bounds the error at random points, within a factor of a few hundred", () => {
    const found = Array.from({ length: 120 }, (_, trial) => {
      const { evaluator, theta } = randomEvaluator(trial);
      return errorsAt(evaluator, theta);
    });
    expectBound(found, 400);
  });

  it("bounds the error where the network interpolates and l' is itself rounding", () => {
    const found = Array.from({ length: 60 }, (_, trial) => {
      const { evaluator, theta } = randomEvaluator(trial);
      const { predictions } = evaluator.forward(theta);
      const random = stream(6, `labels/${trial}`);
      const y = predictions.map((f) => f + 1e-13 * random.normal());
      const { program, loss, data } = evaluator.problem;
      return errorsAt(float64Evaluator({ program, loss, data: { ...data, y } }), theta);
    });
    expectBound(found, 1000);
  });

  it("bounds the error where the terms of l' cancel: beside both minima of the double well and the maximum between", () => {
    const found = [-1.0355787140888537, 0.07542913, 0.9601495555191055].flatMap((r, at) =>
      Array.from({ length: 60 }, (_, trial) => {
        const { evaluator, theta } = randomEvaluator(trial, "double-well");
        const random = stream(6, `well/${at}/${trial}`);
        const y = evaluator.forward(theta).predictions.map((f) => f - r + 1e-13 * random.normal());
        const { program, loss, data } = evaluator.problem;
        return errorsAt(float64Evaluator({ program, loss, data: { ...data, y } }), theta);
      }),
    );
    expectBound(found, 1000);
  });

  it("bounds the error where v_l u_l = -1, so that the exact representation almost vanishes", () => {
    for (const depth of [1, 2, 3, 5])
      for (let trial = 0; trial < 12; trial++) {
        const random = stream(5, `factors/${trial}`);
        const program = compiled({ kind: "residual", block: { width: 1, activation: "identity" } }, depth, 1);
        const theta = random.normals(program.size);
        const { inner, outer } = program.residual!;
        outer.forEach((block, l) => {
          theta[program.blocks[block]!.offset] = -1 / theta[program.blocks[inner[l]!]!.offset]!;
        });
        const loss = lossNamed("squared");
        const evaluator = float64Evaluator({ program, loss, data: randomData(random, loss, 4, 1) });
        const { actual, bound } = errorsAt(evaluator, theta);
        expect(actual).toBeLessThanOrEqual(bound);
        // still at rounding level of the largest parameters: nobody may call a large gradient noise
        expect(bound).toBeLessThan(1e-9);
      }
  });

  it("does not grow with the labels' weight in the risk, only with the risk's own size", () => {
    const { evaluator, theta } = randomEvaluator(7);
    const { program, loss, data } = evaluator.problem;
    const quarter = { ...data, weights: data.weights.map((weight) => weight / 4) };
    const smaller = gradientNoise(float64Evaluator({ program, loss, data: quarter }), theta);
    expect(smaller).toBe(gradientNoise(evaluator, theta) / 4);
  });

  it("bounds the error where rounding moves a residual across the kink of Huber's slope", () => {
    let crossed = 0;
    for (let trial = 0; trial < 400; trial++) {
      const random = stream(7, `crossing/${trial}`);
      const [x, theta] = [random.normals(8), random.normals(8).map((z) => 2 ** 10 * z)];
      const product = (at: number): Dyadic => times(dyadic(theta[at]!), dyadic(x[at]!));
      const prediction = float64Evaluator(huberProblem(x, 0)).forward(theta).predictions[0]!;
      const y = prediction - (1 + 2 ** -41);
      const evaluator = float64Evaluator(huberProblem(x, y));
      const gradient = new Float64Array(8);
      evaluator.gradient(theta, gradient);
      // r - 1 in exact arithmetic; the true slope is min(r, 1)
      const gap = [...x.keys()].reduce((sum, at) => plus(sum, product(at)), plus(dyadic(-y), dyadic(-1)));
      const missing = Math.max(0, -Number(gap.mantissa) * 2 ** gap.exponent);
      const actual = Math.hypot(...gradient.map((entry, k) => entry - (1 - missing) * x[k]!));
      if (missing > 0) crossed++;
      expect(actual).toBeLessThanOrEqual(gradientNoise(evaluator, theta));
      // without the change of l' across its kink only the products' own roundings would be left
      expect(gradientNoise(evaluator, theta)).toBeGreaterThanOrEqual(missing * Math.hypot(...x));
    }
    expect(crossed).toBeGreaterThan(20);
  });
});

/** Where a residual lies on a kink of the loss's slope: both routes leave out what needs l'', and nothing else, and nowhere else. */
import { describe, expect, it } from "vitest";
import { compiled, lossNamed, randomInstance } from "../../../test/laws/random-instance.ts";
import { float64Evaluator } from "../../models/engines/float64.ts";
import type { Evaluator } from "../../models/evaluator.ts";
import type { PointFile } from "../../models/point.ts";
import { readPoint } from "../../models/point-file.ts";
import { stream } from "../../numerics/random.ts";
import { measurePoint } from "../measure.ts";
import type { Measurements } from "../measurement.ts";
import { dataContext } from "../quantities/data-context.ts";
import { pointContext } from "../quantities/point-context.ts";
import { replay } from "../replay/replay.ts";
import { asItStands, polish } from "../searches/polish.ts";
import { onLossKink } from "./loss-kink.ts";

/** f(x) = t x on scalar data. */
const line = (t: number, x: readonly number[], y: readonly number[], weights?: readonly number[]): PointFile => ({
  format: "depthproof-point/1",
  loss: "huber",
  data: { x: x.map((entry) => [entry]), y, ...(weights ? { weights } : {}) },
  architecture: { kind: "deep-linear", depth: 1, dimension: 1 },
  parameters: { W: [[[t]]] },
});

/** f(x) = w (x + tanh(x)) on scalar data: every quantity of residual nets exists. */
const net = (w: number, x: readonly number[], y: readonly number[]): PointFile => ({
  ...line(0, x, y),
  architecture: { kind: "residual", depth: 1, dimension: 1, block: { width: 1, activation: "tanh" } },
  parameters: { w: [w], U: [[[1]]], V: [[[1]]] },
});

function opened(point: PointFile): { readonly evaluator: Evaluator; readonly theta: Float64Array } {
  const read = readPoint(point);
  if (!read.ok) throw new Error(read.reason);
  return { evaluator: float64Evaluator(read.problem), theta: read.theta };
}

function byBothRoutes(point: PointFile, names: readonly string[]): readonly Measurements[] {
  const { evaluator, theta } = opened(point);
  const { data, loss, program } = evaluator.problem;
  const base = dataContext(data, loss, program.depth, program.width);
  return [measurePoint(pointContext(base, evaluator, theta, null), new Set(names)), replay(point, names)];
}

const ofSecondOrder = ["lambda_min", "lambda_max", "index", "nullity"];
const ofLossCurvature = ["alpha", "beta", "kappa", "witness_curvature", "representation_rank"];
const ofFirstOrder = ["risk", "gradient_norm"];

describe("Huber's loss at |residual| = 1", () => {
  it("has no Hessian, by both routes, but a gradient", () => {
    for (const found of byBothRoutes(line(0, [1, 1], [1, -1]), [...ofSecondOrder, ...ofFirstOrder])) {
      for (const name of ofSecondOrder)
        expect(found[name], name).toMatchObject({ value: null, reason: expect.stringMatching(/kink of the loss/) });
      expect(found.risk?.value).toBe(1 / 2);
      expect(found.gradient_norm?.value).toBe(0);
    }
  });

  it("has no l'' to average either, by both routes", () => {
    for (const found of byBothRoutes(net(0, [1, 2], [1, -3]), [...ofLossCurvature, "gamma", "risk"])) {
      for (const name of ofLossCurvature)
        expect(found[name], name).toMatchObject({ value: null, reason: expect.stringMatching(/kink of the loss/) });
      expect(found.gamma?.value).toBeGreaterThan(0.1);
      expect(found.risk?.value).toBe(3 / 2);
    }
  });

  it.each([1e-6, -1e-6, 1e-12])("is measured %s away from it", (t) => {
    // residuals t - 1 and t + 1: one of them on the quadratic piece, H = 1/2
    for (const found of byBothRoutes(line(t, [1, 1], [1, -1]), ofSecondOrder)) {
      expect(found.lambda_max?.value).toBe(1 / 2);
      expect(found.index?.value).toBe(0);
    }
  });

  it("does not matter at a sample that no parameter moves, or that has no weight", () => {
    for (const point of [line(0.5, [0, 1], [1, 0]), line(0, [1, 1], [1, 0.25], [0, 1])])
      for (const found of byBothRoutes(point, ["lambda_max"])) expect(found.lambda_max?.value).toBeGreaterThan(0.4);
  });

  it("does not exist for the smooth losses", () => {
    const point = { ...line(0, [1, 1], [1, -1]), loss: "pseudo-huber" };
    for (const found of byBothRoutes(point, ["lambda_max"])) expect(found.lambda_max?.value).toBeCloseTo(2 ** -1.5, 14);
  });

  it("is recognised within the rounding of a deep net's predictions, and not far beyond it", () => {
    for (let trial = 0; trial < 60; trial++) {
      const shape = { activation: "tanh", depth: 1 + (trial % 6), loss: "huber", scale: 0.7 } as const;
      const { evaluator, theta } = randomInstance(stream(8, `kink/${trial}`), shape);
      const { data } = evaluator.problem;
      const [predictions, errors] = [evaluator.forward(theta).predictions, evaluator.predictionErrors(theta)];
      const at = (distance: number): boolean => {
        const y = data.y.slice();
        y[0] = predictions[0]! - 1 - distance;
        return onLossKink(float64Evaluator({ ...evaluator.problem, data: { ...data, y } }), theta, null);
      };
      expect([at(0), at(errors[0]!), at(-errors[0]!)]).toEqual([true, true, true]);
      expect([at(1e-10), at(-1e-10)]).toEqual([false, false]);
    }
  });
});

describe("a critical point on a kink of the loss's slope", () => {
  it("is CRITICAL as it stands: the risk has a gradient there, and only what needs a Hessian is absent", () => {
    const point = line(0, [1, 1], [1, -1]);
    const { evaluator, theta } = opened(point);
    expect(asItStands(evaluator, theta).acceptance.label).toBe("CRITICAL");
    for (const found of byBothRoutes(point, ["gradient_norm", "risk", "lambda_min"])) {
      expect([found.gradient_norm?.value, found.risk?.value, found.lambda_min?.value]).toEqual([0, 1 / 2, null]);
    }
  });

  it("is CRITICAL when a search ends there", () => {
    const { evaluator } = opened(line(0, [1, 1, 1], [1, -1, 0]));
    for (const start of [0.3, -0.2, 0.01]) {
      const { theta, acceptance } = polish(evaluator, Float64Array.of(start));
      expect(acceptance.label).toBe("CRITICAL");
      expect(Math.abs(theta[0]!)).toBeLessThan(1e-12);
    }
  });

  it("is not CRITICAL where the gradient is not 0, whatever the side the curvature is taken from", () => {
    // slopes -1, 1 and 0.1 at t = 0: a third of 0.1 away from the minimum
    const { evaluator, theta } = opened(line(0, [1, 1, 1], [1, -1, -0.1]));
    expect(asItStands(evaluator, theta).acceptance.label).toBe("UNCONVERGED");
  });

  it("is seen from a point that stands for it", () => {
    const { evaluator } = opened(line(1e-9, [1, 1, 1], [1, -1, 0]));
    expect(onLossKink(evaluator, Float64Array.of(1e-9), null)).toBe(false);
    expect(onLossKink(evaluator, Float64Array.of(1e-9), Float64Array.of(-1e-9))).toBe(true);
    expect(onLossKink(evaluator, Float64Array.of(1e-3), Float64Array.of(-1e-9))).toBe(false);
  });

  it("leaves a minimum beside it CRITICAL", () => {
    const program = compiled({ kind: "deep-linear" }, 1, 1);
    const data = {
      samples: 3,
      dimension: 1,
      outputs: 1,
      x: Float64Array.of(1, 1, 1),
      weights: Float64Array.of(1, 1, 1),
    };
    const y = Float64Array.of(1 + 1e-4, -1 - 1e-4, 0);
    const evaluator = float64Evaluator({ program, loss: lossNamed("huber"), data: { ...data, y } });
    expect(polish(evaluator, Float64Array.of(0.5)).acceptance.label).toBe("CRITICAL");
  });
});

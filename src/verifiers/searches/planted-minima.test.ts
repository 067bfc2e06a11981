/** Planted minima: critical with a positive semidefinite Hessian by construction; above the linear risk only where A2 fails. */
import { expect, it } from "vitest";
import { float64Evaluator } from "../../models/engines/float64.ts";
import { bestLinearPredictor } from "../../models/linear-predictor.ts";
import { losses } from "../../models/losses/index.ts";
import { compileArchitecture } from "../../models/point-file.ts";
import { stream } from "../../numerics/random.ts";
import { symmetricEigen } from "../../numerics/symmetric-eigen.ts";
import { plantedMinima } from "./planted-minima.ts";
import type { SearchContext } from "./strategy.ts";

function contextOf(dimension: number, loss = "squared"): SearchContext {
  const spec = { kind: "residual", block: { width: 1, activation: "relu", bias: true } };
  const compiled = compileArchitecture(spec, { depth: 2, dimension, outputs: 1, width: null });
  if (!compiled.ok) throw new Error(compiled.reason);
  const random = stream(2, "data");
  const samples = 8;
  const [x, y] = [random.normals(samples * dimension), random.normals(samples)];
  const data = { samples, dimension, outputs: 1, x, y, weights: new Float64Array(samples).fill(1 / samples) };
  const evaluator = float64Evaluator({ program: compiled.program, loss: losses[loss]!, data });
  return { spec, evaluator, engine: float64Evaluator };
}

/** Gap to the best linear predictor, gradient and smallest eigenvalue, each relative. */
function planted(dimension: number, k: number): { gap: number; gradient: number; lowest: number } {
  const proposal = plantedMinima.propose(contextOf(dimension), stream(3, `start-${k}`));
  if (!proposal.ok) throw new Error(proposal.reason);
  const { evaluator, theta } = proposal;
  const gradient = new Float64Array(evaluator.free);
  const risk = evaluator.gradient(theta, gradient);
  const hessian = new Float64Array(evaluator.free ** 2);
  evaluator.hessian(theta, hessian);
  const { values } = symmetricEigen(hessian, evaluator.free);
  const linear = bestLinearPredictor(evaluator.problem.data, evaluator.problem.loss);
  if (linear.kind !== "attained") throw new Error(linear.reason);
  const largest = values[evaluator.free - 1]!;
  return {
    gap: risk / linear.risk - 1,
    gradient: Math.max(...gradient.map(Math.abs)) / largest,
    lowest: values[0]! / largest,
  };
}

const line = Array.from({ length: 5 }, (_, k) => planted(1, k));
const plane = Array.from({ length: 2 }, (_, k) => planted(2, k));

it("every proposal is critical with a non-negative Hessian", () => {
  for (const { gradient, lowest } of [...line, ...plane]) {
    expect(gradient).toBeLessThan(1e-12);
    expect(lowest).toBeGreaterThan(-1e-10);
  }
});

it("is worse than linear on a line for some starts, and never in the plane, where one U_2 leaves a direction free", () => {
  expect(Math.max(...line.map(({ gap }) => gap))).toBeGreaterThan(1e-3);
  for (const { gap } of plane) expect(gap).toBeLessThanOrEqual(1e-9);
});

it("says what it cannot do", () => {
  expect(plantedMinima.propose(contextOf(1, "huber"), stream(1, "huber")).ok).toBe(false);
  expect(plantedMinima.propose(contextOf(20), stream(1, "large")).ok).toBe(false);
});

/** T1 of the acceptance tiers: how small a gradient must be before it counts as none. docs/method.md, "Accepting". */
import type { Evaluator } from "../../models/evaluator.ts";
import { norm2 } from "../../numerics/dense.ts";
import { gradientNoise } from "./gradient-noise.ts";

/** The gradient may exceed its rounding floor by this factor (first-order bounds are not sharp). */
export const noiseFactor = 50;

/** A gradient may be this share of the risk per length of theta: a rounding floor above says nothing (deep nets with large weights). */
const negligible = 1e-7;

export function largestGradient(evaluator: Evaluator, theta: Float64Array): number {
  return (negligible * Math.max(riskOfZero(evaluator), evaluator.risk(theta))) / (1 + norm2(theta));
}

export function riskOfZero({ problem: { data, loss } }: Evaluator): number {
  return data.y.reduce(
    (sum, y, k) => sum + data.weights[Math.floor(k / data.outputs)]! * Math.abs(loss.value(0, y)),
    0,
  );
}

export function gradientVanishes(evaluator: Evaluator, theta: Float64Array): boolean {
  const gradient = new Float64Array(evaluator.free);
  evaluator.gradient(theta, gradient);
  const largest = Math.min(noiseFactor * gradientNoise(evaluator, theta), largestGradient(evaluator, theta));
  return norm2(gradient) <= largest;
}

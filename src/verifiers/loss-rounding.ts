/** What a loss whose terms cancel adds to the rounding of a risk; nothing for the others. */
import type { Forward, Problem } from "../models/evaluator.ts";
import type { Loss } from "../models/loss.ts";
import { EPS } from "../numerics/rounding.ts";

/** The error of p, and what the roundings inside l, l' and l'' amount to. */
export const argumentError = ({ cancellation }: Loss, p: number, y: number, error: number): number =>
  cancellation === 0 ? error : error + cancellation * EPS * (Math.abs(p) + Math.abs(y));

/** E |l|, what the rounding of the sum is measured by; the size of the risk itself where l has one sign. */
export function riskSize(
  { data, loss }: Problem,
  { risk, predictions }: Pick<Forward, "risk" | "predictions">,
): number {
  if (loss.cancellation === 0) return Math.abs(risk);
  const { samples, outputs, weights, y } = data;
  return predictions.reduce((sum, p, at) => {
    const [k, i] = [Math.floor(at / samples), at % samples];
    return sum + weights[i]! * Math.abs(loss.value(p, y[i * outputs + k]!));
  }, 0);
}

/**
 * Whether some residual lies, within its error, where l'' jumps (Huber's |r| = 1): there the risk has a gradient but no Hessian.
 * A sample counts only where its prediction has a gradient: the jump enters the second derivative as [l''] grad f grad f^T.
 */
import type { Evaluator } from "../../models/evaluator.ts";
import { EPS } from "../../numerics/rounding.ts";
import { moved } from "./levenberg-marquardt.ts";

/** First-order running bounds are doubled for what they leave out. */
const roundingSafety = 2;
/** Newton goes 1/k of the way to a k-fold root of the gradient: the same allowance as for the Hessian's own change. */
const driftSafety = 4;

/** `drift`: the Newton step to the critical point that theta stands for, null where theta is taken as it is. */
export function onLossKink(evaluator: Evaluator, theta: Float64Array, drift: Float64Array | null): boolean {
  const { loss, data } = evaluator.problem;
  if (loss.slopeKinks.length === 0) return false;
  const predictions = evaluator.forward(theta).predictions.slice();
  const errors = evaluator.predictionErrors(theta).slice();
  const there = drift ? evaluator.forward(moved(evaluator, theta, drift)).predictions : predictions;
  const suspects = [...predictions.keys()].filter((k) => {
    const [output, i] = [Math.floor(k / data.samples), k % data.samples];
    const residual = predictions[k]! - data.y[i * data.outputs + output]!;
    const rounding = errors[k]! + EPS * Math.abs(residual);
    const error = roundingSafety * rounding + driftSafety * Math.abs(there[k]! - predictions[k]!);
    return data.weights[i]! > 0 && loss.slopeKinks.some((kink) => Math.abs(residual - kink) <= error);
  });
  return suspects.length > 0 && someMoves(evaluator, theta, suspects);
}

/** Whether the gradient of one of these predictions is anything but 0. */
function someMoves(evaluator: Evaluator, theta: Float64Array, suspects: readonly number[]): boolean {
  const size = evaluator.free;
  const jacobian = new Float64Array(evaluator.problem.data.samples * evaluator.problem.data.outputs * size);
  evaluator.jacobian(theta, jacobian);
  return suspects.some((k) => jacobian.subarray(k * size, (k + 1) * size).some((entry) => entry !== 0));
}

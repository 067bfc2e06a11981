/**
 * A direction of negative curvature, seen in the risk itself: (R(theta + s v) + R(theta - s v)) / 2 < R(theta) beyond rounding for some s.
 * Needs no derivative, so it tests the Hessian's word by other means; both signs of s, so that a slope cannot feign curvature.
 */
import type { Evaluator } from "../../models/evaluator.ts";
import { EPS } from "../../numerics/rounding.ts";
import { argumentError, riskSize } from "../loss-rounding.ts";
import { moved } from "./levenberg-marquardt.ts";

export interface DescentWitness {
  /** s, for a unit direction v. */
  readonly step: number;
  /** R(theta) - (R(theta + s v) + R(theta - s v)) / 2, positive. */
  readonly decrease: number;
  /** Bound on the rounding of one risk; the decrease is more than ten times this. */
  readonly rounding: number;
}

/** The smallest and largest steps tried, and the factor between them; relative to 1 + |theta|. */
const shortest = 1e-6;
const longest = 1;
const ratio = 4;

/** null where no step shows a decrease: the curvature is too weak to be seen, or not there. */
export function descentWitness(evaluator: Evaluator, theta: Float64Array, v: Float64Array): DescentWitness | null {
  const rounding = riskRounding(evaluator, theta);
  const here = evaluator.risk(theta);
  const scale = 1 + Math.sqrt(theta.reduce((sum, value) => sum + value * value, 0));
  for (let relative = shortest; relative <= longest; relative *= ratio) {
    const step = relative * scale;
    const along = (sign: number): number =>
      evaluator.risk(
        moved(
          evaluator,
          theta,
          v.map((entry) => sign * step * entry),
        ),
      );
    const decrease = here - (along(1) + along(-1)) / 2;
    if (decrease > 10 * rounding) return { step, decrease, rounding };
  }
  return null;
}

/** sum w (|l'| e + |l''| e^2 / 2) + n eps E|l|, with e the errors of the predictions. */
function riskRounding(evaluator: Evaluator, theta: Float64Array): number {
  const { problem } = evaluator;
  const { weights, samples, outputs, y } = problem.data;
  const { slopes, curvatures, predictions, risk } = evaluator.forward(theta);
  const [slope, curvature, f] = [slopes.slice(), curvatures.slice(), predictions.slice()];
  const errors = evaluator.predictionErrors(theta);
  const carried = errors.reduce((sum, error, at) => {
    const [k, i] = [Math.floor(at / samples), at % samples];
    const e = argumentError(problem.loss, f[at]!, y[i * outputs + k]!, error);
    return sum + weights[i]! * (Math.abs(slope[at]!) * e + 0.5 * Math.abs(curvature[at]!) * e * e);
  }, 0);
  return carried + (samples + 2) * EPS * riskSize(problem, { risk, predictions: f });
}

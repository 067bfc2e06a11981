/**
 * R(theta) = E l(f; y); error: the predictions' rounding seen through l', plus the sum's own. At a critical point found by a search also
 * |grad R| (1 + |theta|): what the risk may lose on the way to the true one along directions that the Hessian does not resolve.
 */
import { norm2 } from "../../numerics/dense.ts";
import { argumentError, riskSize } from "../loss-rounding.ts";
import type { PointContext } from "./point-context.ts";
import { measured, type Quantity } from "./quantity.ts";

export const risk: Quantity<PointContext> = {
  name: "risk",
  measure: (context) => {
    const { risk, slopes, curvatures, predictions } = context.forward();
    const errors = context.predictionErrors();
    const { weights, samples, outputs, y } = context.data;
    let carried = 0;
    // |l(f + e) - l(f)| <= |l'| e + |l''| e^2 / 2 up to third order
    for (let k = 0; k < outputs; k++)
      for (let i = 0; i < samples; i++) {
        const at = k * samples + i;
        const error = argumentError(context.loss, predictions[at]!, y[i * outputs + k]!, errors[at]!);
        carried += weights[i]! * (Math.abs(slopes[at]!) * error + 0.5 * Math.abs(curvatures[at]!) * error ** 2);
      }
    return measured(risk, riskSize(context.evaluator.problem, context.forward()), carried + lostOnTheWay(context));
  },
};

function lostOnTheWay(context: PointContext): number {
  if (context.parameterError === 0) return 0;
  return norm2(context.gradient()) * (1 + norm2(context.theta));
}

/** R(theta) = E l(f; y); error: the predictions' rounding seen through l', plus the sum's own. */
import type { PointContext } from "./point-context.ts";
import { measured, type Quantity } from "./quantity.ts";

export const risk: Quantity<PointContext> = {
  name: "risk",
  measure: (context) => {
    const { risk, slopes, curvatures } = context.forward();
    const errors = context.predictionErrors();
    const { weights, samples, outputs } = context.data;
    let carried = 0;
    // |l(f + e) - l(f)| <= |l'| e + l'' e^2 / 2 up to third order
    for (let k = 0; k < outputs; k++)
      for (let i = 0; i < samples; i++) {
        const at = k * samples + i;
        carried += weights[i]! * (Math.abs(slopes[at]!) * errors[at]! + 0.5 * curvatures[at]! * errors[at]! ** 2);
      }
    return measured(risk, Math.abs(risk), carried);
  },
};

/** Dimension of the predicted flat directions that the Hessian confirms: symmetries, unseen inputs, unheard outputs, exact inertia. */
import type { PointContext } from "./point-context.ts";
import { absent, exact, type Quantity } from "./quantity.ts";

export const predictedNullity: Quantity<PointContext> = {
  name: "predicted_nullity",
  measure: (context) => {
    const outcome = context.curvature();
    return outcome.ok ? exact(outcome.curvature.explained()) : absent(outcome.reason);
  },
};

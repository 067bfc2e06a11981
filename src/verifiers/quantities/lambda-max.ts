/** lambda_max of the Hessian. */
import type { PointContext } from "./point-context.ts";
import { absent, measured, type Quantity } from "./quantity.ts";

export const lambdaMax: Quantity<PointContext> = {
  name: "lambda_max",
  measure: (context) => {
    const outcome = context.curvature();
    if (!outcome.ok) return absent(outcome.reason);
    return measured(outcome.curvature.lambdaMax, 0, outcome.curvature.band);
  },
};

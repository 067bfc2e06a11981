/** lambda_max of the Hessian. */
import type { PointContext } from "./point-context.ts";
import { absent, measured, type Quantity } from "./quantity.ts";

export const lambdaMax: Quantity<PointContext> = {
  name: "lambda_max",
  measure: (context) => {
    const curvature = context.curvature();
    return curvature
      ? measured(curvature.lambdaMax, 0, curvature.band)
      : absent("the Hessian is too large for a dense decomposition");
  },
};

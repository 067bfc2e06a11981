/** lambda_min of the Hessian, with its sign decided where it can be (CONTRACT "lambda_min"). */
import type { PointContext } from "./point-context.ts";
import { absent, exact, measured, type Quantity } from "./quantity.ts";

export const lambdaMin: Quantity<PointContext> = {
  name: "lambda_min",
  measure: (context) => {
    const curvature = context.curvature();
    if (!curvature) {
      const witness = context.witness();
      // (W): lambda_min <= lambda_min(M), an upper bound that can refute and decide "< 0"
      if (!witness.ok) return absent("the Hessian is too large for a dense decomposition");
      return { ...measured(witness.moments.witnessCurvature), grade: "upper-bound" };
    }
    const { sign, lambdaMin, lambdaMinError, predictedNullity } = curvature;
    switch (sign) {
      case "negative":
        return measured(lambdaMin, 0, lambdaMinError);
      case "non-negative":
        return predictedNullity > 0 ? exact(0) : measured(lambdaMin, 0, lambdaMinError);
      case "undecided":
        return measured(lambdaMin, 0, Math.max(lambdaMinError, Math.abs(lambdaMin)));
      default:
        return sign satisfies never;
    }
  },
};

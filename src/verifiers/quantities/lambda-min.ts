/** lambda_min of the Hessian, with its sign decided where it can be (docs/decisions/0002-exact-zero-eigenvalues.md). */
import type { Measurement } from "../measurement.ts";
import type { PointContext } from "./point-context.ts";
import { absent, exact, measured, type Quantity } from "./quantity.ts";
import { witnessCurvatureOf } from "./witness-curvature.ts";

export const lambdaMin: Quantity<PointContext> = {
  name: "lambda_min",
  measure: (context) => {
    const outcome = context.curvature();
    if (!outcome.ok) return outcome.cause === "size" ? upperBound(context, outcome.reason) : absent(outcome.reason);
    const { sign, lambdaMin, lambdaMinError, nullity } = outcome.curvature;
    switch (sign) {
      case "negative":
        return measured(lambdaMin, 0, lambdaMinError);
      case "non-negative":
        return nullity > 0 ? exact(0) : measured(lambdaMin, 0, lambdaMinError);
      case "undecided":
        return measured(lambdaMin, 0, Math.max(lambdaMinError, Math.abs(lambdaMin)));
      default:
        return sign satisfies never;
    }
  },
};

/** (W): lambda_min <= lambda_min(M), which can refute and decide "< 0". */
function upperBound(context: PointContext, reason: string): Measurement {
  const witness = context.witness();
  if (!witness.ok) return absent(reason);
  return { ...witnessCurvatureOf(witness.moments), grade: "upper-bound" };
}

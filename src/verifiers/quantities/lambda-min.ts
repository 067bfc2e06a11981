/** lambda_min of the Hessian, with its sign decided where it can be (docs/decisions/0002-exact-zero-eigenvalues.md). */
import { largeCurvatureAt } from "../critical/large-curvature.ts";
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
        return { ...measured(lambdaMin, 0, Math.max(lambdaMinError, Math.abs(lambdaMin))), undecidedSign: true };
      default:
        return sign satisfies never;
    }
  },
};

/** (W): lambda_min <= lambda_min(M), or else a Rayleigh quotient: upper bounds, which can refute and decide "< 0". */
function upperBound({ witness, evaluator, theta }: PointContext, reason: string): Measurement {
  const direction = witness();
  const bound = direction.ok ? witnessCurvatureOf(direction.moments) : null;
  if (bound?.value != null && bound.value < -bound.error) return { ...bound, grade: "upper-bound" };
  const found = largeCurvatureAt(evaluator, theta);
  if (!found) return absent(reason);
  // without a descent witness the sign is left open
  const error = found.sign === "negative" ? found.error : Math.max(found.error, Math.abs(found.upperBound));
  const open = found.sign === "negative" ? {} : { undecidedSign: true as const };
  return { value: found.upperBound, error, grade: "upper-bound", ...open };
}

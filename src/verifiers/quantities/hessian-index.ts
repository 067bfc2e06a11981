/** Number of negative Hessian eigenvalues; the error counts the eigenvalues inside the rounding band that nothing explains. */
import type { PointContext } from "./point-context.ts";
import { absent, type Quantity } from "./quantity.ts";

export const hessianIndex: Quantity<PointContext> = {
  name: "index",
  measure: (context) => {
    const outcome = context.curvature();
    if (!outcome.ok) return absent(outcome.reason);
    const { index, nullity, predictedNullity } = outcome.curvature;
    return { value: index, error: index === 0 ? Math.max(0, nullity - predictedNullity) : 0, grade: "measured" };
  },
};

/** Number of negative Hessian eigenvalues; the error counts the eigenvalues inside the error band that nothing explains. */
import type { PointContext } from "./point-context.ts";
import { absent, type Quantity } from "./quantity.ts";

export const hessianIndex: Quantity<PointContext> = {
  name: "index",
  measure: (context) => {
    const outcome = context.curvature();
    if (!outcome.ok) return absent(outcome.reason);
    const { index, nullity, explained } = outcome.curvature;
    return { value: index, error: nullity - explained(), grade: "measured" };
  },
};

/** Number of zero Hessian eigenvalues: those inside the error band; the error counts the ones that nothing shows to be 0. */
import type { PointContext } from "./point-context.ts";
import { absent, type Quantity } from "./quantity.ts";

export const nullity: Quantity<PointContext> = {
  name: "nullity",
  measure: (context) => {
    const outcome = context.curvature();
    if (!outcome.ok) return absent(outcome.reason);
    const { nullity: count, explained } = outcome.curvature;
    return { value: count, error: count - explained(), grade: "measured" };
  },
};

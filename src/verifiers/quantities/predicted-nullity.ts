/**
 * Dimension of the predicted flat directions that the Hessian confirms: symmetries, unseen inputs, unheard outputs, exact inertia.
 * Only the last is a fact of exact arithmetic. The others rest on numerical ranks, which may be one off, and leave out what nothing predicts.
 */
import { exactInertia } from "../critical/exact-inertia.ts";
import type { PointContext } from "./point-context.ts";
import { absent, exact, type Quantity } from "./quantity.ts";

export const predictedNullity: Quantity<PointContext> = {
  name: "predicted_nullity",
  measure: (context) => {
    const outcome = context.curvature();
    if (!outcome.ok) return absent(outcome.reason);
    const { nullity, explained } = outcome.curvature;
    const known = explained();
    const inertia = context.parameterError === 0 ? exactInertia(context.evaluator.problem, context.theta) : null;
    if (inertia?.zero === known) return exact(known);
    return { value: known, error: Math.max(1, nullity - known), grade: "measured" };
  },
};

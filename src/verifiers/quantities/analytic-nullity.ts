/** Number of zero Hessian eigenvalues at a critical point of a linear network, in closed form from the data's second moments. */
import { analyticInertia } from "./analytic-inertia.ts";
import type { PointContext } from "./point-context.ts";
import type { Quantity } from "./quantity.ts";

export const analyticNullity: Quantity<PointContext> = {
  name: "analytic_nullity",
  measure: (context) => analyticInertia(context, ({ nullity }) => nullity),
};

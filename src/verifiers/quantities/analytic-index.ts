/** Number of negative Hessian eigenvalues at a critical point of a linear network, in closed form from the data's second moments. */
import { analyticInertia } from "./analytic-inertia.ts";
import type { PointContext } from "./point-context.ts";
import type { Quantity } from "./quantity.ts";

export const analyticIndex: Quantity<PointContext> = {
  name: "analytic_index",
  measure: (context) => analyticInertia(context, ({ index }) => index),
};

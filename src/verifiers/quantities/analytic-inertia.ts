/** What analytic_index and analytic_nullity share: the class of the point, and a reason where no closed form applies. */

import { analyticClass } from "../ground-truth/analytic-class.ts";
import type { Inertia } from "../ground-truth/linear-inertia.ts";
import type { Measurement } from "../measurement.ts";
import type { PointContext } from "./point-context.ts";
import { absent, exact } from "./quantity.ts";

export function analyticInertia(context: PointContext, part: (inertia: Inertia) => number): Measurement {
  const found = analyticClass(context.evaluator.problem, context.theta, context.forward().predictions);
  if (!found.ok) return absent(found.reason);
  const { inertia } = found.class;
  return inertia ? exact(part(inertia)) : absent("several pairs of layers interact: strict, but without a closed form");
}

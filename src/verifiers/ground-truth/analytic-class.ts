/** Index and nullity of the Hessian at a point of a linear network from second moments and ranks alone, or why there is no closed form. */
import type { Problem } from "../../models/evaluator.ts";
import { type DeepClass, deepLinearClass } from "./deep-linear-inertia.ts";
import { linearFactors } from "./linear-factors.ts";
import { keptSet, linearTask } from "./linear-task.ts";

export type AnalyticClass =
  | { readonly ok: true; readonly kept: readonly number[]; readonly class: DeepClass }
  | { readonly ok: false; readonly reason: string };

const refuse = (reason: string): AnalyticClass => ({ ok: false, reason });

/** `predictions`: outputs x samples, at theta. */
export function analyticClass(problem: Problem, theta: Float64Array, predictions: Float64Array): AnalyticClass {
  if (problem.loss.kind !== "squared") return refuse("the closed form is for the squared loss");
  const factors = linearFactors(problem.program, theta);
  if (!factors) return refuse("the closed form is for linear networks");
  const outcome = linearTask(problem.data);
  if (!outcome.ok) return outcome;
  const set = keptSet(outcome.task, problem.data, predictions);
  if (!set.ok) return set;
  // one matrix: a strictly convex problem
  if (factors.length === 1)
    return { ok: true, kept: set.kept, class: { strict: false, inertia: { index: 0, nullity: 0 } } };
  const found = deepLinearClass(outcome.task, set.kept, factors);
  if (!found) return refuse("the ranks of the layers' products are not clear");
  return { ok: true, kept: set.kept, class: found };
}

/** The plan of a selection of work, or what is wrong with it before anything runs: unknown claims or tags, cells that are too many or too large. */
import { effectiveSpecs, type PlanOptions, planRun, selectsClaim } from "./plan.ts";
import type { Plan } from "./plan.types.ts";
import { maxCells, refusals } from "./spec/checks/resources.ts";
import type { Spec } from "./spec/types.ts";

const unknownClaims = (specs: readonly Spec[], claims: readonly string[]): string[] =>
  claims
    .filter((name) => !specs.some((spec) => spec.claims.some((claim) => selectsClaim([name], claim))))
    .map((name) => `no claim is called "${name}"`);

const unknownTags = (specs: readonly Spec[], tags: readonly string[]): string[] =>
  tags.filter((tag) => !specs.some((spec) => spec.tags.includes(tag))).map((tag) => `no spec has the tag "${tag}"`);

export type SelectedPlan =
  /** At least one cell, all within bounds. */
  | { readonly ok: true; readonly plan: Plan }
  /** One sentence each. */
  | { readonly ok: false; readonly problems: readonly string[] };

/** What can be said before cells are listed. */
function selectionProblems(specs: readonly Spec[], options: PlanOptions): string[] {
  const unknown = [...unknownClaims(specs, options.claims ?? []), ...unknownTags(specs, options.tags ?? [])];
  if (unknown.length > 0) return unknown;
  return effectiveSpecs(specs, options).flatMap((spec) =>
    refusals(spec).map(({ points, message }) => `${spec.id}: points ${points} ${message}`),
  );
}

export function selectedPlan(specs: readonly Spec[], options: PlanOptions): SelectedPlan {
  const problems = selectionProblems(specs, options);
  if (problems.length > 0) return { ok: false, problems };
  const plan = planRun(specs, options);
  const count = plan.cells.length;
  if (count === 0) return { ok: false, problems: ["nothing is selected: there is no cell to run"] };
  if (count > maxCells) return { ok: false, problems: [`${count} cells are selected, most: ${maxCells}`] };
  return { ok: true, plan };
}

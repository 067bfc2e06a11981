/** What is wrong with a selection of work, found before anything runs: unknown claims or tags, cells that are too many or too large. */
import { effectiveSpecs, type PlanOptions, planRun, selectsClaim } from "./plan.ts";
import { maxCells, refusals } from "./spec/checks/resources.ts";
import type { Spec } from "./spec/types.ts";

const unknownClaims = (specs: readonly Spec[], claims: readonly string[]): string[] =>
  claims
    .filter((name) => !specs.some((spec) => spec.claims.some((claim) => selectsClaim([name], claim))))
    .map((name) => `no claim is called "${name}"`);

const unknownTags = (specs: readonly Spec[], tags: readonly string[]): string[] =>
  tags.filter((tag) => !specs.some((spec) => spec.tags.includes(tag))).map((tag) => `no spec has the tag "${tag}"`);

/** One sentence per problem; none: `planRun` with the same arguments gives at least one cell, all within bounds. */
export function planProblems(specs: readonly Spec[], options: PlanOptions): string[] {
  const unknown = [...unknownClaims(specs, options.claims ?? []), ...unknownTags(specs, options.tags ?? [])];
  if (unknown.length > 0) return unknown;
  const chosen = effectiveSpecs(specs, options);
  const large = chosen.flatMap((spec) =>
    refusals(spec).map(({ points, message }) => `${spec.id}: points ${points} ${message}`),
  );
  if (large.length > 0) return large;
  const { cells } = planRun(specs, options);
  if (cells.length === 0) return ["nothing is selected: there is no cell to run"];
  return cells.length > maxCells ? [`${cells.length} cells are selected, most: ${maxCells}`] : [];
}

/** The one sentence a verdict rests on. */
import type { ClaimResult } from "../results.types.ts";
import { depthsOf, type Evidence } from "./evidence.ts";
import { applicableOf, countKind } from "./tally.ts";
import { type Judged, outcomeKind } from "./witness.ts";

const nouns: Readonly<Record<string, readonly [string, string]>> = {
  critical: ["critical point", "critical points"],
  random: ["random point", "random points"],
  trajectory: ["trajectory point", "trajectory points"],
  given: ["given point", "given points"],
  class: ["function class", "function classes"],
};

export const pointsKind = ({ spec, claim }: Evidence): string =>
  Object.hasOwn(spec.points, claim.points) ? (spec.points[claim.points]?.kind ?? "unknown") : "unknown";

export const noun = (evidence: Evidence, count: number): string =>
  (nouns[pointsKind(evidence)] ?? ["point", "points"])[count === 1 ? 0 : 1] ?? "points";

/** `L = 4` or `L = 1..32`. */
export function depthRange(depths: readonly number[]): string {
  const [least, most] = [Math.min(...depths), Math.max(...depths)];
  return least === most ? `L = ${least}` : `L = ${least}..${most}`;
}

export const short = (x: number): string => String(Number(x.toPrecision(3)));

/** How many points of how many, of which kind, at which depths. */
export const extent = (evidence: Evidence, judged: readonly Judged[]): string => {
  const count = applicableOf(judged).length;
  return `${count} ${noun(evidence, count)}, ${depthRange(depthsOf(evidence))}`;
};

export function becauseError({ cells, failures }: Evidence, judged: readonly Judged[]): string {
  const counts = new Map<string, number>();
  for (const { status } of failures) counts.set(status, (counts.get(status) ?? 0) + 1);
  const kinds = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([status, count]) => `${count} ${status}`);
  const failing = countKind(judged, "fails");
  const seen = failing > 0 ? `; the claim fails at ${failing} ${failing === 1 ? "point" : "points"} of the others` : "";
  const said = failures.find(({ message }) => message !== null)?.message;
  return `${failures.length} of ${cells.length} cells did not finish: ${kinds.join(", ")}${said ? ` (${said})` : ""}${seen}`;
}

const depthOf = ({ record }: Judged): number => record.cell.axes.depth;

export function becauseViolated(evidence: Evidence, worst: Judged): string {
  return `violated at L = ${depthOf(worst)} by a ${noun(evidence, 1)}, confirmed by the second route`;
}

export function becauseUnconfirmed(evidence: Evidence, worst: Judged, message: string): string {
  return `fails at L = ${depthOf(worst)} at a ${noun(evidence, 1)}, but the second route does not confirm it: ${message}`;
}

/** The reason met most often; of equally frequent ones the first in the alphabet. */
function mainReason(inapplicable: ClaimResult["counts"]["inapplicable"]): string {
  const [first] = Object.entries(inapplicable).sort(([, a], [, b]) => b - a);
  return first === undefined ? "" : `; most often: ${first[0]}`;
}

export function becauseVacuous(
  evidence: Evidence,
  judged: readonly Judged[],
  depth: number,
  counts: ClaimResult["counts"],
): string {
  const here = judged.filter((one) => depthOf(one) === depth);
  const wanted = Math.max(1, evidence.claim.minApplicable);
  const reasons = Object.keys(counts.inapplicable);
  const what = reasons.every((reason) => reason.startsWith("hypothesis ")) ? "hypotheses held" : "the claim applies";
  const least = wanted > 1 ? `, ${wanted} are wanted` : "";
  return `${what} at ${applicableOf(here).length} of ${here.length} points at L = ${depth}${least}${mainReason(counts.inapplicable)}`;
}

export function becauseUndecided(evidence: Evidence, judged: readonly Judged[]): string {
  const undecided = countKind(judged, "undecided");
  const tied = judged.some((one) => one.tied && outcomeKind(one) === "undecided");
  return `undecided at ${undecided} of ${extent(evidence, judged)}: the margin${tied ? ", or a hypothesis's," : ""} is within its error bar`;
}

export function becauseSupported(evidence: Evidence, judged: readonly Judged[]): string {
  const [undecided, oneSided] = [countKind(judged, "undecided"), countKind(judged, "not-refuted")];
  const open = undecided > 0 ? `; undecided at ${undecided} of them` : "";
  const weak = oneSided > 0 ? `; at ${oneSided} of them only as far as a one-sided bound can tell` : "";
  return `not falsified at ${extent(evidence, judged)}${open}${weak}`;
}

export function becauseFound(evidence: Evidence, worst: Judged): string {
  return `a ${noun(evidence, 1)} at L = ${depthOf(worst)} has the property, confirmed by the second route`;
}

export function becauseFoundOnce(evidence: Evidence, best: Judged, message: string): string {
  return `a ${noun(evidence, 1)} at L = ${depthOf(best)} has the property, but the second route does not confirm it: ${message}`;
}

export function becauseNotFound(evidence: Evidence, judged: readonly Judged[]): string {
  return `none of ${extent(evidence, judged)} was shown to have the property`;
}

/** The verdict on a claim about growth with depth, from one fit per group. */
import type { ClaimResult } from "../results.types.ts";
import type { Trend } from "./across-depth.ts";
import { depthRange, short } from "./because.ts";
import type { Evidence } from "./evidence.ts";
import { type Ruling, ruleVacuous, thinDepth } from "./verdict.ts";
import type { Judged } from "./witness.ts";

const marginOf = ({ decision }: Trend): number =>
  decision === null || decision.outcome.kind === "inapplicable"
    ? Number.POSITIVE_INFINITY
    : decision.outcome.margin.value;

const ofKind = (trends: readonly Trend[], kind: string): readonly Trend[] =>
  trends.filter(({ decision }) => decision?.outcome.kind === kind);

/** The group that comes closest to failing, or fails worst. */
const worstTrend = (trends: readonly Trend[]): Trend | null =>
  trends.reduce<Trend | null>(
    (worst, next) => (worst === null || marginOf(next) < marginOf(worst) ? next : worst),
    null,
  );

function describe({ group, depths, slopes }: Trend): string {
  const values = slopes.map((part) => (part.value === null ? "absent" : `${short(part.value)} ± ${short(part.error)}`));
  return `slope ${values.join(", ")} over ${depthRange(depths)} (${group})`;
}

/** Groups stand where witnesses stand in other claims. */
export function trendCounts(counts: ClaimResult["counts"], trends: readonly Trend[]): ClaimResult["counts"] {
  return { ...counts, violated: ofKind(trends, "fails").length, inconclusive: ofKind(trends, "undecided").length };
}

export function ruleTrend(
  evidence: Evidence,
  judged: readonly Judged[],
  trends: readonly Trend[],
  counts: ClaimResult["counts"],
  from: number,
): Ruling {
  const rule = (verdict: Ruling["verdict"], because: string, trend: Trend | null): Ruling => ({
    verdict,
    because,
    worst: trend?.deepest ?? null,
    decision: trend?.decision ?? null,
    replay: null,
  });
  const failing = worstTrend(ofKind(trends, "fails"));
  if (failing !== null) return rule("violated", `violated: ${describe(failing)}`, failing);
  const depths = [...new Set(evidence.cells.map(({ axes }) => axes.depth))].filter((depth) => depth >= from);
  const thin = thinDepth(
    evidence,
    judged,
    depths.sort((a, b) => a - b),
  );
  if (thin !== null) return ruleVacuous(evidence, judged, thin, counts);
  const unfitted = trends.find(({ decision }) => decision === null);
  if (unfitted !== undefined) return rule("vacuous", `no fit for ${unfitted.group}: ${unfitted.reason}`, unfitted);
  const undecided = ofKind(trends, "undecided");
  const closest = worstTrend(undecided.length > 0 ? undecided : trends);
  const shown = closest === null ? "" : `: ${describe(closest)}`;
  if (undecided.length / trends.length > evidence.claim.maxUndecided)
    return rule("inconclusive", `undecided for ${undecided.length} of ${trends.length} fits${shown}`, closest);
  return rule(
    "supported",
    `not falsified by ${trends.length} ${trends.length === 1 ? "fit" : "fits"}, closest${shown}`,
    closest,
  );
}

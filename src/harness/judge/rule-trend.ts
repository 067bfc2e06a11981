/** The verdict on a claim about growth with depth, from one fit per group. */
import type { ClaimResult } from "../results.types.ts";
import { closestTrend, failingTrends, type Trend, trendsOfKind, witnessesIn } from "./across-depth.ts";
import { depthRange, short } from "./because.ts";
import type { Evidence } from "./evidence.ts";
import { judgeTrendReplay, type ReplayVerdict, unreplayed } from "./replay-verdict.ts";
import { type Ruling, ruleVacuous, thinDepth } from "./verdict.ts";
import type { Judged } from "./witness.ts";

function describe({ group, depths, slopes }: Trend): string {
  const values = slopes.map((part) => (part.value === null ? "absent" : `${short(part.value)} ± ${short(part.error)}`));
  return `slope ${values.join(", ")} over ${depthRange(depths)} (${group})`;
}

/** Groups stand where witnesses stand in other claims. */
export function trendCounts(counts: ClaimResult["counts"], trends: readonly Trend[]): ClaimResult["counts"] {
  const count = (kind: string): number => trendsOfKind(trends, kind).length;
  return { ...counts, violated: count("fails"), inconclusive: count("undecided") };
}

function rule(
  verdict: Ruling["verdict"],
  because: string,
  trend: Trend | null,
  replay: ReplayVerdict | null = null,
): Ruling {
  const fitted = trend === null ? [] : witnessesIn(trend);
  return { verdict, because, worst: trend?.deepest ?? null, fitted, decision: trend?.decision ?? null, replay };
}

/** A failing fit counts only when the second route's values give one as well; null when nothing fails. */
function ruleFailing({ statement, replaysOf }: Evidence, trends: readonly Trend[]): Ruling | null {
  const tried = failingTrends(trends).map((trend) => ({
    trend,
    replay: judgeTrendReplay(statement, trend, replaysOf),
  }));
  const confirmed = tried.find(({ replay }) => replay.confirmed);
  if (confirmed !== undefined) {
    const because = `violated: ${describe(confirmed.trend)}, confirmed by the second route`;
    return rule("violated", because, confirmed.trend, confirmed.replay);
  }
  const first = tried.find(({ replay }) => replay !== unreplayed) ?? tried[0];
  if (first === undefined) return null;
  const because = `${describe(first.trend)} fails, but the second route does not confirm it: ${first.replay.message}`;
  return rule("inconclusive", because, first.trend, first.replay);
}

export function ruleTrend(
  evidence: Evidence,
  judged: readonly Judged[],
  trends: readonly Trend[],
  counts: ClaimResult["counts"],
  from: number,
): Ruling {
  const failing = ruleFailing(evidence, trends);
  if (failing !== null) return failing;
  const depths = [...new Set(evidence.cells.map(({ axes }) => axes.depth))].filter((depth) => depth >= from);
  const thin = thinDepth(
    evidence,
    judged,
    depths.sort((a, b) => a - b),
  );
  if (thin !== null) return ruleVacuous(evidence, judged, thin, counts);
  const unfitted = trends.find(({ decision }) => decision === null);
  if (unfitted !== undefined) return rule("vacuous", `no fit for ${unfitted.group}: ${unfitted.reason}`, unfitted);
  const gap = trends.find(({ lost }) => lost !== null);
  if (gap !== undefined) return rule("vacuous", `no value at L = ${gap.lost} for ${gap.group}`, gap);
  const undecided = trendsOfKind(trends, "undecided");
  const closest = closestTrend(undecided.length > 0 ? undecided : trends);
  const shown = closest === null ? "" : `: ${describe(closest)}`;
  if (undecided.length / trends.length > evidence.claim.maxUndecided)
    return rule("inconclusive", `undecided for ${undecided.length} of ${trends.length} fits${shown}`, closest);
  return rule(
    "supported",
    `not falsified by ${trends.length} ${trends.length === 1 ? "fit" : "fits"}, closest${shown}`,
    closest,
  );
}

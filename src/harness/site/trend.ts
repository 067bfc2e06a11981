/** What a history of one claim says: where its verdict or its formula changed, and whether its margin shrinks steadily towards zero. */
import type { Verdict } from "../results.types.ts";
import type { ClaimEntry, ClaimHistory, SiteRun } from "./site.types.ts";

/** Runs that a warning rests on, and how many more of them it looks ahead. */
export const runsOfTrend = 5;

/** One run of a claim with what is different from the run before. */
export interface Step {
  readonly run: SiteRun;
  readonly entry: ClaimEntry;
  /** The verdict of the run before, where it was another one. */
  readonly from: Verdict | null;
  /** The formula is not the one of the run before: the margins do not compare. */
  readonly reworded: boolean;
  /** Another profile, or another plan of the same one, was searched. */
  readonly searched: "as before" | "other profile" | "other plan";
}

export function stepsOf({ entries }: ClaimHistory, runs: readonly SiteRun[]): Step[] {
  const byId = new Map(runs.map((run) => [run.id, run]));
  const known = entries.flatMap((entry) => {
    const run = byId.get(entry.run);
    return run === undefined ? [] : [{ run, entry }];
  });
  return known.map(({ run, entry }, i) => {
    const before = known[i - 1];
    return {
      run,
      entry,
      from: before !== undefined && before.entry.verdict !== entry.verdict ? before.entry.verdict : null,
      reworded: before !== undefined && before.entry.formula !== entry.formula,
      searched: searchedAs(before?.run, run),
    };
  });
}

function searchedAs(before: SiteRun | undefined, run: SiteRun): Step["searched"] {
  if (before === undefined || before.planHash === run.planHash) return "as before";
  return before.profile === run.profile ? "other plan" : "other profile";
}

export interface Shrinking {
  readonly from: number;
  readonly to: number;
  /** Runs until the margin is 0 at the mean pace. */
  readonly runsLeft: number;
}

/**
 * The last k = `runsOfTrend` runs of the latest profile and formula have positive margins, each smaller than the one before by more
 * than both error bars together, and m_k + k (m_k - m_1)/(k - 1) <= 0: at the mean pace zero is reached within k more runs.
 */
export function shrinking(steps: readonly Step[]): Shrinking | null {
  const latest = steps.at(-1);
  const alike = steps.filter(
    ({ run, entry }) => run.profile === latest?.run.profile && entry.formula === latest.entry.formula,
  );
  const margins = alike.slice(-runsOfTrend).map(({ entry }) => entry.margin);
  if (margins.length < runsOfTrend || !margins.every((margin) => margin !== null && margin.worst > 0)) return null;
  const present = margins.filter((margin) => margin !== null);
  if (!present.every((margin, i) => falls(present[i - 1], margin))) return null;
  const [from, to] = [present[0]?.worst ?? 0, present.at(-1)?.worst ?? 0];
  const pace = (from - to) / (runsOfTrend - 1);
  const runsLeft = Math.ceil(to / pace);
  return runsLeft <= runsOfTrend ? { from, to, runsLeft } : null;
}

type Margin = NonNullable<ClaimEntry["margin"]>;

const bar = ({ error }: Margin): number => error ?? Number.POSITIVE_INFINITY;

const falls = (before: Margin | undefined, after: Margin): boolean =>
  before === undefined || before.worst - after.worst > bar(before) + bar(after);

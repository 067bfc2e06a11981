/** The order in which evidence turns into a verdict. docs/method.md. */
import type { Decision } from "../../verifiers/formula/index.ts";
import type { ClaimResult, Verdict } from "../results.types.ts";
import * as because from "./because.ts";
import { depthsOf, type Evidence } from "./evidence.ts";
import { judgeReplay, type ReplayVerdict, type Sought, unreplayed } from "./replay-verdict.ts";
import { applicableOf, countKind } from "./tally.ts";
import { byMargin, type Judged, outcomeKind, showsProperty } from "./witness.ts";

export interface Ruling {
  readonly verdict: Verdict;
  readonly because: string;
  /** The witness that is stored and shown. */
  readonly worst: Judged | null;
  /** The witnesses a fit across depth goes through; none where each witness is decided by itself. */
  readonly fitted: readonly Judged[];
  /** What the shown margin comes from: the formula at that witness, or a fit. */
  readonly decision: Decision | null;
  readonly replay: ReplayVerdict | null;
}

const ruling = (
  verdict: Verdict,
  because: string,
  worst: Judged | null,
  replay: ReplayVerdict | null = null,
): Ruling => ({
  verdict,
  because,
  worst,
  fitted: [],
  decision: worst?.decision ?? null,
  replay,
});

export const failingOf = (judged: readonly Judged[]): readonly Judged[] =>
  judged.filter((one) => outcomeKind(one) === "fails").sort(byMargin);

/** Those that show a `there-is`, best margin first. */
export const holdingOf = (judged: readonly Judged[]): readonly Judged[] =>
  judged.filter(showsProperty).sort((a, b) => byMargin(b, a));

/** A replay that confirms, else the last one. */
function replayOf(evidence: Evidence, judged: Judged, sought: Sought): ReplayVerdict {
  const verdicts = evidence.replaysOf(judged).map((replay) => judgeReplay(evidence.statement, judged, replay, sought));
  return verdicts.find(({ confirmed }) => confirmed) ?? verdicts.at(-1) ?? unreplayed;
}

/** A failing witness counts only when the second route agrees; null when nothing fails. */
function ruleFailing(evidence: Evidence, judged: readonly Judged[]): Ruling | null {
  const tried = failingOf(judged).map((worst) => ({ worst, replay: replayOf(evidence, worst, "fails") }));
  const confirmed = tried.find(({ replay }) => replay.confirmed);
  if (confirmed !== undefined) {
    const { worst, replay } = confirmed;
    return ruling("violated", because.becauseViolated(evidence, worst), worst, replay);
  }
  const first = tried.find(({ replay }) => replay !== unreplayed) ?? tried[0];
  if (first === undefined) return null;
  const message = first.replay.message ?? "no reason given";
  return ruling("inconclusive", because.becauseUnconfirmed(evidence, first.worst, message), first.worst, first.replay);
}

/** The first depth with too few applicable witnesses. A claim that applies nowhere is vacuous whatever the spec allows. */
export function thinDepth(evidence: Evidence, judged: readonly Judged[], depths: readonly number[]): number | null {
  const applicable = applicableOf(judged);
  const least = applicable.length === 0 ? 1 : evidence.claim.minApplicable;
  const at = (depth: number): number => applicable.filter(({ record }) => record.cell.axes.depth === depth).length;
  return depths.find((depth) => at(depth) < least) ?? null;
}

const worstOf = (judged: readonly Judged[]): Judged | null => [...applicableOf(judged)].sort(byMargin)[0] ?? null;

export function ruleVacuous(
  evidence: Evidence,
  judged: readonly Judged[],
  depth: number,
  counts: ClaimResult["counts"],
): Ruling {
  return ruling("vacuous", because.becauseVacuous(evidence, judged, depth, counts), worstOf(judged));
}

export const ruleEmpty = (): Ruling => ruling("vacuous", "no cell of the plan belongs to this claim", null);

export const ruleError = (evidence: Evidence, judged: readonly Judged[]): Ruling =>
  ruling("error", because.becauseError(evidence, judged), worstOf(judged));

/** `for-all`: no applicable witness may fail. */
export function ruleForAll(evidence: Evidence, judged: readonly Judged[], counts: ClaimResult["counts"]): Ruling {
  const failing = ruleFailing(evidence, judged);
  if (failing !== null) return failing;
  const thin = thinDepth(evidence, judged, depthsOf(evidence));
  if (thin !== null) return ruleVacuous(evidence, judged, thin, counts);
  const tooMany = countKind(judged, "undecided") / counts.applicable > evidence.claim.maxUndecided;
  const worst = worstOf(judged);
  if (tooMany) return ruling("inconclusive", because.becauseUndecided(evidence, judged), worst);
  return ruling("supported", because.becauseSupported(evidence, judged), worst);
}

/** `there-is`: one witness suffices, once the second route agrees; failing to find one proves nothing. The best margin is shown. */
export function ruleThereIs(evidence: Evidence, judged: readonly Judged[]): Ruling {
  const tried = holdingOf(judged).map((best) => ({ best, replay: replayOf(evidence, best, "holds") }));
  const shown = tried.find(({ replay }) => replay.confirmed);
  if (shown !== undefined)
    return ruling("supported", because.becauseFound(evidence, shown.best), shown.best, shown.replay);
  const first = tried.find(({ replay }) => replay !== unreplayed) ?? tried[0];
  if (first === undefined) {
    const best = [...applicableOf(judged)].sort(byMargin).at(-1) ?? null;
    return ruling("inconclusive", because.becauseNotFound(evidence, judged), best);
  }
  const message = first.replay.message ?? "no reason given";
  return ruling("inconclusive", because.becauseFoundOnce(evidence, first.best, message), first.best, first.replay);
}

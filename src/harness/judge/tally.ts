/** Counts behind a verdict: per claim, per depth, per hypothesis, per search strategy. */
import type { Label } from "../../verifiers/label.ts";
import { labels } from "../../verifiers/label.ts";
import type { CellRecord } from "../record.types.ts";
import type { ClaimResult, DepthResult } from "../results.types.ts";
import { depthsOf, type Evidence } from "./evidence.ts";
import { latexOf } from "./statement.ts";
import { byMargin, type HypothesisState, type Judged, marginOf, outcomeKind } from "./witness.ts";

export const applicableOf = (judged: readonly Judged[]): readonly Judged[] =>
  judged.filter(({ inapplicable }) => inapplicable === null);

export const countKind = (judged: readonly Judged[], kind: string): number =>
  judged.filter((one) => outcomeKind(one) === kind).length;

/** Keys in alphabetical order, so that the same record gives the same bytes. */
function reasonsOf(judged: readonly Judged[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { inapplicable } of judged) {
    if (inapplicable !== null) counts.set(inapplicable, (counts.get(inapplicable) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function countsOf(evidence: Evidence, judged: readonly Judged[]): ClaimResult["counts"] {
  return {
    cells: evidence.cells.length,
    points: judged.length,
    applicable: applicableOf(judged).length,
    violated: countKind(judged, "fails"),
    inconclusive: countKind(judged, "undecided"),
    notRefuted: countKind(judged, "not-refuted"),
    failedCells: evidence.failures.length,
    inapplicable: reasonsOf(judged),
  };
}

function labelsOf(records: readonly CellRecord[]): Partial<Record<Label, number>> {
  const given = labels.filter((label) => records.some((record) => record.labels[label] !== undefined));
  const sum = (label: Label): number => records.reduce((total, record) => total + (record.labels[label] ?? 0), 0);
  return Object.fromEntries(given.map((label) => [label, sum(label)]));
}

function depthResult(evidence: Evidence, judged: readonly Judged[], depth: number): DepthResult {
  const here = judged.filter(({ record }) => record.cell.axes.depth === depth);
  const sorted = here.filter((one) => one.decision !== null).sort(byMargin);
  // One point suffices for an existential claim: the best is what it rests on.
  const worst = evidence.claim.quantifier === "there-is" ? sorted.at(-1) : sorted[0];
  return {
    depth,
    points: here.length,
    applicable: applicableOf(here).length,
    violated: countKind(here, "fails"),
    inconclusive: countKind(here, "undecided"),
    worstMargin: worst === undefined ? null : marginOf(worst),
    worstMarginError: worst?.decision?.error ?? null,
    labels: labelsOf(evidence.finished.filter(({ cell }) => cell.axes.depth === depth)),
  };
}

export const byDepthOf = (evidence: Evidence, judged: readonly Judged[]): readonly DepthResult[] =>
  depthsOf(evidence).map((depth) => depthResult(evidence, judged, depth));

export function hypothesesOf({ statement }: Evidence, judged: readonly Judged[]): ClaimResult["hypotheses"] {
  return statement.hypotheses.map(({ name, text, root }, k) => {
    const count = (state: HypothesisState): number => judged.filter(({ hypotheses }) => hypotheses[k] === state).length;
    return {
      name,
      text,
      latex: latexOf(root),
      held: count("held"),
      failed: count("failed"),
      undecided: count("undecided"),
    };
  });
}

export function yieldsOf({ finished }: Evidence): ClaimResult["yields"] {
  const totals = new Map<string, { attempted: number; accepted: number }>();
  for (const [strategy, { attempted, accepted }] of finished.flatMap(({ yields }) => Object.entries(yields))) {
    const before = totals.get(strategy) ?? { attempted: 0, accepted: 0 };
    totals.set(strategy, { attempted: before.attempted + attempted, accepted: before.accepted + accepted });
  }
  return Object.fromEntries([...totals].sort(([a], [b]) => (a < b ? -1 : 1)));
}

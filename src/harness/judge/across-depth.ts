/** Claims about growth with depth: one fit per dataset, architecture, loss and other axes, through the worst witness per depth. */
import { evaluateNumber, type Node, slopesIn } from "../../verifiers/formula/index.ts";
import type { Evidence } from "./evidence.ts";
import { groupsOf } from "./groups.ts";
import { type Fitted, firstReason, fitThrough, type Reading, worstPerDepth } from "./slope-fit.ts";
import { givenAt, type Judged, lookupOf, tiedHypothesis } from "./witness.ts";

export const hasSlope = (root: Node): boolean => slopesIn(root).length > 0;

export interface JudgedReading extends Reading {
  readonly judged: Judged;
}

export interface Trend extends Fitted {
  /** What the fit is of, e.g. "wave, narrow, squared". */
  readonly group: string;
  readonly depths: readonly number[];
  /** The first depth that the plan has for the group, from where its fits start, and no witness has a value at; null: none. */
  readonly lost: number | null;
  /** Per slope of the formula, the worst witness of each depth. */
  readonly series: readonly (readonly JudgedReading[])[];
  /** The worst witness at the largest depth. */
  readonly deepest: Judged | null;
}

/** The hypotheses at every witness, and whether what the slopes are of exists there. No witness is decided by itself. */
export function judgeForTrend({ statement, finished }: Evidence): readonly Judged[] {
  const slopes = slopesIn(statement.assert);
  const first = Math.min(...slopes.map(({ from }) => from));
  return finished.flatMap((record) =>
    record.witnesses.map((witness): Judged => {
      const lookup = lookupOf(record.cell, witness.quantities);
      const { states, reason, tied } = givenAt(statement, lookup);
      const early = record.cell.axes.depth < first ? `depth below ${first}, where the fit starts` : null;
      const parts = slopes.flatMap(({ of, against }) => [evaluateNumber(of, lookup), evaluateNumber(against, lookup)]);
      return {
        record,
        witness,
        hypotheses: states,
        inapplicable: early ?? reason ?? (tied ? tiedHypothesis : firstReason(parts)),
        tied,
        decision: null,
      };
    }),
  );
}

const readingOf = (judged: Judged): JudgedReading => ({
  judged,
  depth: judged.record.cell.axes.depth,
  lookup: lookupOf(judged.record.cell, judged.witness.quantities),
});

interface Group {
  readonly planned: Set<number>;
  readonly members: Judged[];
}

function trendOf(assert: Node, group: string, { planned, members }: Group): Trend {
  const series = worstPerDepth(assert, members.map(readingOf));
  const depths = [...new Set(series.flat().map(({ depth }) => depth))].sort((a, b) => a - b);
  const lost = slopesIn(assert).flatMap(({ from }, k) => {
    const fitted = new Set(series[k]?.map(({ depth }) => depth));
    return [...planned].filter((depth) => depth >= from && !fitted.has(depth));
  });
  const deepest = series[0]?.at(-1)?.judged ?? null;
  const first = lost.length === 0 ? null : Math.min(...lost);
  return { group, depths, lost: first, series, deepest, ...fitThrough(assert, series) };
}

/** The witnesses a fit goes through, each once. */
export const witnessesIn = ({ series }: Trend): readonly Judged[] => [
  ...new Set(series.flat().map(({ judged }) => judged)),
];

/** One trend per group of the plan, groups in alphabetical order. A group that lost all its witnesses is a trend without a fit. */
export function trendsOf(evidence: Evidence, judged: readonly Judged[]): readonly Trend[] {
  const groups = new Map<string, Group>();
  for (const cell of evidence.cells)
    for (const name of groupsOf(evidence.spec, cell)) {
      const group = groups.get(name) ?? { planned: new Set(), members: [] };
      groups.set(name, group);
      group.planned.add(cell.axes.depth);
    }
  for (const one of judged) {
    if (one.inapplicable !== null) continue;
    for (const name of groupsOf(evidence.spec, one.record.cell)) groups.get(name)?.members.push(one);
  }
  const sorted = [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([name, group]) => trendOf(evidence.statement.assert, name, group));
}

function marginOf({ decision }: Trend): number {
  if (decision === null || decision.outcome.kind === "inapplicable") return Number.POSITIVE_INFINITY;
  return decision.outcome.margin.value;
}

export const trendsOfKind = (trends: readonly Trend[], kind: string): readonly Trend[] =>
  trends.filter(({ decision }) => decision?.outcome.kind === kind).sort((a, b) => marginOf(a) - marginOf(b));

/** The groups that fail, worst first. */
export const failingTrends = (trends: readonly Trend[]): readonly Trend[] => trendsOfKind(trends, "fails");

/** The group that comes closest to failing. */
export const closestTrend = (trends: readonly Trend[]): Trend | null =>
  trends.toSorted((a, b) => marginOf(a) - marginOf(b))[0] ?? null;

/**
 * Claims about growth with depth: slope(q, log(depth), from: L0) of the worst q per depth, one fit per dataset,
 * architecture, loss and other axes. A fit of lower estimates is a measurement of the estimates, so one-sided grades end here.
 * No single point refutes such a claim, so there is none to replay: the confidence interval alone decides.
 */
import { slope } from "../../numerics/fit.ts";
import {
  type Decision,
  decide,
  evaluateNumber,
  type Node,
  nameSlopes,
  type SlopeNode,
  slopeName,
  slopesIn,
} from "../../verifiers/formula/index.ts";
import type { Measurement } from "../../verifiers/measurement.ts";
import type { Evidence } from "./evidence.ts";
import { groupsOf } from "./groups.ts";
import { givenAt, type Judged, lookupOf } from "./witness.ts";

export const hasSlope = (root: Node): boolean => slopesIn(root).length > 0;

export interface Trend {
  /** What the fit is of, e.g. "wave, narrow, squared". */
  readonly group: string;
  /** The claim's formula with the fitted slopes in place; null when there are too few depths. */
  readonly decision: Decision | null;
  /** Why there is no fit. */
  readonly reason: string | null;
  readonly depths: readonly number[];
  /** The fitted slopes, in the order of the formula. */
  readonly slopes: readonly Measurement[];
  /** The worst witness at the largest depth. */
  readonly deepest: Judged | null;
}

interface Sample {
  readonly judged: Judged;
  readonly depth: number;
  readonly x: number;
  readonly y: number;
  readonly error: number;
}

/** Why the first of the parts that do not exist does not. */
const firstReason = (parts: readonly Measurement[]): string | null =>
  parts.flatMap((part) => (part.value === null ? [part.reason] : []))[0] ?? null;

/** The hypotheses at every witness, and whether what the slopes are of exists there. No witness is decided by itself. */
export function judgeForTrend({ statement, finished }: Evidence): readonly Judged[] {
  const slopes = slopesIn(statement.assert);
  const first = Math.min(...slopes.map(({ from }) => from));
  return finished.flatMap((record) =>
    record.witnesses.map((witness): Judged => {
      const lookup = lookupOf(record.cell, witness.quantities);
      const { states, reason } = givenAt(statement, lookup);
      const early = record.cell.axes.depth < first ? `depth below ${first}, where the fit starts` : null;
      const parts = slopes.flatMap(({ of, against }) => [evaluateNumber(of, lookup), evaluateNumber(against, lookup)]);
      return {
        record,
        witness,
        hypotheses: states,
        inapplicable: early ?? reason ?? firstReason(parts),
        decision: null,
      };
    }),
  );
}

function sampleOf({ of, against }: SlopeNode, judged: Judged): Sample[] {
  const lookup = lookupOf(judged.record.cell, judged.witness.quantities);
  const [y, x] = [evaluateNumber(of, lookup), evaluateNumber(against, lookup)];
  if (y.value === null || x.value === null) return [];
  return [{ judged, depth: judged.record.cell.axes.depth, x: x.value, y: y.value, error: y.error }];
}

/** Per depth the largest value, over seeds and witnesses; depths ascending. */
function worstPerDepth(node: SlopeNode, judged: readonly Judged[]): readonly Sample[] {
  const worst = new Map<number, Sample>();
  for (const sample of judged.flatMap((one) => sampleOf(node, one))) {
    const before = worst.get(sample.depth);
    if (sample.depth >= node.from && (before === undefined || sample.y > before.y)) worst.set(sample.depth, sample);
  }
  return [...worst.values()].sort((a, b) => a.depth - b.depth);
}

/** The confidence half-width of the residuals, plus what the error bars and the rounding of the values can tilt the line. */
function fit(samples: readonly Sample[]): Measurement {
  const x = samples.map((sample) => sample.x);
  const line = slope(
    x,
    samples.map(({ y }) => y),
  );
  if ("reason" in line) return { value: null, reason: line.reason };
  const mean = x.reduce((sum, xi) => sum + xi, 0) / x.length;
  const sxx = x.reduce((sum, xi) => sum + (xi - mean) ** 2, 0);
  // slope = sum of (x_i - mean)/Sxx times y_i, so errors e_i move it by at most sum |x_i - mean|/Sxx e_i
  const tilt = samples.reduce(
    (sum, { x: xi, y, error }) => sum + (Math.abs(xi - mean) / sxx) * (error + 16 * Number.EPSILON * Math.abs(y)),
    0,
  );
  return { value: line.slope, error: line.halfWidth + tilt, grade: "measured" };
}

function trendOf(assert: Node, group: string, judged: readonly Judged[]): Trend {
  const nodes = slopesIn(assert);
  const series = nodes.map((node) => worstPerDepth(node, judged));
  const slopes = series.map(fit);
  const depths = [...new Set(series.flatMap((samples) => samples.map(({ depth }) => depth)))].sort((a, b) => a - b);
  const deepest = series[0]?.at(-1)?.judged ?? null;
  const reason = firstReason(slopes);
  if (reason !== null) return { group, decision: null, reason, depths, slopes, deepest };
  const fitted = new Map(slopes.map((part, k) => [slopeName(k), part]));
  const decision = decide(nameSlopes(assert), (name) => fitted.get(name) ?? loose(name));
  const missing = decision.outcome.kind === "inapplicable" ? decision.outcome.reason : null;
  return { group, decision: missing === null ? decision : null, reason: missing, depths, slopes, deepest };
}

const loose = (name: string): Measurement => ({ value: null, reason: `${name}: no single value across depths` });

/** One trend per group of the plan, groups in alphabetical order. A group that lost all its witnesses is a trend without a fit. */
export function trendsOf(evidence: Evidence, judged: readonly Judged[]): readonly Trend[] {
  const groups = new Map<string, Judged[]>();
  for (const cell of evidence.cells)
    for (const group of groupsOf(evidence.spec, cell)) groups.set(group, groups.get(group) ?? []);
  for (const one of judged) {
    if (one.inapplicable !== null) continue;
    for (const group of groupsOf(evidence.spec, one.record.cell)) groups.get(group)?.push(one);
  }
  const sorted = [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([group, members]) => trendOf(evidence.statement.assert, group, members));
}

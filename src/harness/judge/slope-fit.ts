/**
 * Fits behind a claim across depth: slope(q, log(depth), from: L0) through the worst q per depth.
 * A fit of lower estimates is a measurement of the estimates, so one-sided grades end here.
 */
import { slope } from "../../numerics/fit.ts";
import {
  type Decision,
  decide,
  evaluateNumber,
  type Lookup,
  type Node,
  nameSlopes,
  type SlopeNode,
  slopeName,
  slopesIn,
} from "../../verifiers/formula/index.ts";
import type { Measurement } from "../../verifiers/measurement.ts";

/** A witness as a fit sees it: its depth and its measurements. */
export interface Reading {
  readonly depth: number;
  readonly lookup: Lookup;
}

export interface Fitted {
  /** The formula with the fitted slopes in place; null where a line cannot be fitted. */
  readonly decision: Decision | null;
  /** Why there is no fit. */
  readonly reason: string | null;
  /** The fitted slopes, in the order of the formula. */
  readonly slopes: readonly Measurement[];
}

interface Sample {
  readonly x: number;
  readonly y: number;
  readonly error: number;
}

/** Why the first of the parts that do not exist does not. */
export const firstReason = (parts: readonly Measurement[]): string | null =>
  parts.flatMap((part) => (part.value === null ? [part.reason] : []))[0] ?? null;

function sampleOf({ of, against }: SlopeNode, { lookup }: Reading): Sample | string {
  const [y, x] = [evaluateNumber(of, lookup), evaluateNumber(against, lookup)];
  if (y.value === null) return y.reason;
  if (x.value === null) return x.reason;
  return { x: x.value, y: y.value, error: y.error };
}

/** Per slope of the formula, the reading with the largest value at each depth from L0 on; depths ascending. */
export function worstPerDepth<R extends Reading>(assert: Node, readings: readonly R[]): readonly (readonly R[])[] {
  return slopesIn(assert).map((node) => {
    const worst = new Map<number, { readonly reading: R; readonly y: number }>();
    for (const reading of readings) {
      const sample = sampleOf(node, reading);
      if (typeof sample === "string" || reading.depth < node.from) continue;
      const before = worst.get(reading.depth);
      if (before === undefined || sample.y > before.y) worst.set(reading.depth, { reading, y: sample.y });
    }
    return [...worst.values()].map(({ reading }) => reading).sort((a, b) => a.depth - b.depth);
  });
}

/** One line per slope of the formula, through the readings given for it. A value that does not exist leaves no line. */
export function fitThrough(assert: Node, series: readonly (readonly Reading[])[]): Fitted {
  const slopes = slopesIn(assert).map((node, k) => fitOne((series[k] ?? []).map((one) => sampleOf(node, one))));
  const reason = firstReason(slopes);
  if (reason !== null) return { decision: null, reason, slopes };
  const fitted = new Map(slopes.map((part, k) => [slopeName(k), part]));
  const decision = decide(nameSlopes(assert), (name) => fitted.get(name) ?? loose(name));
  const missing = decision.outcome.kind === "inapplicable" ? decision.outcome.reason : null;
  return { decision: missing === null ? decision : null, reason: missing, slopes };
}

const loose = (name: string): Measurement => ({ value: null, reason: `${name}: no single value across depths` });

/** The confidence half-width of the residuals, plus what the error bars and the rounding of the values can tilt the line. */
function fitOne(samples: readonly (Sample | string)[]): Measurement {
  const absent = samples.find((sample) => typeof sample === "string");
  if (absent !== undefined) return { value: null, reason: absent };
  const present = samples as readonly Sample[];
  const x = present.map((sample) => sample.x);
  const line = slope(
    x,
    present.map(({ y }) => y),
  );
  if ("reason" in line) return { value: null, reason: line.reason };
  const mean = x.reduce((sum, xi) => sum + xi, 0) / x.length;
  const sxx = x.reduce((sum, xi) => sum + (xi - mean) ** 2, 0);
  // slope = sum of (x_i - mean)/Sxx times y_i, so errors e_i move it by at most sum |x_i - mean|/Sxx e_i
  const tilt = present.reduce(
    (sum, { x: xi, y, error }) => sum + (Math.abs(xi - mean) / sxx) * (error + 16 * Number.EPSILON * Math.abs(y)),
    0,
  );
  return { value: line.slope, error: line.halfWidth + tilt, grade: "measured" };
}

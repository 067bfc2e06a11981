/**
 * Recognises samples of sign labels on which the logistic risk has no minimiser: some u has y_i u.q_i >= 0 for all i, not all 0.
 * Then the infimum is that of the points with u.q_i = 0, the ones u leaves undecided.
 */
import { axpy, dot, matVec, norm2 } from "../../numerics/dense.ts";
import { gramSchmidt } from "./gram-schmidt.ts";
import type { Sample } from "./whitening.ts";

export interface Separation {
  /** Direction in the coordinates z. */
  readonly u: Float64Array;
  /** Indices of the points with margin zero, within rounding. */
  readonly undecided: readonly number[];
}

// A point that Newton leaves with a margin above this has a slope below e^-12: it may be on its way to infinity.
const SUSPICIOUS_MARGIN = 12;
const MAX_CANDIDATES = 12;
/** Margins relative to |u||q_i| above this count as positive. */
const CLEAR = 1e-9;
/** Rows closer than this to the span of others count as dependent, margins below this as zero. */
const ZERO = 1e-12;

/** All margins clearly positive: p itself separates. */
export function separates(p: Float64Array, y: Float64Array): boolean {
  const margins = p.map((value, i) => value * y[i]!);
  const smallest = margins.reduce((low, margin) => Math.min(low, margin), Infinity);
  return smallest > CLEAR * margins.reduce((high, margin) => Math.max(high, margin), 0);
}

/** z minus its part in the span of the rows of the undecided points. */
function awayFrom(z: Float64Array, q: Float64Array, undecided: readonly number[]): Float64Array {
  const rows = undecided.map((i) => q.subarray(i * z.length, (i + 1) * z.length));
  const units = rows.map((row) => row.map((entry) => entry / (norm2(row) || 1)));
  const u = z.slice();
  const basis = gramSchmidt(units, ZERO).q;
  for (const _ of [1, 2]) for (const unit of basis) axpy(-dot(unit, u), unit, u);
  return u;
}

/** Splits the points at a margin: those above must be clearly separated by the part of z the others do not see. */
function splitAt(
  threshold: number,
  z: Float64Array,
  q: Float64Array,
  y: Float64Array,
  margins: Float64Array,
): Separation | null {
  const rank = z.length;
  const undecided = [...margins.keys()].filter((i) => margins[i]! <= threshold);
  const u = awayFrom(z, q, undecided);
  const clear = (i: number): boolean => {
    const row = q.subarray(i * rank, (i + 1) * rank);
    return y[i]! * dot(row, u) > CLEAR * norm2(row) * norm2(z);
  };
  return [...margins.keys()].every((i) => margins[i]! <= threshold || clear(i)) ? { u, undecided } : null;
}

/** A separating direction near z, if the margins there suggest one; null: none found, the risk is taken to have a minimiser. */
export function findSeparation(z: Float64Array, q: Float64Array, y: Float64Array): Separation | null {
  const margins = matVec(q, y.length, z.length, z).map((value, i) => value * y[i]!);
  if (separates(margins, new Float64Array(y.length).fill(1))) return { u: z, undecided: [] };
  // Candidate thresholds: below each jump of the sorted margins that ends in a suspicious one, widest jump first.
  const sorted = [...margins].sort((a, b) => a - b);
  const jumps = sorted.flatMap((high, k) => (k > 0 && high > SUSPICIOUS_MARGIN ? [{ low: sorted[k - 1]!, high }] : []));
  jumps.sort((a, b) => b.high - b.low - (a.high - a.low));
  for (const { low } of jumps.slice(0, MAX_CANDIDATES)) {
    const separation = splitAt(low, z, q, y, margins);
    if (separation !== null) return separation;
  }
  return null;
}

/** Checks a direction against the inputs themselves: decided margins positive beyond rounding, the others zero within it. */
export function confirms(direction: Float64Array, sample: Sample, undecided: readonly number[]): boolean {
  const { samples, dimension, x, y, inexact } = sample;
  const left = new Set(undecided);
  const size = direction.map(Math.abs);
  return Array.from({ length: samples }, (_, i) => i).every((i) => {
    const row = x.subarray(i * dimension, (i + 1) * dimension);
    const margin = y[i]! * dot(row, direction);
    if (left.has(i)) return Math.abs(margin) <= ZERO * norm2(row) * norm2(direction);
    const off = inexact === null ? 0 : dot(inexact.errors.subarray(i * dimension, (i + 1) * dimension), size);
    return margin > (dimension + 2) * Number.EPSILON * dot(row.map(Math.abs), size) + off;
  });
}

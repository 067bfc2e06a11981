/**
 * Non-negative null vectors: omega >= 0, sum omega = 1, A omega = 0, that is, zero in the convex hull of the columns.
 * Minimises |A w / s|^2 + (1 - sum w)^2 over w >= 0, s the longest column, by an active set method, then normalises.
 * Reference: Lawson, Hanson, Solving Least Squares Problems, ch. 23.
 */
import { matVec, matVecTransposed, norm2 } from "./dense.ts";
import { leastSquares } from "./qr.ts";
import { sum } from "./rounding.ts";

export interface NonNegativeNullVector {
  /** Entries >= 0 with sum 1 up to rounding; at most rows + 1 of them are non-zero. */
  readonly weights: Float64Array;
  /** |A weights|_2 as computed. */
  readonly residual: number;
}

/** Gradients at or below this, for columns of length at most sqrt 2, count as zero. */
const STATIONARY = 1e-14;

/** Columns of B listed in the index set, as a rows x set.length matrix. */
function selectColumns(b: Float64Array, rows: number, cols: number, set: readonly number[]): Float64Array {
  return Float64Array.from({ length: rows * set.length }, (_, at) => {
    const i = Math.floor(at / set.length);
    return b[i * cols + set[at % set.length]!]!;
  });
}

/** Largest step from w towards z, at most 1, that keeps w >= 0 on the set. */
function feasibleStep(w: Float64Array, z: Float64Array, set: readonly number[]): number {
  let step = 1;
  set.forEach((j, at) => {
    if (z[at]! <= 0) step = Math.min(step, w[j]! / (w[j]! - z[at]!));
  });
  return step;
}

/** Moves w to the least-squares solution on the set, dropping indices that reach zero on the way; returns the set. */
function solveOnSet(
  b: Float64Array,
  rows: number,
  cols: number,
  target: Float64Array,
  w: Float64Array,
  set: readonly number[],
): readonly number[] {
  for (let rest = set; ; ) {
    if (rest.length === 0) return rest;
    const z = leastSquares(selectColumns(b, rows, cols, rest), rows, rest.length, target).solution;
    const step = feasibleStep(w, z, rest);
    const blocking = (j: number, at: number): boolean => z[at]! <= 0 && w[j]! / (w[j]! - z[at]!) <= step;
    const blocked = step < 1 ? rest.filter(blocking) : rest.filter((_, at) => z[at]! <= 0);
    rest.forEach((j, at) => {
      w[j] = Math.max(w[j]! + step * (z[at]! - w[j]!), 0);
    });
    for (const j of blocked) w[j] = 0;
    if (blocked.length === 0) return rest;
    rest = rest.filter((j) => !blocked.includes(j));
  }
}

/** argmin |B w - target| over w >= 0 for B of shape rows x cols. */
export function nonNegativeLeastSquares(
  b: Float64Array,
  rows: number,
  cols: number,
  target: Float64Array,
): Float64Array {
  const w = new Float64Array(cols);
  let set: readonly number[] = [];
  // A column that left at once after entering gained nothing but rounding.
  let refused = new Set<number>();
  for (let count = 0; count < 10 * (cols + 10); count++) {
    const image = matVec(b, rows, cols, w);
    const gradient = matVecTransposed(
      b,
      rows,
      cols,
      target.map((t, i) => t - image[i]!),
    );
    let entering = -1;
    for (let j = 0; j < cols; j++) {
      if (set.includes(j) || refused.has(j) || gradient[j]! <= STATIONARY) continue;
      if (entering < 0 || gradient[j]! > gradient[entering]!) entering = j;
    }
    if (entering < 0) break;
    set = solveOnSet(b, rows, cols, target, w, [...set, entering]);
    if (set.includes(entering)) refused = new Set();
    else refused.add(entering);
  }
  return w;
}

/** Rows of A over s, and a last row of ones. */
function withSumRow(a: Float64Array, rows: number, cols: number, s: number): Float64Array {
  const b = new Float64Array((rows + 1) * cols).fill(1);
  for (let at = 0; at < rows * cols; at++) b[at] = a[at]! / s;
  return b;
}

function longestColumn(a: Float64Array, rows: number, cols: number): number {
  let longest = 0;
  for (let j = 0; j < cols; j++) {
    longest = Math.max(longest, norm2(Float64Array.from({ length: rows }, (_, i) => a[i * cols + j]!)));
  }
  return longest;
}

/**
 * A is rows x cols. Null when the method finds no weights with |A omega| <= tolerance times the longest column;
 * in exact arithmetic that happens just when zero lies outside the hull of the columns.
 */
export function nonNegativeNullVector(
  a: Float64Array,
  rows: number,
  cols: number,
  tolerance = 1e-12,
): NonNegativeNullVector | null {
  if (cols === 0) return null;
  const longest = longestColumn(a, rows, cols);
  const target = new Float64Array(rows + 1);
  target[rows] = 1;
  const w = nonNegativeLeastSquares(withSumRow(a, rows, cols, longest || 1), rows + 1, cols, target);
  const total = sum(w);
  if (!(total > 0)) return null;
  const weights = w.map((entry) => entry / total);
  const residual = norm2(matVec(a, rows, cols, weights));
  return residual <= tolerance * longest ? { weights, residual } : null;
}

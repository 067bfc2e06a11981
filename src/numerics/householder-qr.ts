/**
 * Householder QR with column pivoting, A P = Q R, for A of shape rows x cols with entries of moderate size.
 * Q is kept as reflectors. Error bound: exact for A + E, |E|_F <= c rows cols eps |A|_F.
 * Reference: Golub, Van Loan, Matrix Computations, 5.2.1 and 5.4.2.
 */
import { dot, norm2, transpose } from "./dense.ts";

export interface PivotedQr {
  /** min(rows, cols) x cols, row-major, zero below the diagonal; column j belongs to column pivots[j] of A. */
  readonly r: Float64Array;
  readonly pivots: Int32Array;
  /** x := Q^T x */
  readonly applyTransposed: (x: Float64Array) => void;
  /** x := Q x */
  readonly apply: (x: Float64Array) => void;
}

/** x := (I - u u^T / h) x on the trailing entries that the reflector u touches. */
function reflect(u: Float64Array, h: number, x: Float64Array): void {
  if (h === 0) return;
  const shift = x.length - u.length;
  const blocked = u.length - (u.length % 4);
  // Four entries per pass of the loops: the passes cost more than the arithmetic.
  let p0 = 0;
  let p1 = 0;
  let p2 = 0;
  let p3 = 0;
  for (let i = 0; i < blocked; i += 4) {
    const at = shift + i;
    p0 += u[i]! * x[at]!;
    p1 += u[i + 1]! * x[at + 1]!;
    p2 += u[i + 2]! * x[at + 2]!;
    p3 += u[i + 3]! * x[at + 3]!;
  }
  for (let i = blocked; i < u.length; i++) p0 += u[i]! * x[shift + i]!;
  const factor = (p0 + p1 + (p2 + p3)) / h;
  for (let i = 0; i < blocked; i += 4) {
    const at = shift + i;
    x[at] = x[at]! - factor * u[i]!;
    x[at + 1] = x[at + 1]! - factor * u[i + 1]!;
    x[at + 2] = x[at + 2]! - factor * u[i + 2]!;
    x[at + 3] = x[at + 3]! - factor * u[i + 3]!;
  }
  for (let i = blocked; i < u.length; i++) x[shift + i] = x[shift + i]! - factor * u[i]!;
}

/** Turns x into its Householder vector u and returns h and beta with (I - u u^T / h) x = beta e_1. */
function makeReflector(x: Float64Array): { h: number; beta: number } {
  const length = norm2(x);
  if (length === 0) return { h: 0, beta: 0 };
  // beta = -sign(x_1) |x|, u = x - beta e_1, h = u.u/2 = beta (beta - x_1)
  const alpha = x[0]!;
  const beta = alpha > 0 ? -length : length;
  x[0] = alpha - beta;
  return { h: beta * (beta - alpha), beta };
}

/** Squared lengths of the columns below the current step: brought up to date while that keeps their digits, else summed anew. */
interface Lengths {
  readonly squared: Float64Array;
  /** What the entry was when it was last summed. */
  readonly summed: Float64Array;
}

/** A difference below this share of what was last summed has lost too many digits. */
const worn = 1e-3;

function lengthsOf(columns: readonly Float64Array[]): Lengths {
  const squared = Float64Array.from(columns, (column) => dot(column, column));
  return { squared, summed: squared.slice() };
}

/** Takes row k off column j. */
function shorten({ squared, summed }: Lengths, columns: readonly Float64Array[], k: number, j: number): void {
  const left = squared[j]! - columns[j]![k]! ** 2;
  squared[j] = left;
  if (left > worn * summed[j]!) return;
  const rest = columns[j]!.subarray(k + 1);
  squared[j] = dot(rest, rest);
  summed[j] = squared[j]!;
}

/** Moves the longest column from k on to place k. */
function pivot({ squared, summed }: Lengths, columns: Float64Array[], pivots: Int32Array, k: number): void {
  let best = k;
  for (let j = k + 1; j < columns.length; j++) if (squared[j]! > squared[best]!) best = j;
  swap(columns, k, best);
  for (const list of [pivots, squared, summed]) swap(list, k, best);
}

function swap<T>(list: { [at: number]: T }, i: number, j: number): void {
  const kept = list[i]!;
  list[i] = list[j]!;
  list[j] = kept;
}

/** Without pivoting the columns keep their order, which suits columns that are already orthonormal. */
export function householderQr(a: Float64Array, rows: number, cols: number, pivoting = true): PivotedQr {
  const steps = Math.min(rows, cols);
  const at = transpose(a, rows, cols);
  const columns = Array.from({ length: cols }, (_, j) => at.subarray(j * rows, (j + 1) * rows));
  const pivots = Int32Array.from(columns.keys());
  const h = new Float64Array(steps);
  const diagonal = new Float64Array(steps);
  const lengths = pivoting ? lengthsOf(columns) : null;
  for (let k = 0; k < steps; k++) {
    if (lengths) pivot(lengths, columns, pivots, k);
    const u = columns[k]!.subarray(k);
    const { h: hk, beta } = makeReflector(u);
    h[k] = hk;
    diagonal[k] = beta;
    for (let j = k + 1; j < cols; j++) {
      reflect(u, hk, columns[j]!);
      if (lengths) shorten(lengths, columns, k, j);
    }
  }
  const r = new Float64Array(steps * cols);
  for (let i = 0; i < steps; i++) {
    r[i * cols + i] = diagonal[i]!;
    for (let j = i + 1; j < cols; j++) r[i * cols + j] = columns[j]![i]!;
  }
  const applyTransposed = (x: Float64Array): void => {
    for (let k = 0; k < steps; k++) reflect(columns[k]!.subarray(k), h[k]!, x);
  };
  const apply = (x: Float64Array): void => {
    for (let k = steps - 1; k >= 0; k--) reflect(columns[k]!.subarray(k), h[k]!, x);
  };
  return { r, pivots, applyTransposed, apply };
}

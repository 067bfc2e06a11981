/**
 * Singular values and right singular vectors of a rows x cols matrix: one-sided Jacobi on a twice reduced triangle,
 * A^T P = Q1 R1 with pivoting, then R1^T = Q2 R2; each reduction brings R R^T nearer to diagonal, which saves sweeps.
 * Error bound: each value within c max(rows, cols) eps of the largest; small values of badly scaled rows do better.
 * Reference: Drmac, Veselic, New fast and accurate Jacobi SVD algorithm I, SIAM J. Matrix Anal. Appl. 29 (2008).
 */
import { dot, norm2, transpose } from "./dense.ts";
import { householderQr } from "./householder-qr.ts";
import { EPS } from "./rounding.ts";
import { scaleOf } from "./scaling.ts";

export interface Svd {
  /** min(rows, cols) singular values, descending. */
  readonly values: Float64Array;
  /** Unit right singular vectors as rows, one per value, zero where the value is zero. */
  readonly right: Float64Array;
  /** u_i . b for the right-hand side given, one per value (zeros without one). */
  readonly coefficients: Float64Array;
}

/** Rows shorter than this, relative to entries of order 1, are zero. */
const NEGLIGIBLE = 1e-100;
const MAX_SWEEPS = 60;

interface Row {
  readonly entries: Float64Array;
  squares: number;
  coefficient: number;
}

/** Rows p, q := c p - s q, s p + c q, with their squared lengths. */
function rotateRows(p: Row, q: Row, c: number, s: number): void {
  const x = p.entries;
  const y = q.entries;
  let xSquares = 0;
  let ySquares = 0;
  for (let i = 0; i < x.length; i++) {
    const xi = c * x[i]! - s * y[i]!;
    const yi = s * x[i]! + c * y[i]!;
    x[i] = xi;
    y[i] = yi;
    xSquares += xi * xi;
    ySquares += yi * yi;
  }
  const held = p.coefficient;
  p.coefficient = c * held - s * q.coefficient;
  q.coefficient = s * held + c * q.coefficient;
  p.squares = xSquares;
  q.squares = ySquares;
}

/** Rotates two rows until orthogonal; says whether they were not yet so within the tolerance. */
function orthogonalise(p: Row, q: Row, tolerance: number): boolean {
  if (p.squares < NEGLIGIBLE ** 2 || q.squares < NEGLIGIBLE ** 2) return false;
  const cross = dot(p.entries, q.entries);
  if (Math.abs(cross) <= tolerance * Math.sqrt(p.squares * q.squares)) return false;
  // t solves t^2 + 2 zeta t - 1 = 0, the smaller root
  const zeta = (q.squares - p.squares) / (2 * cross);
  const t = (zeta >= 0 ? 1 : -1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
  const c = 1 / Math.sqrt(1 + t * t);
  rotateRows(p, q, c, c * t);
  return true;
}

/** Sweeps over all pairs until every pair is orthogonal. */
function jacobi(rows: readonly Row[], tolerance: number): void {
  for (let count = 0; count < MAX_SWEEPS; count++) {
    let rotated = false;
    for (let p = 0; p < rows.length; p++) {
      for (let q = p + 1; q < rows.length; q++) {
        if (orthogonalise(rows[p]!, rows[q]!, tolerance)) rotated = true;
      }
    }
    if (!rotated) return;
  }
  throw new Error("Jacobi SVD did not converge");
}

interface Reduced {
  readonly rows: readonly Row[];
  /** Turns a row of the reduced matrix, padded to length cols, into a row in the coordinates of A. */
  readonly toColumns: (row: Float64Array) => void;
}

/** A = P Q2 R2 Q1^T: the rows of R2, each with its entry of Q2^T P^T b, and the map by Q1. */
function reduce(a: Float64Array, rows: number, cols: number, b: Float64Array): Reduced {
  const k = Math.min(rows, cols);
  const first = householderQr(transpose(a, rows, cols), cols, rows);
  const second = householderQr(transpose(first.r, k, rows), rows, k, false);
  const coefficients = Float64Array.from(first.pivots, (from) => b[from]!);
  second.applyTransposed(coefficients);
  const triangle = Array.from({ length: k }, (_, i): Row => {
    const entries = second.r.slice(i * k, (i + 1) * k);
    return { entries, squares: dot(entries, entries), coefficient: coefficients[i]! };
  });
  return { rows: triangle, toColumns: first.apply };
}

/** A = sum of values[i] u_i right_i^T; b, of length rows, is carried along to give its coefficients u_i . b. */
export function svd(a: Float64Array, rows: number, cols: number, b: Float64Array = new Float64Array(rows)): Svd {
  const scale = scaleOf(a);
  const scaled = a.map((x) => x / scale);
  const reduced = reduce(scaled, rows, cols, b);
  jacobi(reduced.rows, Math.max(cols, 4) * EPS);
  const ordered = reduced.rows.toSorted((p, q) => q.squares - p.squares);
  const lengths = Float64Array.from(ordered, ({ entries }) => norm2(entries));
  const right = new Float64Array(ordered.length * cols);
  ordered.forEach(({ entries }, i) => {
    const length = lengths[i]!;
    if (length < NEGLIGIBLE) return;
    const vector = right.subarray(i * cols, (i + 1) * cols);
    vector.set(entries.map((x) => x / length));
    reduced.toColumns(vector);
  });
  const coefficients = Float64Array.from(ordered, ({ coefficient }) => coefficient);
  return { values: lengths.map((length) => length * scale), right, coefficients };
}

/** Descending, min(rows, cols) of them. */
export function singularValues(a: Float64Array, rows: number, cols: number): Float64Array {
  return svd(a, rows, cols).values;
}

/** Largest singular value; 0 for an empty matrix. */
export function spectralNorm(a: Float64Array, rows: number, cols: number): number {
  return singularValues(a, rows, cols)[0] ?? 0;
}

/** Largest over smallest singular value; Infinity when the smallest is zero, 1 for an empty matrix. */
export function condition(a: Float64Array, rows: number, cols: number): number {
  const values = singularValues(a, rows, cols);
  const smallest = values.at(-1);
  if (smallest === undefined) return 1;
  return smallest === 0 ? Number.POSITIVE_INFINITY : values[0]! / smallest;
}

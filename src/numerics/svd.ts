/**
 * Singular values and right singular vectors of a rows x cols matrix: A^T P = Q1 R1 with pivoting, R1^T = Q2 R2, and Golub-Kahan
 * bidiagonalisation and QR iteration on the square R2.
 * Error bound: each value within c max(rows, cols) eps of the largest, vectors orthonormal to c max(rows, cols) eps.
 * Reference: Golub, Van Loan, Matrix Computations, 8.6; Chan, An improved algorithm for computing the SVD, ACM TOMS 8 (1982).
 */
import { bidiagonalise } from "./bidiagonal.ts";
import { bidiagonalQr } from "./bidiagonal-qr.ts";
import { identity, transpose } from "./dense.ts";
import { householderQr } from "./householder-qr.ts";
import { scaleOf } from "./scaling.ts";

export interface Svd {
  /** min(rows, cols) singular values, descending. */
  readonly values: Float64Array;
  /** Unit right singular vectors as rows, one per value, zero where the value is zero. */
  readonly right: Float64Array;
  /** u_i . b for the right-hand side given, one per value (zeros without one). */
  readonly coefficients: Float64Array;
}

/** Values below this, relative to entries of order 1, are zero. */
const NEGLIGIBLE = 1e-100;

interface Reduced {
  /** R2, k x k. */
  readonly square: Float64Array;
  /** Q2^T P^T b, its first k entries. */
  readonly coefficients: Float64Array;
  /** Turns a vector of the reduced matrix, padded to length cols, into one in the coordinates of A: Q1. */
  readonly toColumns: (row: Float64Array) => void;
}

/** A = P Q2 R2 Q1^T. */
function reduce(a: Float64Array, rows: number, cols: number, b: Float64Array): Reduced {
  const k = Math.min(rows, cols);
  const first = householderQr(transpose(a, rows, cols), cols, rows);
  const second = householderQr(transpose(first.r, k, rows), rows, k, false);
  const coefficients = Float64Array.from(first.pivots, (from) => b[from]!);
  second.applyTransposed(coefficients);
  return { square: second.r, coefficients: coefficients.slice(0, k), toColumns: first.apply };
}

/** Rows i and i + 1 of an n x n matrix := c row_i + s row_i+1, c row_i+1 - s row_i. */
function rotateRows(a: Float64Array, n: number, i: number, c: number, s: number): void {
  const p = i * n;
  const q = p + n;
  for (let j = 0; j < n; j++) {
    const x = a[p + j]!;
    const y = a[q + j]!;
    a[p + j] = c * x + s * y;
    a[q + j] = c * y - s * x;
  }
}

/** A = sum of values[i] u_i right_i^T; b, of length rows, is carried along to give its coefficients u_i . b. */
export function svd(a: Float64Array, rows: number, cols: number, b: Float64Array = new Float64Array(rows)): Svd {
  const k = Math.min(rows, cols);
  const scale = scaleOf(a);
  const reduced = reduce(scale === 1 ? a : a.map((x) => x / scale), rows, cols, b);
  const { diagonal: values, superdiagonal, applyLeftTransposed, applyRight } = bidiagonalise(reduced.square, k, k);
  const vectors = identity(k);
  const { coefficients } = reduced;
  applyLeftTransposed(coefficients);
  const rotateLeft = (i: number, c: number, s: number): void => rotateRows(coefficients, 1, i, c, s);
  const rotateRight = (i: number, c: number, s: number): void => rotateRows(vectors, k, i, c, s);
  bidiagonalQr(values, superdiagonal, rotateLeft, rotateRight);
  const order = Int32Array.from(values.keys()).sort((i, j) => Math.abs(values[j]!) - Math.abs(values[i]!) || i - j);
  const right = new Float64Array(k * cols);
  order.forEach((from, at) => {
    if (Math.abs(values[from]!) < NEGLIGIBLE) return;
    const vector = right.subarray(at * cols, (at + 1) * cols);
    vector.set(vectors.subarray(from * k, (from + 1) * k));
    applyRight(vector.subarray(0, k));
    reduced.toColumns(vector);
  });
  return {
    values: Float64Array.from(order, (from) => Math.abs(values[from]!) * scale),
    right,
    // u_i carries the sign of its value
    coefficients: Float64Array.from(order, (from) => (values[from]! < 0 ? -1 : 1) * coefficients[from]!),
  };
}

const ignore = (): void => undefined;

/** Descending, min(rows, cols) of them; without vectors neither pivoting nor a triangle first is worth its time. */
export function singularValues(a: Float64Array, rows: number, cols: number): Float64Array {
  const scale = scaleOf(a);
  const tall = rows >= cols ? a.slice() : transpose(a, rows, cols);
  for (let at = 0; at < tall.length; at++) tall[at] = tall[at]! / scale;
  const { diagonal, superdiagonal } = bidiagonalise(tall, Math.max(rows, cols), Math.min(rows, cols));
  bidiagonalQr(diagonal, superdiagonal, ignore, ignore);
  for (let at = 0; at < diagonal.length; at++) diagonal[at] = Math.abs(diagonal[at]!) * scale;
  return diagonal.sort().reverse();
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

/**
 * Householder reduction of a symmetric n x n matrix to tridiagonal form, A = Q T Q^T, with Q kept as reflectors.
 * Reads the lower triangle of the row-major input and leaves it unchanged; entries must be finite.
 * Cost 4/3 n^3 flops, then 2 n^2 per product with Q. Backward stable: T is exact for A + E, |E|_F <= c n eps |A|_F.
 * Reference: Golub, Van Loan, Matrix Computations, 8.3.1.
 */
import { scaleOf } from "./scaling.ts";
import { reduceByKernels } from "./tridiagonal-kernels.ts";

export interface Tridiagonal {
  readonly n: number;
  /** The entries of T are those below times this power of two, which keeps squares in range. */
  readonly scale: number;
  readonly diagonal: Float64Array;
  /** offDiagonal[i] couples i and i + 1; length n - 1. */
  readonly offDiagonal: Float64Array;
  /** x := Q^T x. */
  readonly applyTransposed: (x: Float64Array) => void;
  /** x := Q x. */
  readonly apply: (x: Float64Array) => void;
}

/** Squared lengths below this count as zero: their entries are under 1e-140 of the largest of the matrix. */
const NEGLIGIBLE = 1e-280;

/** Lower triangle in packed rows (row i starts at i (i + 1)/2), divided by a power of two to order 1. */
function packScaled(a: Float64Array, n: number): { packed: Float64Array; scale: number } {
  const packed = new Float64Array((n * (n + 1)) / 2);
  for (let i = 0; i < n; i++) packed.set(a.subarray(i * n, i * n + i + 1), (i * (i + 1)) / 2);
  const scale = scaleOf(packed);
  if (scale !== 1) for (let at = 0; at < packed.length; at++) packed[at] = packed[at]! / scale;
  return { packed, scale };
}

/**
 * The heart: one pass over the leading m x m block that applies the pending update A -= v q^T + q v^T
 * and multiplies the updated block by u, p = A u. Four rows at a time, each entry read and written once.
 */
function updateAndMultiply(
  packed: Float64Array,
  m: number,
  v: Float64Array,
  q: Float64Array,
  u: Float64Array,
  p: Float64Array,
): void {
  const blocked = m - (m % 4);
  for (let j = 0; j < blocked; j += 4) {
    updateFourRows(packed, j, v, q, u, p);
    for (let r = j; r < j + 4; r++) finishRow(packed, r, j, v, q, u, p);
  }
  for (let j = blocked; j < m; j++) {
    p[j] = 0;
    finishRow(packed, j, 0, v, q, u, p);
  }
}

/** The entries of rows j to j + 3 left of column j; starts their entries of p. */
function updateFourRows(
  packed: Float64Array,
  j: number,
  v: Float64Array,
  q: Float64Array,
  u: Float64Array,
  p: Float64Array,
): void {
  const row0 = (j * (j + 1)) / 2;
  const row1 = row0 + j + 1;
  const row2 = row1 + j + 2;
  const row3 = row2 + j + 3;
  const v0 = v[j]!;
  const v1 = v[j + 1]!;
  const v2 = v[j + 2]!;
  const v3 = v[j + 3]!;
  const q0 = q[j]!;
  const q1 = q[j + 1]!;
  const q2 = q[j + 2]!;
  const q3 = q[j + 3]!;
  const u0 = u[j]!;
  const u1 = u[j + 1]!;
  const u2 = u[j + 2]!;
  const u3 = u[j + 3]!;
  let sum0 = 0;
  let sum1 = 0;
  let sum2 = 0;
  let sum3 = 0;
  for (let k = 0; k < j; k++) {
    const vk = v[k]!;
    const qk = q[k]!;
    const uk = u[k]!;
    const a0 = packed[row0 + k]! - (v0 * qk + q0 * vk);
    packed[row0 + k] = a0;
    sum0 += a0 * uk;
    const a1 = packed[row1 + k]! - (v1 * qk + q1 * vk);
    packed[row1 + k] = a1;
    sum1 += a1 * uk;
    const a2 = packed[row2 + k]! - (v2 * qk + q2 * vk);
    packed[row2 + k] = a2;
    sum2 += a2 * uk;
    const a3 = packed[row3 + k]! - (v3 * qk + q3 * vk);
    packed[row3 + k] = a3;
    sum3 += a3 * uk;
    p[k] = p[k]! + (a0 * u0 + a1 * u1 + (a2 * u2 + a3 * u3));
  }
  p[j] = sum0;
  p[j + 1] = sum1;
  p[j + 2] = sum2;
  p[j + 3] = sum3;
}

/** The entries of row j from a column on, up to the diagonal; adds to p. */
function finishRow(
  packed: Float64Array,
  j: number,
  from: number,
  v: Float64Array,
  q: Float64Array,
  u: Float64Array,
  p: Float64Array,
): void {
  const row = (j * (j + 1)) / 2;
  const vj = v[j]!;
  const qj = q[j]!;
  const uj = u[j]!;
  let sum = p[j]!;
  for (let k = from; k < j; k++) {
    const entry = packed[row + k]! - (vj * q[k]! + qj * v[k]!);
    packed[row + k] = entry;
    sum += entry * u[k]!;
    p[k] = p[k]! + entry * uj;
  }
  const diagonal = packed[row + j]! - 2 * vj * qj;
  packed[row + j] = diagonal;
  p[j] = sum + diagonal * uj;
}

/** Row j of A -= v q^T + q v^T. */
function updateRow(packed: Float64Array, j: number, v: Float64Array, q: Float64Array): void {
  const row = (j * (j + 1)) / 2;
  const vj = v[j]!;
  const qj = q[j]!;
  for (let k = 0; k <= j; k++) packed[row + k] = packed[row + k]! - (vj * q[k]! + qj * v[k]!);
}

/**
 * Householder vector of the first m entries of row m, in place and into u: (I - u u^T / h) x = beta e_{m-1}.
 * h = 0 stands for the identity.
 */
function reflector(packed: Float64Array, m: number, u: Float64Array): { h: number; beta: number } {
  const row = (m * (m + 1)) / 2;
  let squares = 0;
  for (let k = 0; k < m - 1; k++) squares += packed[row + k]! * packed[row + k]!;
  const alpha = packed[row + m - 1]!;
  if (squares < NEGLIGIBLE) {
    u.fill(0, 0, m);
    return { h: 0, beta: alpha };
  }
  // beta = -sign(alpha) |x|, u = x - beta e_{m-1}, h = u.u/2 = beta (beta - alpha)
  const length = Math.sqrt(squares + alpha * alpha);
  const beta = alpha > 0 ? -length : length;
  packed[row + m - 1] = alpha - beta;
  for (let k = 0; k < m; k++) u[k] = packed[row + k]!;
  return { h: beta * (beta - alpha), beta };
}

/** q = p/h - (u.p)/(2 h^2) u, in place of p, so that H A H = A - u q^T - q u^T. */
function updateVector(p: Float64Array, u: Float64Array, m: number, h: number): void {
  let product = 0;
  for (let k = 0; k < m; k++) {
    p[k] = p[k]! / h;
    product += p[k]! * u[k]!;
  }
  const shift = product / (2 * h);
  for (let k = 0; k < m; k++) p[k] = p[k]! - shift * u[k]!;
}

/** x := (I - u u^T / h) x with u the first m entries of packed row m. */
function reflect(packed: Float64Array, m: number, h: number, x: Float64Array): void {
  if (h === 0) return;
  const row = (m * (m + 1)) / 2;
  let product = 0;
  for (let k = 0; k < m; k++) product += packed[row + k]! * x[k]!;
  const factor = product / h;
  for (let k = 0; k < m; k++) x[k] = x[k]! - factor * packed[row + k]!;
}

/** The reduced matrix, and the heights h of the reflectors I - u u^T / h whose vectors are the packed rows. */
export interface Reduction {
  readonly diagonal: Float64Array;
  readonly offDiagonal: Float64Array;
  readonly h: Float64Array;
}

/** Replaces the packed rows by the reflectors. */
export type Reduce = (packed: Float64Array, n: number) => Reduction;

/** Reduces rows from the last to the first, so that every inner loop runs along a contiguous row. */
export function reduceByScalars(packed: Float64Array, n: number): Reduction {
  const diagonal = new Float64Array(n);
  const offDiagonal = new Float64Array(Math.max(n - 1, 0));
  const h = new Float64Array(n);
  let v = new Float64Array(n);
  let q = new Float64Array(n);
  let u = new Float64Array(n);
  let p = new Float64Array(n);
  for (let m = n - 1; m >= 0; m--) {
    updateRow(packed, m, v, q);
    diagonal[m] = packed[(m * (m + 1)) / 2 + m]!;
    if (m === 0) break;
    const householder = reflector(packed, m, u);
    h[m] = householder.h;
    offDiagonal[m - 1] = householder.beta;
    updateAndMultiply(packed, m, v, q, u, p);
    if (householder.h === 0) p.fill(0);
    else updateVector(p, u, m, householder.h);
    [v, u] = [u, v];
    [q, p] = [p, q];
  }
  return { diagonal, offDiagonal, h };
}

/** `reduce`: the kernels, or their readable twin. */
export function tridiagonalise(a: Float64Array, n: number, reduce: Reduce = reduceByKernels): Tridiagonal {
  const { packed, scale } = packScaled(a, n);
  const { diagonal, offDiagonal, h } = reduce(packed, n);
  // Q = H_{n-1} ... H_1
  const applyTransposed = (x: Float64Array): void => {
    for (let m = n - 1; m >= 1; m--) reflect(packed, m, h[m]!, x);
  };
  const apply = (x: Float64Array): void => {
    for (let m = 1; m < n; m++) reflect(packed, m, h[m]!, x);
  };
  return { n, scale, diagonal, offDiagonal, applyTransposed, apply };
}

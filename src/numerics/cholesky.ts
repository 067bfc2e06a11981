/**
 * Cholesky factorisation A = L L^T of a symmetric positive definite n x n matrix; reads the lower triangle.
 * Error bound: L L^T = A + E with |E| <= gamma(n + 1) |L| |L^T|. Reference: Higham, Accuracy and Stability, ch. 10.
 */

export type Cholesky =
  | { readonly ok: true; readonly l: Float64Array }
  /** The leading block of order pivot + 1 is not positive definite in floating point. */
  | { readonly ok: false; readonly pivot: number };

/** Sum of l[i + k] l[j + k] over k < length, in four interleaved partial sums. */
function rowProduct(l: Float64Array, i: number, j: number, length: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let k = 0;
  for (; k + 3 < length; k += 4) {
    s0 += l[i + k]! * l[j + k]!;
    s1 += l[i + k + 1]! * l[j + k + 1]!;
    s2 += l[i + k + 2]! * l[j + k + 2]!;
    s3 += l[i + k + 3]! * l[j + k + 3]!;
  }
  for (; k < length; k++) s0 += l[i + k]! * l[j + k]!;
  return s0 + s1 + (s2 + s3);
}

/** L is row-major n x n with zeros above the diagonal. */
export function cholesky(a: Float64Array, n: number): Cholesky {
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const row = i * n;
    // l_ij = (a_ij - sum_{k<j} l_ik l_jk) / l_jj
    for (let j = 0; j < i; j++) l[row + j] = (a[row + j]! - rowProduct(l, row, j * n, j)) / l[j * n + j]!;
    const square = a[row + i]! - rowProduct(l, row, row, i);
    if (!(square > 0 && square < Number.POSITIVE_INFINITY)) return { ok: false, pivot: i };
    l[row + i] = Math.sqrt(square);
  }
  return { ok: true, l };
}

/** The x with L L^T x = b. */
export function choleskySolve(l: Float64Array, n: number, b: Float64Array): Float64Array {
  const x = b.slice();
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i] = x[i]! - l[i * n + k]! * x[k]!;
    x[i] = x[i]! / l[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    x[i] = x[i]! / l[i * n + i]!;
    for (let k = 0; k < i; k++) x[k] = x[k]! - l[i * n + k]! * x[i]!;
  }
  return x;
}

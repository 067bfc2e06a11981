/**
 * (T + i s I) z = c for a real symmetric tridiagonal n x n matrix T, a real c and a shift s > 0: what regularised steps need of a spectrum,
 *   Re z = T (T^2 + s^2)^{-1} c,   s Im z = -s^2 (T^2 + s^2)^{-1} c,
 * in O(n), without eigenvalues. Gaussian elimination with row exchanges: backward stable, z exact for T + E, |E| <= c eps |T + i s I|.
 * Reference: Golub, Van Loan, Matrix Computations, 4.3 and 3.4; the identities are those of 1/(w + i s) on the spectrum.
 */

export interface ComplexVector {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** Row k of the upper triangle: the pivot, and its right neighbours, the second of them only after an exchange. */
interface Triangle {
  readonly pivot: ComplexVector;
  readonly next: ComplexVector;
  readonly second: ComplexVector;
}

const zeros = (n: number): ComplexVector => ({ re: new Float64Array(n), im: new Float64Array(n) });

export function shiftedSolve(
  diagonal: Float64Array,
  offDiagonal: Float64Array,
  s: number,
  c: Float64Array,
): ComplexVector {
  const n = diagonal.length;
  const z: ComplexVector = { re: c.slice(), im: new Float64Array(n) };
  const triangle: Triangle = {
    pivot: { re: diagonal.slice(), im: new Float64Array(n).fill(s) },
    next: zeros(n),
    second: zeros(n),
  };
  triangle.next.re.set(offDiagonal.subarray(0, n - 1));
  for (let k = 0; k + 1 < n; k++) eliminate(triangle, z, k, offDiagonal[k]!);
  substitute(triangle, z);
  return z;
}

/** Clears the entry `below` the pivot of row k with the larger of the two rows on top. */
function eliminate({ pivot, next, second }: Triangle, z: ComplexVector, k: number, below: number): void {
  const [p, q] = [pivot.re[k]!, pivot.im[k]!];
  const squares = p * p + q * q;
  if (squares >= below * below) {
    if (below === 0) return;
    // f = below / pivot
    const [f, g] = [(below * p) / squares, (-below * q) / squares];
    subtract(pivot, k + 1, f, g, next.re[k]!, next.im[k]!);
    subtract(z, k + 1, f, g, z.re[k]!, z.im[k]!);
    return;
  }
  // f = pivot / below
  const [f, g] = [p / below, q / below];
  const [upperRe, upperIm, rightRe, rightIm] = [next.re[k]!, next.im[k]!, z.re[k]!, z.im[k]!];
  pivot.re[k] = below;
  pivot.im[k] = 0;
  next.re[k] = pivot.re[k + 1]!;
  next.im[k] = pivot.im[k + 1]!;
  second.re[k] = next.re[k + 1]!;
  second.im[k] = next.im[k + 1]!;
  z.re[k] = z.re[k + 1]!;
  z.im[k] = z.im[k + 1]!;
  put(pivot, k + 1, upperRe, upperIm);
  put(next, k + 1, 0, 0);
  put(z, k + 1, rightRe, rightIm);
  subtract(pivot, k + 1, f, g, next.re[k]!, next.im[k]!);
  subtract(next, k + 1, f, g, second.re[k]!, second.im[k]!);
  subtract(z, k + 1, f, g, z.re[k]!, z.im[k]!);
}

function put(x: ComplexVector, k: number, re: number, im: number): void {
  x.re[k] = re;
  x.im[k] = im;
}

/** x_k -= (f + i g) (a + i b). */
function subtract(x: ComplexVector, k: number, f: number, g: number, a: number, b: number): void {
  x.re[k] = x.re[k]! - (f * a - g * b);
  x.im[k] = x.im[k]! - (f * b + g * a);
}

/** z_k = (z_k - next_k z_{k+1} - second_k z_{k+2}) / pivot_k. */
function substitute({ pivot, next, second }: Triangle, z: ComplexVector): void {
  const n = z.re.length;
  for (let k = n - 1; k >= 0; k--) {
    if (k + 1 < n) subtract(z, k, next.re[k]!, next.im[k]!, z.re[k + 1]!, z.im[k + 1]!);
    if (k + 2 < n) subtract(z, k, second.re[k]!, second.im[k]!, z.re[k + 2]!, z.im[k + 2]!);
    const [p, q, a, b] = [pivot.re[k]!, pivot.im[k]!, z.re[k]!, z.im[k]!];
    const squares = p * p + q * q;
    put(z, k, (a * p + b * q) / squares, (b * p - a * q) / squares);
  }
}

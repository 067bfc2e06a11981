/**
 * Unit roundoff, the constants gamma(n), compensated summation and dot products with a rigorous running error bound.
 * Reference: Higham, Accuracy and Stability of Numerical Algorithms, 3.1, 3.3 and 4.3.
 */

/** Unit roundoff of float64, round to nearest. */
export const EPS: number = 2 ** -53;

/** gamma_n = n EPS / (1 - n EPS), the relative error bound of n successive roundings. */
export function gamma(n: number): number {
  return (n * EPS) / (1 - n * EPS);
}

/** Neumaier's compensated sum: error at most EPS |sum| + 2 gamma(n)^2 (sum of |x_i|). */
export function sum(x: Float64Array | readonly number[]): number {
  let total = 0;
  let lost = 0;
  for (const term of x) {
    const next = total + term;
    // The rounding error of the addition, exactly, from its smaller operand.
    lost += Math.abs(total) >= Math.abs(term) ? total - next + term : term - next + total;
    total = next;
  }
  return Number.isFinite(total) ? total + lost : total;
}

export interface Bounded {
  readonly value: number;
  /** |value - exact result| <= bound, rigorously; Infinity when the computation left the range of float64. */
  readonly bound: number;
}

/** x . y with a running error bound that covers every rounding, underflow included, and its own. */
export function dotWithBound(x: Float64Array, y: Float64Array): Bounded {
  const n = x.length;
  let value = 0;
  let magnitudes = 0;
  for (let i = 0; i < n; i++) {
    const term = x[i]! * y[i]!;
    value += term;
    magnitudes += Math.abs(term) + Math.abs(value);
  }
  // Each rounding is within EPS of its rounded result, each underflow within MIN_VALUE; the denominator covers the
  // roundings made in the sum of magnitudes and in this line.
  const bound = (EPS * magnitudes) / (1 - (2 * n + 8) * EPS) + (n + 2) * Number.MIN_VALUE;
  return { value, bound: Number.isFinite(value) && Number.isFinite(bound) ? bound : Number.POSITIVE_INFINITY };
}

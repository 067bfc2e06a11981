/** Compensated weighted sums: sum_i w_i f(i) within 2 eps sum_i |w_i f(i)|, however many terms. Reference: Neumaier 1974. */

export const EPSILON: number = 2 ** -52;

export function weightedMean(weights: Float64Array, term: (i: number) => number): number {
  let sum = 0;
  let lost = 0;
  for (let i = 0; i < weights.length; i++) {
    const next = weights[i]! * term(i);
    const total = sum + next;
    // what the addition dropped, computed exactly
    lost += Math.abs(sum) >= Math.abs(next) ? sum - total + next : next - total + sum;
    sum = total;
  }
  return sum + lost;
}

/** E[a q_j] for every column j of the row-major n x columns matrix q. */
export function weightedMoments(
  weights: Float64Array,
  a: Float64Array,
  q: Float64Array,
  columns: number,
): Float64Array {
  return Float64Array.from({ length: columns }, (_, j) => weightedMean(weights, (i) => a[i]! * q[i * columns + j]!));
}

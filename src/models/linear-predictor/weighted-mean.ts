/** Compensated weighted sums: sum_i w_i f(i) within a few 2^-53 of sum_i |w_i f(i)|, however many terms. */
import { sum } from "../../numerics/rounding.ts";

export function weightedMean(weights: Float64Array, term: (i: number) => number): number {
  return sum(weights.map((weight, i) => weight * term(i)));
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

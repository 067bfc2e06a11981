/**
 * What the Lanczos iteration does to its vectors of length n: projections on a basis and combinations of it, four vectors per pass.
 * Error bound: each projection within gamma(n) |q|.|w|. Reference: Higham, Accuracy and Stability, ch. 3.
 */
import { axpy, dot } from "./dense.ts";

type Vectors = readonly Float64Array[];

/** w -= V c with c = V^T w for the vectors first..last-1 of an orthonormal V; returns the last entry of c. */
export function removeProjections(basis: Vectors, first: number, last: number, w: Float64Array): number {
  const c = new Float64Array(last - first);
  const fours = first + 4 * Math.floor((last - first) / 4);
  for (let k = first; k < fours; k += 4) writeFourDots(basis, k, w, c, k - first);
  for (let k = fours; k < last; k++) c[k - first] = dot(basis[k]!, w);
  for (let k = first; k < fours; k += 4) addFour(basis, k, c, k - first, -1, w);
  for (let k = fours; k < last; k++) axpy(-c[k - first]!, basis[k]!, w);
  return c.at(-1) ?? 0;
}

/** V c */
export function combination(basis: Vectors, c: Float64Array, n: number): Float64Array<ArrayBuffer> {
  const sum = new Float64Array(n);
  const fours = 4 * Math.floor(c.length / 4);
  for (let k = 0; k < fours; k += 4) addFour(basis, k, c, k, 1, sum);
  for (let k = fours; k < c.length; k++) axpy(c[k]!, basis[k]!, sum);
  return sum;
}

/** c[at + r] = q_(k + r) . w for r < 4: four sums at a time hide the time one addition takes. */
function writeFourDots(basis: Vectors, k: number, w: Float64Array, c: Float64Array, at: number): void {
  const [q0, q1, q2, q3] = [basis[k]!, basis[k + 1]!, basis[k + 2]!, basis[k + 3]!];
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  for (let i = 0; i < w.length; i++) {
    const wi = w[i]!;
    s0 += q0[i]! * wi;
    s1 += q1[i]! * wi;
    s2 += q2[i]! * wi;
    s3 += q3[i]! * wi;
  }
  c[at] = s0;
  c[at + 1] = s1;
  c[at + 2] = s2;
  c[at + 3] = s3;
}

/** w += sign sum_(r < 4) c[at + r] q_(k + r) */
function addFour(basis: Vectors, k: number, c: Float64Array, at: number, sign: 1 | -1, w: Float64Array): void {
  const [q0, q1, q2, q3] = [basis[k]!, basis[k + 1]!, basis[k + 2]!, basis[k + 3]!];
  const [c0, c1, c2, c3] = [sign * c[at]!, sign * c[at + 1]!, sign * c[at + 2]!, sign * c[at + 3]!];
  for (let i = 0; i < w.length; i++) w[i] = w[i]! + (c0 * q0[i]! + c1 * q1[i]! + (c2 * q2[i]! + c3 * q3[i]!));
}

/**
 * The vectors of the Lanczos iteration, n entries each: a basis of up to `most` of them, and the image that is made orthogonal to it.
 * Here in plain steps; lanczos-kernels.ts has the same by compiled kernels, which add in the same order: same bits.
 * Error bound: each projection within gamma(n/2 + 2) |q|.|w|. Reference: Higham, Accuracy and Stability, ch. 3.
 */
import { dot } from "./dense.ts";

export interface LanczosBasis {
  /** Places of the basis vectors. */
  readonly vectors: readonly Float64Array[];
  readonly image: Float64Array;
  /** image -= V c with c = V^T image for the vectors first..last-1; returns the last entry of c. */
  readonly removeProjections: (first: number, last: number) => number;
  /** V c */
  readonly combination: (c: Float64Array) => Float64Array<ArrayBuffer>;
  /** The places must not be used afterwards. */
  readonly release: () => void;
}

export type MakeBasis = (most: number, n: number) => LanczosBasis;

export const basisByScalars: MakeBasis = (most, n) => {
  const vectors = Array.from({ length: most }, () => new Float64Array(n));
  const image = new Float64Array(n);
  return {
    vectors,
    image,
    removeProjections: (first, last) => {
      const c = Float64Array.from(vectors.slice(first, last), (q) => dot(q, image));
      addAll(vectors.slice(first, last), c, -1, image);
      return c.at(-1) ?? 0;
    },
    combination: (c) => {
      const sum = new Float64Array(n);
      addAll(vectors.slice(0, c.length), c, 1, sum);
      return sum;
    },
    release: () => {},
  };
};

/** w += sign V c, four vectors at a time: w + ((c0 q0 + c1 q1) + (c2 q2 + c3 q3)). */
function addAll(vectors: readonly Float64Array[], c: Float64Array, sign: 1 | -1, w: Float64Array): void {
  const fours = 4 * Math.floor(vectors.length / 4);
  const term = (k: number, i: number): number => sign * c[k]! * vectors[k]![i]!;
  for (let i = 0; i < w.length; i++) {
    let sum = w[i]!;
    for (let k = 0; k < fours; k += 4) sum += term(k, i) + term(k + 1, i) + (term(k + 2, i) + term(k + 3, i));
    for (let k = fours; k < vectors.length; k++) sum += term(k, i);
    w[i] = sum;
  }
}

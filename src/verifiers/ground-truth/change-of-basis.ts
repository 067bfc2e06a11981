/** Invertible matrices together with their inverses: the moves along the orbits of linear networks. */
import { identity, matmul, transpose } from "../../numerics/dense.ts";
import { exp, log } from "../../numerics/elementary.ts";
import { orthonormalRows } from "../../numerics/qr.ts";
import type { Stream } from "../../numerics/random.ts";

/** n x n each. */
export interface ChangeOfBasis {
  readonly matrix: Float64Array;
  readonly inverse: Float64Array;
}

export const unchanged = (n: number): ChangeOfBasis => ({ matrix: identity(n), inverse: identity(n) });

/** Q_1 diag(c) Q_2 with c in [1/stretch, stretch]. */
export function randomBasis(random: Stream, n: number, stretch: number = 3): ChangeOfBasis {
  const left = rotation(random, n);
  const right = rotation(random, n);
  const sizes = Array.from({ length: n }, () => exp((2 * random.uniform() - 1) * log(stretch)));
  const scaledRows = right.map((entry, at) => entry * sizes[Math.floor(at / n)]!);
  const shrunkColumns = transpose(right, n, n).map((entry, at) => entry / sizes[at % n]!);
  return { matrix: matmul(left, scaledRows, n, n, n), inverse: matmul(shrunkColumns, transpose(left, n, n), n, n, n) };
}

const rotation = (random: Stream, n: number): Float64Array => orthonormalRows(random.normals(n * n), n, n).basis;

/** Integer entries and determinant 1: products of elementary row additions, undone in reverse order for the inverse. */
export function unimodularBasis(random: Stream, n: number, additions: number = n): ChangeOfBasis {
  const [matrix, inverse] = [identity(n), identity(n)];
  for (let count = 0; count < additions && n > 1; count++) {
    const i = random.integer(n);
    const j = (i + 1 + random.integer(n - 1)) % n;
    const sign = random.sign();
    // matrix := (I + sign e_i e_j^T) matrix, inverse := inverse (I - sign e_i e_j^T)
    for (let c = 0; c < n; c++) matrix[i * n + c] = matrix[i * n + c]! + sign * matrix[j * n + c]!;
    for (let r = 0; r < n; r++) inverse[r * n + j] = inverse[r * n + j]! - sign * inverse[r * n + i]!;
  }
  return { matrix, inverse };
}

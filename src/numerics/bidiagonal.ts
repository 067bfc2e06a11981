/**
 * Householder reduction of a square n x n matrix to upper bidiagonal form, A = U B V^T, with U and V kept as reflectors.
 * Entries must be of order 1. Cost 8/3 n^3 flops. Backward stable: B is exact for A + E, |E|_F <= c n eps |A|_F.
 * Reference: Golub, Van Loan, Matrix Computations, 5.4.8.
 */
import { axpy, dot, norm2 } from "./dense.ts";

export interface Bidiagonal {
  readonly diagonal: Float64Array;
  /** superdiagonal[i] is B(i, i + 1); length n - 1. */
  readonly superdiagonal: Float64Array;
  /** x := U^T x. */
  readonly applyLeftTransposed: (x: Float64Array) => void;
  /** x := V x. */
  readonly applyRight: (x: Float64Array) => void;
}

/** I - u u^T / h on the trailing entries of a vector; h = 0 stands for the identity. */
interface Reflector {
  readonly u: Float64Array;
  readonly h: number;
  /** What it makes of the first of those entries; the others become 0. */
  readonly beta: number;
}

/** The reflector that turns x into a multiple of e_1; takes over x. */
function reflectorOf(x: Float64Array): Reflector {
  const length = norm2(x);
  const alpha = x[0] ?? 0;
  if (length === 0) return { u: x, h: 0, beta: 0 };
  // beta = -sign(x_1) |x|, u = x - beta e_1, h = u.u/2 = beta (beta - x_1)
  const beta = alpha > 0 ? -length : length;
  x[0] = alpha - beta;
  return { u: x, h: beta * (beta - alpha), beta };
}

function reflect({ u, h }: Reflector, x: Float64Array): void {
  if (h === 0) return;
  const tail = x.subarray(x.length - u.length);
  axpy(-dot(u, tail) / h, u, tail);
}

/** rows := (I - u u^T / h) rows, for the last rows, as many as u has entries. */
function reflectRows({ u, h }: Reflector, rows: readonly Float64Array[]): void {
  const width = rows[0]?.length ?? 0;
  if (h === 0 || width === 0) return;
  const combined = new Float64Array(width);
  rows.forEach((row, i) => {
    axpy(u[i]!, row, combined);
  });
  rows.forEach((row, i) => {
    axpy(-u[i]! / h, combined, row);
  });
}

export function bidiagonalise(a: Float64Array, n: number): Bidiagonal {
  const rows = Array.from({ length: n }, (_, i) => a.slice(i * n, (i + 1) * n));
  const left: Reflector[] = [];
  const right: Reflector[] = [];
  for (let j = 0; j < n; j++) {
    const below = rows.slice(j);
    left.push(reflectorOf(Float64Array.from(below, (row) => row[j]!)));
    const trailing = below.map((row) => row.subarray(j + 1));
    reflectRows(left[j]!, trailing);
    if (j + 1 === n) break;
    right.push(reflectorOf(trailing[0]!.slice()));
    for (const row of trailing.slice(1)) reflect(right[j]!, row);
  }
  return {
    diagonal: Float64Array.from(left, ({ beta }) => beta),
    superdiagonal: Float64Array.from(right, ({ beta }) => beta),
    applyLeftTransposed: (x) => {
      for (const reflector of left) reflect(reflector, x);
    },
    applyRight: (x) => {
      for (const reflector of right.toReversed()) reflect(reflector, x);
    },
  };
}

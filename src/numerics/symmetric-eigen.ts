/**
 * Eigendecomposition A = U diag(values) U^T of a symmetric n x n matrix, U never formed.
 * Householder reflectors and QL rotations are replayed on one vector in O(n^2), so the whole costs 4/3 n^3 flops
 * where the n x n eigenvector matrix would cost about 9 n^3. Reads the lower triangle; entries must be finite.
 * Error bound: values within c n eps |A|_2, U orthogonal to c n eps. Reference: Golub, Van Loan, chapter 8.3.
 */
import { type Tridiagonal, tridiagonalise } from "./tridiagonal.ts";
import { rotate, rotateTransposed, tridiagonalQl, tridiagonalValues } from "./tridiagonal-ql.ts";

export { type Tridiagonal, tridiagonalise };

export interface SymmetricEigen {
  readonly n: number;
  /** Ascending. */
  readonly values: Float64Array;
  /** U^T x: coordinates of x in the eigenbasis, in the order of the values. */
  readonly toEigenbasis: (x: Float64Array) => Float64Array;
  /** U c. */
  readonly fromEigenbasis: (c: Float64Array) => Float64Array;
  /** Unit eigenvector of values[k]. */
  readonly vector: (k: number) => Float64Array;
}

/** Indices that sort the values ascending, ties in their order. */
function ascending(values: Float64Array): Int32Array {
  return Int32Array.from(values.keys()).sort((i, j) => values[i]! - values[j]! || i - j);
}

export function symmetricEigen(a: Float64Array, n: number): SymmetricEigen {
  return eigenOfTridiagonal(tridiagonalise(a, n));
}

/** The same from a reduction that exists already. */
export function eigenOfTridiagonal(reduced: Tridiagonal): SymmetricEigen {
  const { n } = reduced;
  const { values, rotations } = tridiagonalQl(reduced.diagonal, reduced.offDiagonal);
  const order = ascending(values);
  // U = Q G P
  const toEigenbasis = (x: Float64Array): Float64Array => {
    const y = x.slice();
    reduced.applyTransposed(y);
    rotateTransposed(rotations, y);
    return Float64Array.from(order, (from) => y[from]!);
  };
  const fromEigenbasis = (c: Float64Array): Float64Array => {
    const y = new Float64Array(n);
    for (let k = 0; k < n; k++) y[order[k]!] = c[k]!;
    rotate(rotations, y);
    reduced.apply(y);
    return y;
  };
  const vector = (k: number): Float64Array => {
    const unit = new Float64Array(n);
    unit[k] = 1;
    return fromEigenbasis(unit);
  };
  const sorted = Float64Array.from(order, (from) => values[from]! * reduced.scale);
  return { n, values: sorted, toEigenbasis, fromEigenbasis, vector };
}

/** All eigenvalues, ascending; the same numbers as symmetricEigen's without the record of rotations. */
export function eigenvalues(a: Float64Array, n: number): Float64Array {
  const { diagonal, offDiagonal, scale } = tridiagonalise(a, n);
  const values = tridiagonalValues(diagonal, offDiagonal).sort();
  return values.map((value) => value * scale);
}

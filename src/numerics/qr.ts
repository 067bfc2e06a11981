/**
 * Rank, null space, row space and least squares of a rows x cols matrix, all decided by its singular values.
 * A value counts as zero at or below max(rows, cols) 2^-52 times the largest, unless another tolerance is given.
 * Bases are orthonormal to a few dimension * eps. Reference: Golub, Van Loan, Matrix Computations, 5.4-5.5.
 */
import { matVec, norm2, transpose } from "./dense.ts";
import { householderQr } from "./householder-qr.ts";
import { type Svd, svd } from "./svd.ts";

export interface NullSpace {
  /** dimension x cols, orthonormal rows. */
  readonly basis: Float64Array;
  readonly dimension: number;
  /** Smallest kept over largest dropped singular value; Infinity when nothing non-zero was dropped or none kept. */
  readonly gap: number;
  /** Singular values at or below this were taken for zero. */
  readonly tolerance: number;
}

export interface RowSpace {
  /** rank x cols, orthonormal rows. */
  readonly basis: Float64Array;
  readonly rank: number;
}

export interface LeastSquares {
  /** The minimiser of |A x - b| of least norm. */
  readonly solution: Float64Array;
  /** b - A x */
  readonly residual: Float64Array;
  readonly residualNorm: number;
  readonly rank: number;
}

function defaultTolerance(values: Float64Array, rows: number, cols: number): number {
  return Math.max(rows, cols) * 2 ** -52 * (values[0] ?? 0);
}

/** Number of singular values above the tolerance. */
function countAbove({ values }: Svd, tolerance: number): number {
  const dropped = values.findIndex((value) => value <= tolerance);
  return dropped < 0 ? values.length : dropped;
}

export function rank(a: Float64Array, rows: number, cols: number, tolerance?: number): number {
  const factors = svd(a, rows, cols);
  return countAbove(factors, tolerance ?? defaultTolerance(factors.values, rows, cols));
}

/** Orthonormal rows that complete the given r orthonormal rows of length cols to a basis. */
function orthogonalComplement(orthonormal: Float64Array, r: number, cols: number): Float64Array {
  const { apply } = householderQr(transpose(orthonormal, r, cols), cols, r, false);
  return columnsFrom(apply, r, cols);
}

/** The columns of Q from r on, as rows. */
function columnsFrom(apply: (x: Float64Array) => void, r: number, cols: number): Float64Array {
  const basis = new Float64Array((cols - r) * cols);
  for (let k = r; k < cols; k++) {
    const row = basis.subarray((k - r) * cols, (k - r + 1) * cols);
    row[k] = 1;
    apply(row);
  }
  return basis;
}

export function nullSpace(a: Float64Array, rows: number, cols: number, tolerance?: number): NullSpace {
  const factors = svd(a, rows, cols);
  const limit = tolerance ?? defaultTolerance(factors.values, rows, cols);
  const kept = countAbove(factors, limit);
  const dropped = factors.values[kept] ?? 0;
  return {
    basis: orthogonalComplement(factors.right.subarray(0, kept * cols), kept, cols),
    dimension: cols - kept,
    gap: kept === 0 || dropped === 0 ? Number.POSITIVE_INFINITY : factors.values[kept - 1]! / dropped,
    tolerance: limit,
  };
}

/**
 * The null space by pivots instead of singular values, A^T P = Q R: a fifth of the cost for large matrices. Pivots follow the singular values
 * within a factor of about sqrt(cols) in practice, so only a wide gap means anything; the rows of A are of size |r_k| along the basis.
 */
export function nullSpaceByPivots(a: Float64Array, rows: number, cols: number): NullSpace {
  const steps = Math.min(rows, cols);
  const { r, apply } = householderQr(transpose(a, rows, cols), cols, rows);
  const pivots = Float64Array.from({ length: steps }, (_, k) => Math.abs(r[k * rows + k]!));
  const tolerance = defaultTolerance(pivots, rows, cols);
  const first = pivots.findIndex((value) => value <= tolerance);
  const kept = first < 0 ? steps : first;
  const dropped = pivots[kept] ?? 0;
  return {
    basis: columnsFrom(apply, kept, cols),
    dimension: cols - kept,
    gap: kept === 0 || dropped === 0 ? Number.POSITIVE_INFINITY : pivots[kept - 1]! / dropped,
    tolerance,
  };
}

/** Orthonormal basis of the row space, strongest direction first. */
export function orthonormalRows(a: Float64Array, rows: number, cols: number, tolerance?: number): RowSpace {
  const factors = svd(a, rows, cols);
  const kept = countAbove(factors, tolerance ?? defaultTolerance(factors.values, rows, cols));
  return { basis: factors.right.slice(0, kept * cols), rank: kept };
}

/** Minimises |A x - b|; directions whose singular value counts as zero get no share of x. */
export function leastSquares(
  a: Float64Array,
  rows: number,
  cols: number,
  b: Float64Array,
  tolerance?: number,
): LeastSquares {
  const factors = svd(a, rows, cols, b);
  const kept = countAbove(factors, tolerance ?? defaultTolerance(factors.values, rows, cols));
  // x = sum of (u_i . b / sigma_i) v_i
  const weights = factors.coefficients.slice(0, kept).map((c, i) => c / factors.values[i]!);
  const columns = transpose(factors.right.subarray(0, kept * cols), kept, cols);
  const solution = matVec(columns, cols, kept, weights);
  const image = matVec(a, rows, cols, solution);
  const residual = b.map((bi, i) => bi - image[i]!);
  return { solution, residual, residualNorm: norm2(residual), rank: kept };
}

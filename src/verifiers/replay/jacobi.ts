/**
 * Eigenvalues of a symmetric matrix by cyclic Jacobi rotations (Golub & Van Loan 8.5), with vectors on demand.
 * Input size x size row by row, not changed. Absolute error of every eigenvalue below about size * 2^-53 * ||A||_F.
 */

export interface Eigen {
  /** Ascending. */
  readonly values: Float64Array;
  /** vectors[k] belongs to values[k]; empty unless asked for. */
  readonly vectors: readonly Float64Array[];
}

/** Rotates rows p and q of a row-major matrix: (row_p, row_q) -> (c row_p - s row_q, s row_p + c row_q). */
function rotateRows(a: Float64Array, width: number, p: number, q: number, c: number, s: number): void {
  for (let k = 0, i = p * width, j = q * width; k < width; k++, i++, j++) {
    const x = a[i]!;
    const y = a[j]!;
    a[i] = c * x - s * y;
    a[j] = s * x + c * y;
  }
}

/** Annihilates a_pq by a rotation from both sides; symmetry lets the columns be copied from the rotated rows. */
function rotate(a: Float64Array, size: number, p: number, q: number, vectors: Float64Array | null): void {
  const [app, aqq, apq] = [a[p * size + p]!, a[q * size + q]!, a[p * size + q]!];
  // t = tan(angle) is the smaller root of t^2 + 2 theta t - 1 = 0
  const theta = (aqq - app) / (2 * apq);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(1 + theta * theta));
  const c = 1 / Math.sqrt(1 + t * t);
  const s = t * c;
  rotateRows(a, size, p, q, c, s);
  for (let k = 0; k < size; k++) {
    a[k * size + p] = a[p * size + k]!;
    a[k * size + q] = a[q * size + k]!;
  }
  a[p * size + p] = app - t * apq;
  a[q * size + q] = aqq + t * apq;
  a[p * size + q] = 0;
  a[q * size + p] = 0;
  if (vectors !== null) rotateRows(vectors, size, p, q, c, s);
}

/** One pass over all pairs; false when nothing was left to rotate. */
function sweepOnce(a: Float64Array, size: number, negligible: number, vectors: Float64Array | null): boolean {
  let rotated = false;
  for (let p = 0; p < size; p++)
    for (let q = p + 1; q < size; q++) {
      if (Math.abs(a[p * size + q]!) <= negligible) continue;
      rotate(a, size, p, q, vectors);
      rotated = true;
    }
  return rotated;
}

function identityMatrix(size: number): Float64Array {
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) matrix[i * size + i] = 1;
  return matrix;
}

export function eigen(matrix: ArrayLike<number>, size: number, withVectors = false): Eigen {
  const a = Float64Array.from(matrix);
  const vectors = withVectors ? identityMatrix(size) : null;
  const frobenius = Math.sqrt(a.reduce((sum, entry) => sum + entry * entry, 0));
  // Below this an off-diagonal entry moves no eigenvalue by more than the rounding error already made.
  const negligible = (2 ** -56 * frobenius) / size;
  for (let sweep = 0; sweep < 40 && sweepOnce(a, size, negligible, vectors); sweep++);
  const order = Array.from({ length: size }, (_, i) => i).sort((i, j) => a[i * size + i]! - a[j * size + j]!);
  return {
    values: Float64Array.from(order, (i) => a[i * size + i]!),
    vectors: vectors === null ? [] : order.map((i) => vectors.slice(i * size, (i + 1) * size)),
  };
}

/** Spectral norm of a matrix given by rows: sqrt of the largest eigenvalue of the smaller Gram matrix. */
export function spectralNorm(rows: readonly ArrayLike<number>[]): number {
  const height = rows.length;
  const width = rows[0]?.length ?? 0;
  if (height === 0 || width === 0) return 0;
  const lines = height <= width ? rows : Array.from({ length: width }, (_, j) => Array.from(rows, (row) => row[j]!));
  const size = lines.length;
  const gram = Float64Array.from({ length: size * size }, (_, index) => {
    const [a, b] = [lines[Math.floor(index / size)]!, lines[index % size]!];
    let sum = 0;
    for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
    return sum;
  });
  return Math.sqrt(Math.max(0, eigen(gram, size).values[size - 1]!));
}

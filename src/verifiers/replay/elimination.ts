/** Gaussian elimination with complete pivoting: rank, null space and solutions of small dense systems. Rows are arrays. */

export interface Echelon {
  readonly rank: number;
  /** Reduced rows: row k has 1 in column columns[k] and 0 in the other pivot columns. */
  readonly rows: readonly Float64Array[];
  /** Column of each pivot. */
  readonly columns: readonly number[];
  /** Absolute pivots in the order they were taken. */
  readonly pivots: readonly number[];
  /** Largest entry that was dropped as zero, relative to the largest entry of the matrix. */
  readonly dropped: number;
}

function largestEntry(rows: readonly Float64Array[], from: number): { row: number; column: number; size: number } {
  let best = { row: from, column: 0, size: 0 };
  for (let row = from; row < rows.length; row++)
    rows[row]!.forEach((entry, column) => {
      if (Math.abs(entry) > best.size) best = { row, column, size: Math.abs(entry) };
    });
  return best;
}

/** Clears one column in every row but the pivot's own. */
function clearColumn(rows: readonly Float64Array[], pivotRow: number, column: number): void {
  const pivot = rows[pivotRow]!;
  const scale = pivot[column]!;
  for (let j = 0; j < pivot.length; j++) pivot[j]! /= scale;
  pivot[column] = 1;
  for (let i = 0; i < rows.length; i++) {
    const factor = rows[i]![column]!;
    if (i === pivotRow || factor === 0) continue;
    const row = rows[i]!;
    for (let j = 0; j < row.length; j++) row[j]! -= factor * pivot[j]!;
    row[column] = 0;
  }
}

/** Gauss-Jordan form; entries below `tolerance` times the largest entry count as zero. */
export function echelon(matrix: readonly ArrayLike<number>[], tolerance: number): Echelon {
  const rows = matrix.map((row) => Float64Array.from(row));
  const scale = largestEntry(rows, 0).size;
  const columns: number[] = [];
  const pivots: number[] = [];
  for (;;) {
    // The search runs over the rows that have no pivot yet: their pivot columns are zero already.
    const { row, column, size } = largestEntry(rows, columns.length);
    if (size <= tolerance * scale || size === 0) {
      const rank = columns.length;
      return { rank, rows: rows.slice(0, rank), columns, pivots, dropped: scale > 0 ? size / scale : 0 };
    }
    const k = columns.length;
    [rows[k], rows[row]] = [rows[row]!, rows[k]!];
    clearColumn(rows, k, column);
    columns.push(column);
    pivots.push(size);
  }
}

/** Orthonormal vectors that span the same space: Gram-Schmidt, each projection done twice. */
export function orthonormal(vectors: readonly ArrayLike<number>[]): Float64Array[] {
  const basis: Float64Array[] = [];
  for (const vector of vectors) {
    const rest = Float64Array.from(vector);
    for (const direction of [...basis, ...basis]) {
      const overlap = rest.reduce((sum, entry, j) => sum + entry * direction[j]!, 0);
      rest.forEach((entry, j) => {
        rest[j] = entry - overlap * direction[j]!;
      });
    }
    const size = Math.sqrt(rest.reduce((sum, entry) => sum + entry * entry, 0));
    if (size > 0) basis.push(rest.map((entry) => entry / size));
  }
  return basis;
}

/** Orthonormal basis of { v in R^size : row . v = 0 for every row }. */
export function nullSpace(matrix: readonly ArrayLike<number>[], size: number, tolerance = 1e-10): Float64Array[] {
  const { rows, columns } = echelon(matrix, tolerance);
  const free = Array.from({ length: size }, (_, j) => j).filter((j) => !columns.includes(j));
  const vectors = free.map((j) => {
    const vector = new Float64Array(size);
    vector[j] = 1;
    // x_pivot = - row[j] x_j
    columns.forEach((column, k) => {
      vector[column] = -rows[k]![j]!;
    });
    return vector;
  });
  return orthonormal(vectors);
}

/** A solution of A x = b with the free unknowns 0. */
export function solve(a: readonly ArrayLike<number>[], b: ArrayLike<number>, tolerance = 1e-14): Float64Array {
  const size = a.length;
  // Only columns of A may carry pivots, so b is eliminated along as an extra row operation on [A | b].
  const rows = a.map((row, i) => Float64Array.from([...Array.from(row), b[i]!]));
  const x = new Float64Array(size);
  const taken: number[] = [];
  const scale = Math.max(
    ...rows.map((row) => row.subarray(0, size).reduce((m, entry) => Math.max(m, Math.abs(entry)), 0)),
  );
  for (let k = 0; k < size; k++) {
    const {
      row,
      column,
      size: pivot,
    } = largestEntry(
      rows.map((entries) => entries.subarray(0, size)),
      k,
    );
    if (pivot <= tolerance * scale) break;
    [rows[k], rows[row]] = [rows[row]!, rows[k]!];
    clearColumn(rows, k, column);
    taken.push(column);
  }
  taken.forEach((column, k) => {
    x[column] = rows[k]![size]!;
  });
  return x;
}

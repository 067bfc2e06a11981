/**
 * Householder reduction of a rows x cols matrix, rows >= cols, to upper bidiagonal form, A = U B V^T, with U and V kept as reflectors.
 * Entries must be of order 1. Cost 4 rows cols^2 flops at most. Backward stable: B is exact for A + E, |E|_F <= c rows eps |A|_F.
 * Reference: Golub, Van Loan, Matrix Computations, 5.4.8.
 */
import { axpy, dot, norm2 } from "./dense.ts";

export interface Bidiagonal {
  readonly diagonal: Float64Array;
  /** superdiagonal[i] is B(i, i + 1); length cols - 1. */
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
  if (length === 0) return { u: x, h: 0, beta: 0 };
  // beta = -sign(x_1) |x|, u = x - beta e_1, h = u.u/2 = beta (beta - x_1)
  const alpha = x[0]!;
  const beta = alpha > 0 ? -length : length;
  x[0] = alpha - beta;
  return { u: x, h: beta * (beta - alpha), beta };
}

function reflect({ u, h }: Reflector, x: Float64Array): void {
  if (h === 0) return;
  const tail = x.subarray(x.length - u.length);
  axpy(-dot(u, tail) / h, u, tail);
}

/** Columns from..cols - 1 of the last rows, as many as u has entries, := (I - u u^T / h) times them. */
function reflectColumns({ u, h }: Reflector, a: Float64Array, cols: number, from: number): void {
  if (h === 0 || from === cols) return;
  const top = a.length - u.length * cols;
  const combined = new Float64Array(cols);
  for (let i = 0; i < u.length; i++) {
    const ui = u[i]!;
    const row = top + i * cols;
    for (let j = from; j < cols; j++) combined[j] = combined[j]! + ui * a[row + j]!;
  }
  for (let i = 0; i < u.length; i++) {
    const factor = u[i]! / h;
    const row = top + i * cols;
    for (let j = from; j < cols; j++) a[row + j] = a[row + j]! - factor * combined[j]!;
  }
}

/** The last entries of the rows first, first + 1, ..., as many as u has entries, := those times I - u u^T / h. */
function reflectRows({ u, h }: Reflector, a: Float64Array, cols: number, first: number): void {
  if (h === 0) return;
  for (let start = (first + 1) * cols - u.length; start < a.length; start += cols) {
    let product = 0;
    for (let j = 0; j < u.length; j++) product += u[j]! * a[start + j]!;
    const factor = product / h;
    for (let j = 0; j < u.length; j++) a[start + j] = a[start + j]! - factor * u[j]!;
  }
}

export function bidiagonalise(matrix: Float64Array, rows: number, cols: number): Bidiagonal {
  const a = matrix.slice();
  const left: Reflector[] = [];
  const right: Reflector[] = [];
  for (let j = 0; j < cols; j++) {
    const column = new Float64Array(rows - j);
    for (let i = j; i < rows; i++) column[i - j] = a[i * cols + j]!;
    const onColumns = reflectorOf(column);
    left.push(onColumns);
    reflectColumns(onColumns, a, cols, j + 1);
    if (j + 1 === cols) break;
    const onRows = reflectorOf(a.slice(j * cols + j + 1, (j + 1) * cols));
    right.push(onRows);
    reflectRows(onRows, a, cols, j + 1);
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

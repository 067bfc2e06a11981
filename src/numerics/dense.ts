/**
 * Dense vectors and row-major matrices: products, norm, transpose.
 * Error bounds: each entry of a product within gamma(length) |a|.|b|. Reference: Higham, Accuracy and Stability, ch. 3.
 */

/** Zeros of the given lengths, one after the other in one buffer: a buffer for each would be most of a collector's work. */
export function zerosOf(lengths: readonly number[]): Float64Array[] {
  const all = new Float64Array(lengths.reduce((a, b) => a + b, 0));
  let end = 0;
  return lengths.map((length) => {
    end += length;
    return all.subarray(end - length, end);
  });
}

/** x . y */
export function dot(x: Float64Array, y: Float64Array): number {
  let even = 0;
  let odd = 0;
  const n = x.length;
  let i = 0;
  for (; i + 1 < n; i += 2) {
    even += x[i]! * y[i]!;
    odd += x[i + 1]! * y[i + 1]!;
  }
  return i < n ? even + x[i]! * y[i]! + odd : even + odd;
}

/** Euclidean length; no overflow or underflow unless the result itself is out of range. */
export function norm2(x: Float64Array): number {
  const squares = dot(x, x);
  if (squares > 1e-290 && squares < 1e290) return Math.sqrt(squares);
  let largest = 0;
  for (const entry of x) largest = Math.max(largest, Math.abs(entry));
  if (largest === 0 || !Number.isFinite(largest)) return largest;
  let scaled = 0;
  for (const entry of x) scaled += (entry / largest) ** 2;
  return largest * Math.sqrt(scaled);
}

/** y := y + alpha x */
export function axpy(alpha: number, x: Float64Array, y: Float64Array): void {
  for (let i = 0; i < x.length; i++) y[i] = y[i]! + alpha * x[i]!;
}

/** A x for A of shape rows x cols. */
export function matVec(a: Float64Array, rows: number, cols: number, x: Float64Array): Float64Array {
  const y = new Float64Array(rows);
  for (let i = 0; i < rows; i++) y[i] = dot(a.subarray(i * cols, (i + 1) * cols), x);
  return y;
}

/** A^T x for A of shape rows x cols. */
export function matVecTransposed(a: Float64Array, rows: number, cols: number, x: Float64Array): Float64Array {
  const y = new Float64Array(cols);
  for (let i = 0; i < rows; i++) axpy(x[i]!, a.subarray(i * cols, (i + 1) * cols), y);
  return y;
}

/** A B for A of shape rows x inner and B of shape inner x cols; four rows of B per pass over a row of the product. */
export function matmul(a: Float64Array, b: Float64Array, rows: number, inner: number, cols: number): Float64Array {
  const c = new Float64Array(rows * cols);
  const blocked = inner - (inner % 4);
  for (let i = 0; i < rows; i++) {
    const out = i * cols;
    for (let k = 0; k < blocked; k += 4) {
      const at = i * inner + k;
      const [a0, a1, a2, a3] = [a[at]!, a[at + 1]!, a[at + 2]!, a[at + 3]!];
      const b0 = k * cols;
      const [b1, b2, b3] = [b0 + cols, b0 + 2 * cols, b0 + 3 * cols];
      for (let j = 0; j < cols; j++) {
        c[out + j] = c[out + j]! + (a0 * b[b0 + j]! + a1 * b[b1 + j]! + (a2 * b[b2 + j]! + a3 * b[b3 + j]!));
      }
    }
    for (let k = blocked; k < inner; k++) {
      const aik = a[i * inner + k]!;
      for (let j = 0; j < cols; j++) c[out + j] = c[out + j]! + aik * b[k * cols + j]!;
    }
  }
  return c;
}

/** A^T, of shape cols x rows, for A of shape rows x cols. */
export function transpose(a: Float64Array, rows: number, cols: number): Float64Array {
  const t = new Float64Array(rows * cols);
  for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) t[j * rows + i] = a[i * cols + j]!;
  return t;
}

/** The n x n identity. */
export function identity(n: number): Float64Array {
  const one = new Float64Array(n * n);
  for (let i = 0; i < n; i++) one[i * n + i] = 1;
  return one;
}

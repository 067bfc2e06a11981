/** Matrix kernels of the reference engine. Matrices are row-major; batches are rows x n with the sample index fastest. */

/** out = W a (+ b); W is rows x columns, a is columns x n. `accumulate` adds to out instead. Cost 2 rows columns n. */
export function multiply(
  w: Float64Array,
  wOffset: number,
  rows: number,
  columns: number,
  a: Float64Array,
  out: Float64Array,
  n: number,
  accumulate: boolean,
): void {
  for (let r = 0; r < rows; r++) {
    const base = r * n;
    if (!accumulate) out.fill(0, base, base + n);
    for (let c = 0; c < columns; c++) {
      const factor = w[wOffset + r * columns + c]!;
      if (factor === 0) continue;
      const source = c * n;
      for (let i = 0; i < n; i++) out[base + i] = out[base + i]! + factor * a[source + i]!;
    }
  }
}

/** out[r, i] += b[r]. */
export function addBias(b: Float64Array, bOffset: number, rows: number, out: Float64Array, n: number): void {
  for (let r = 0; r < rows; r++) {
    const bias = b[bOffset + r]!;
    for (let i = r * n; i < (r + 1) * n; i++) out[i] = out[i]! + bias;
  }
}

/** out += W^T d; d is rows x n, out is columns x n. */
export function multiplyTransposed(
  w: Float64Array,
  wOffset: number,
  rows: number,
  columns: number,
  d: Float64Array,
  out: Float64Array,
  n: number,
): void {
  for (let r = 0; r < rows; r++) {
    const source = r * n;
    for (let c = 0; c < columns; c++) {
      const factor = w[wOffset + r * columns + c]!;
      if (factor === 0) continue;
      const base = c * n;
      for (let i = 0; i < n; i++) out[base + i] = out[base + i]! + factor * d[source + i]!;
    }
  }
}

/** sum_i a[aOffset + i] b[bOffset + i], four partial sums in a fixed order. */
export function dotRows(a: Float64Array, aOffset: number, b: Float64Array, bOffset: number, n: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let i = 0;
  for (; i + 3 < n; i += 4) {
    s0 += a[aOffset + i]! * b[bOffset + i]!;
    s1 += a[aOffset + i + 1]! * b[bOffset + i + 1]!;
    s2 += a[aOffset + i + 2]! * b[bOffset + i + 2]!;
    s3 += a[aOffset + i + 3]! * b[bOffset + i + 3]!;
  }
  for (; i < n; i++) s0 += a[aOffset + i]! * b[bOffset + i]!;
  return s0 + s1 + (s2 + s3);
}

/** sum_i a[aOffset + i]. */
export function sumRow(a: Float64Array, aOffset: number, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += a[aOffset + i]!;
  return sum;
}

/** out[r, c] += d[r] . a[c] for a weight block; d is rows x n, a is columns x n. */
export function accumulateOuter(
  d: Float64Array,
  rows: number,
  a: Float64Array,
  columns: number,
  n: number,
  out: Float64Array,
  offset: number,
): void {
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) {
      const k = offset + r * columns + c;
      out[k] = out[k]! + dotRows(d, r * n, a, c * n, n);
    }
}

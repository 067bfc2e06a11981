/**
 * Matrix kernels of the reference engine. Matrices are row-major; batches are rows x n with the sample index fastest.
 * The products take four rows of a batch per pass, so that every entry of the result is read and written a quarter as often.
 */

/** out[r] = sum_c W_rc a[c]; W is rows x columns, a is columns x n. `accumulate` adds to out instead. Cost 2 rows columns n. */
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
  for (let r = 0; r < rows; r++) combine(w, wOffset + r * columns, 1, columns, a, out, r * n, n, accumulate);
}

/** out[c] = sum_r W_rc d[r]; d is rows x n, out is columns x n. `accumulate` adds to out instead. */
export function multiplyTransposed(
  w: Float64Array,
  wOffset: number,
  rows: number,
  columns: number,
  d: Float64Array,
  out: Float64Array,
  n: number,
  accumulate: boolean,
): void {
  for (let c = 0; c < columns; c++) combine(w, wOffset + c, columns, rows, d, out, c * n, n, accumulate);
}

/** One row of a product: out[base..base + n) = sum_k w[offset + k stride] a[k], added from k = 0 on. */
function combine(
  w: Float64Array,
  offset: number,
  stride: number,
  terms: number,
  a: Float64Array,
  out: Float64Array,
  base: number,
  n: number,
  accumulate: boolean,
): void {
  let k = 0;
  for (; k + 3 < terms; k += 4) {
    const at = offset + k * stride;
    const [w0, w1, w2, w3] = [w[at]!, w[at + stride]!, w[at + 2 * stride]!, w[at + 3 * stride]!];
    combineFour(w0, w1, w2, w3, a, k * n, out, base, n, accumulate || k > 0);
  }
  for (; k < terms; k++) combineOne(w[offset + k * stride]!, a, k * n, out, base, n, accumulate || k > 0);
}

function combineFour(
  w0: number,
  w1: number,
  w2: number,
  w3: number,
  a: Float64Array,
  a0: number,
  out: Float64Array,
  base: number,
  n: number,
  accumulate: boolean,
): void {
  const a1 = a0 + n;
  const a2 = a1 + n;
  const a3 = a2 + n;
  if (accumulate)
    for (let i = 0; i < n; i++)
      out[base + i] = out[base + i]! + w0 * a[a0 + i]! + w1 * a[a1 + i]! + w2 * a[a2 + i]! + w3 * a[a3 + i]!;
  else
    for (let i = 0; i < n; i++) out[base + i] = w0 * a[a0 + i]! + w1 * a[a1 + i]! + w2 * a[a2 + i]! + w3 * a[a3 + i]!;
}

function combineOne(
  w0: number,
  a: Float64Array,
  a0: number,
  out: Float64Array,
  base: number,
  n: number,
  accumulate: boolean,
): void {
  if (accumulate) for (let i = 0; i < n; i++) out[base + i] = out[base + i]! + w0 * a[a0 + i]!;
  else for (let i = 0; i < n; i++) out[base + i] = w0 * a[a0 + i]!;
}

/** out[r, i] += b[r]. */
export function addBias(b: Float64Array, bOffset: number, rows: number, out: Float64Array, n: number): void {
  for (let r = 0; r < rows; r++) {
    const bias = b[bOffset + r]!;
    for (let i = r * n; i < (r + 1) * n; i++) out[i] = out[i]! + bias;
  }
}

/** sum_i a[aOffset + i]. */
export function sumRow(a: Float64Array, aOffset: number, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += a[aOffset + i]!;
  return sum;
}

/** sum_i a[aOffset + i] b[bOffset + i], four partial sums in a fixed order. */
function dotRows(a: Float64Array, aOffset: number, b: Float64Array, bOffset: number, n: number): number {
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

/** out[offset + r stride] += factor (d . a[r]) for every row r of a; d is the row of its array that starts at dOffset. */
export function addDots(
  d: Float64Array,
  dOffset: number,
  a: Float64Array,
  rows: number,
  n: number,
  factor: number,
  out: Float64Array,
  offset: number,
  stride: number,
): void {
  let r = 0;
  for (; r + 3 < rows; r += 4) {
    const a0 = r * n;
    const a1 = a0 + n;
    const a2 = a1 + n;
    const a3 = a2 + n;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let i = 0; i < n; i++) {
      const di = d[dOffset + i]!;
      s0 += di * a[a0 + i]!;
      s1 += di * a[a1 + i]!;
      s2 += di * a[a2 + i]!;
      s3 += di * a[a3 + i]!;
    }
    const at = offset + r * stride;
    out[at] = out[at]! + factor * s0;
    out[at + stride] = out[at + stride]! + factor * s1;
    out[at + 2 * stride] = out[at + 2 * stride]! + factor * s2;
    out[at + 3 * stride] = out[at + 3 * stride]! + factor * s3;
  }
  for (; r < rows; r++) {
    const at = offset + r * stride;
    out[at] = out[at]! + factor * dotRows(d, dOffset, a, r * n, n);
  }
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
  for (let r = 0; r < rows; r++) addDots(d, r * n, a, columns, n, 1, out, offset + r * columns, 1);
}

/** moment_s = d'_s a_s + d_s a'_s for a row of each array; returns their sum. */
export function writeMoment(
  dDot: Float64Array,
  dDotOffset: number,
  d: Float64Array,
  dOffset: number,
  a: Float64Array,
  aOffset: number,
  aDot: Float64Array,
  aDotOffset: number,
  n: number,
  moment: Float64Array,
): number {
  let sum = 0;
  for (let s = 0; s < n; s++) {
    const value = dDot[dDotOffset + s]! * a[aOffset + s]! + d[dOffset + s]! * aDot[aDotOffset + s]!;
    moment[s] = value;
    sum += value;
  }
  return sum;
}

/** sum_s b_s (d'_s a_s + d_s a'_s) for a row of each array. */
export function weightedMoment(
  b: Float64Array,
  dDot: Float64Array,
  dDotOffset: number,
  d: Float64Array,
  dOffset: number,
  a: Float64Array,
  aOffset: number,
  aDot: Float64Array,
  aDotOffset: number,
  n: number,
): number {
  let sum = 0;
  for (let s = 0; s < n; s++)
    sum += b[s]! * (dDot[dDotOffset + s]! * a[aOffset + s]! + d[dOffset + s]! * aDot[aDotOffset + s]!);
  return sum;
}

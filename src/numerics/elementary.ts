/**
 * Elementary functions from + - * / and bit access only, so every machine returns the same bits.
 * Error bound: 2 units in the last place on normal arguments. Reference: Muller, Elementary Functions, ch. 11.
 */

const view: DataView = new DataView(new ArrayBuffer(8));

// ln 2 = LN2_HIGH + LN2_LOW, where LN2_HIGH has 21 trailing zero bits, so k * LN2_HIGH is exact for |k| < 2^21.
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const SQRT2 = Math.SQRT2;

/** Splits a positive finite x into m * 2^k with m in [sqrt(1/2), sqrt(2)). */
function split(x: number): { m: number; k: number } {
  const subnormal = x < 2.2250738585072014e-308;
  view.setFloat64(0, subnormal ? x * 2 ** 54 : x);
  const high = view.getUint32(0);
  view.setUint32(0, (high & 0xfffff) | 0x3ff00000);
  const m = view.getFloat64(0);
  const k = (high >>> 20) - 1023 - (subnormal ? 54 : 0);
  return m >= SQRT2 ? { m: m / 2, k: k + 1 } : { m, k };
}

/** 2^k for -1022 <= k <= 1023. */
function powerOfTwo(k: number): number {
  view.setUint32(0, (k + 1023) << 20);
  view.setUint32(4, 0);
  return view.getFloat64(0);
}

/** Natural logarithm. */
export function log(x: number): number {
  if (!(x > 0) || x === Number.POSITIVE_INFINITY) return x === 0 ? Number.NEGATIVE_INFINITY : x > 0 ? x : Number.NaN;
  const { m, k } = split(x);
  // ln m = 2 atanh f with f = (m - 1)/(m + 1), |f| <= 0.1716; 2 atanh f = 2f + f^3 (2/3 + 2/5 f^2 + ...)
  const a = m - 1;
  const f = a / (2 + a);
  const z = f * f;
  let tail = 0;
  for (let j = 23; j >= 3; j -= 2) tail = tail * z + 2 / j;
  // 2f = a - f a, which keeps the leading term a exact.
  return k * LN2_HIGH + (a - (f * (a - z * tail) - k * LN2_LOW));
}

/** Exponential function. */
export function exp(x: number): number {
  if (!(x >= -745.2 && x <= 709.79)) return x > 0 ? Number.POSITIVE_INFINITY : Math.max(x, 0);
  // x = k ln 2 + r with |r| <= ln(2)/2, then the Taylor polynomial of degree 14: remainder < 2e-19
  const k = Math.round(x / Math.LN2);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  let tail = 1 / 14;
  for (let j = 13; j >= 2; j--) tail = (1 + r * tail) / j;
  const value = 1 + (r + r * r * tail);
  const half = Math.trunc(k / 2);
  return value * powerOfTwo(half) * powerOfTwo(k - half);
}

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

/** 2^k for -1022 <= k <= 1023, at k + 1022. */
const powersOfTwo: Float64Array = doublings(2.2250738585072014e-308, 2046);

function doublings(first: number, count: number): Float64Array {
  const values = new Float64Array(count).fill(first);
  for (let at = 1; at < count; at++) values[at] = 2 * values[at - 1]!;
  return values;
}

/** Natural logarithm. */
export function log(x: number): number {
  if (!(x > 0) || x === Number.POSITIVE_INFINITY) return x === 0 ? Number.NEGATIVE_INFINITY : x > 0 ? x : Number.NaN;
  const { m, k } = split(x);
  // ln m = 2 atanh f with f = (m - 1)/(m + 1), |f| <= 0.1716; 2 atanh f = 2f + f^3 (2/3 + 2/5 f^2 + ...)
  const a = m - 1;
  const f = a / (2 + a);
  const z = f * f;
  let tail = 2 / 23;
  tail = tail * z + 2 / 21;
  tail = tail * z + 2 / 19;
  tail = tail * z + 2 / 17;
  tail = tail * z + 2 / 15;
  tail = tail * z + 2 / 13;
  tail = tail * z + 2 / 11;
  tail = tail * z + 2 / 9;
  tail = tail * z + 2 / 7;
  tail = tail * z + 2 / 5;
  tail = tail * z + 2 / 3;
  // 2f = a - f a, which keeps the leading term a exact.
  return k * LN2_HIGH + (a - (f * (a - z * tail) - k * LN2_LOW));
}

/** (e^r - 1 - r)/r^2 for |r| <= 1/2: the Taylor polynomial of degree 12, remainder < 1e-16 relative to 1/2. */
export function exponentialTail(r: number): number {
  // Pairs and quadruples of terms, which a processor computes side by side, instead of one long chain.
  const r2 = r * r;
  const r4 = r2 * r2;
  const low = 1 / 2 + r * (1 / 6) + r2 * (1 / 24 + r * (1 / 120));
  const middle = 1 / 720 + r * (1 / 5040) + r2 * (1 / 40320 + r * (1 / 362880));
  const high = 1 / 3628800 + r * (1 / 39916800) + r2 * (1 / 479001600 + r * (1 / 6227020800));
  return low + r4 * (middle + r4 * (high + r4 * (1 / 87178291200)));
}

/** Exponential function. */
export function exp(x: number): number {
  if (!(x >= -745.2 && x <= 709.79)) return x > 0 ? Number.POSITIVE_INFINITY : Math.max(x, 0);
  // x = k ln 2 + r with |r| <= ln(2)/2
  const k = Math.round(x / Math.LN2);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  const value = 1 + (r + r * r * exponentialTail(r));
  // Two factors: 2^k itself may lie outside the range.
  const half = Math.trunc(k / 2);
  return value * powersOfTwo[half + 1022]! * powersOfTwo[k - half + 1022]!;
}

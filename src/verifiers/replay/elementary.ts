/**
 * exp, exp - 1 and log(1 + u) from + - * / alone: argument reduction and series, relative error below 4 ulp.
 * Written separately from the primary engine, so that the two routes cannot share a mistake.
 */

// ln 2 in two parts: the first has trailing zero bits, so that k * ln2High is exact for |k| < 2^20.
const ln2High = 0.6931471803691238;
const ln2Low = 1.9082149292705877e-10;

/** sum_{k=1..18} r^k / k!, for |r| <= 0.36: the first omitted term is below 2^-53 relative. */
function seriesMinusOne(r: number): number {
  // r (1 + r/2 (1 + r/3 (1 + ...)))
  let tail = 1;
  for (let k = 18; k >= 2; k--) tail = 1 + (r / k) * tail;
  return r * tail;
}

/** e^x. */
export function exponential(x: number): number {
  if (Number.isNaN(x)) return Number.NaN;
  if (x > 710) return Number.POSITIVE_INFINITY;
  if (x < -746) return 0;
  // e^x = 2^k e^r with |r| <= ln(2) / 2
  const k = Math.round(x / Math.LN2);
  const r = x - k * ln2High - k * ln2Low;
  const half = Math.trunc(k / 2);
  // The power is applied in two factors: 2^k itself may lie outside the normal range.
  return (1 + seriesMinusOne(r)) * 2 ** half * 2 ** (k - half);
}

/** e^x - 1 without cancellation near 0. */
export function exponentialMinusOne(x: number): number {
  return Math.abs(x) <= 0.36 ? seriesMinusOne(x) : exponential(x) - 1;
}

/** log(1 + u) for 0 <= u <= 1. */
export function logOnePlus(u: number): number {
  // log(1 + u) = 2 artanh(z) = 2 z sum_k z^(2k) / (2k + 1), z = u / (2 + u) <= 1/3
  const z = u / (2 + u);
  let sum = 0;
  for (let k = 18; k >= 0; k--) sum = sum * z * z + 1 / (2 * k + 1);
  return 2 * z * sum;
}

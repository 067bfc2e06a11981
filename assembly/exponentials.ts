/**
 * The functions of e^-|x| of src/models/activations/exponentials.ts, two at a time and with the same bits.
 * e^u = s (q + p)/(q - p) for u <= 0, where s = 2^k and (q + p)/(q - p) is the Padé approximant [6/6] of e^r, u = k ln 2 + r.
 */

// ln 2 = LN2_HIGH + LN2_LOW, where LN2_HIGH has 21 trailing zero bits.
const LN2: f64 = 0.6931471805599453;
const LN2_HIGH: f64 = 0.6931471803691238;
const LN2_LOW: f64 = 1.9082149292705877e-10;
/** Adding 1.5 2^52 rounds to the nearest integer and leaves it in the low bits. */
const ROUNDER: f64 = 6755399441055744.0;
/** -1023 ln 2, where s becomes 0. */
const LOWEST: f64 = -709.0895657128241;
const SQRT2: f64 = 1.4142135623730951;

// @ts-ignore: decorator
@inline
export function splat(x: f64): v128 {
  return f64x2.splat(x);
}

/** The argument, kept from where s would leave the range. */
// @ts-ignore: decorator
@inline
export function clamped(u: v128): v128 {
  return f64x2.pmax(u, splat(LOWEST));
}

/** k + 1.5 2^52. */
// @ts-ignore: decorator
@inline
export function shifted(x: v128): v128 {
  return f64x2.add(f64x2.mul(x, splat(1 / LN2)), splat(ROUNDER));
}

/** r = u - k ln 2. */
// @ts-ignore: decorator
@inline
export function remainder(x: v128, shift: v128): v128 {
  const k = f64x2.sub(shift, splat(ROUNDER));
  return f64x2.sub(f64x2.sub(x, f64x2.mul(k, splat(LN2_HIGH))), f64x2.mul(k, splat(LN2_LOW)));
}

/** 2^k as an exponent field alone. */
// @ts-ignore: decorator
@inline
export function scaleOf(shift: v128): v128 {
  return i64x2.shl(i64x2.add(shift, i64x2.splat(1023)), 52);
}

/** q, even in r. */
// @ts-ignore: decorator
@inline
export function evenPart(r2: v128): v128 {
  const inner = f64x2.add(f64x2.mul(f64x2.add(r2, splat(840)), r2), splat(75600));
  return f64x2.add(f64x2.mul(inner, r2), splat(665280));
}

/** p, odd in r. */
// @ts-ignore: decorator
@inline
export function oddPart(r: v128, r2: v128): v128 {
  const inner = f64x2.add(f64x2.mul(splat(42), r2), splat(10080));
  return f64x2.mul(r, f64x2.add(f64x2.mul(inner, r2), splat(332640)));
}

/** (q - p)(1 - e^u). */
// @ts-ignore: decorator
@inline
export function oneMinus(s: v128, q: v128, p: v128): v128 {
  return f64x2.sub(f64x2.mul(f64x2.sub(splat(1), s), q), f64x2.mul(f64x2.add(splat(1), s), p));
}

/** magnitude with the sign of x, for a magnitude without sign. */
// @ts-ignore: decorator
@inline
export function signed(magnitude: v128, x: v128): v128 {
  return v128.or(magnitude, v128.and(x, splat(-0.0)));
}

/** 1/(1 + e^-x) from lower = q - p, upper = s (q + p) and their sum, of u = -|x|. */
// @ts-ignore: decorator
@inline
export function logisticFrom(x: v128, lower: v128, upper: v128, sum: v128): v128 {
  return f64x2.div(v128.bitselect(lower, upper, f64x2.ge(x, splat(0))), sum);
}

/** Its derivative, at most 1/4. */
// @ts-ignore: decorator
@inline
export function logisticSlopeFrom(lower: v128, upper: v128, sum: v128): v128 {
  return f64x2.pmin(f64x2.div(f64x2.mul(lower, upper), f64x2.mul(sum, sum)), splat(0.25));
}

/** ln x for 1 <= x <= 2, as src/numerics/elementary.ts computes it. */
// @ts-ignore: decorator
@inline
function logBetweenOneAndTwo(x: v128): v128 {
  const high = f64x2.ge(x, splat(SQRT2));
  const m = v128.bitselect(f64x2.mul(x, splat(0.5)), x, high);
  const k = v128.and(high, splat(1));
  const a = f64x2.sub(m, splat(1));
  const f = f64x2.div(a, f64x2.add(splat(2), a));
  const z = f64x2.mul(f, f);
  let tail = splat(2.0 / 23.0);
  tail = f64x2.add(f64x2.mul(tail, z), splat(2.0 / 21.0));
  tail = f64x2.add(f64x2.mul(tail, z), splat(2.0 / 19.0));
  tail = f64x2.add(f64x2.mul(tail, z), splat(2.0 / 17.0));
  tail = f64x2.add(f64x2.mul(tail, z), splat(2.0 / 15.0));
  tail = f64x2.add(f64x2.mul(tail, z), splat(2.0 / 13.0));
  tail = f64x2.add(f64x2.mul(tail, z), splat(2.0 / 11.0));
  tail = f64x2.add(f64x2.mul(tail, z), splat(2.0 / 9.0));
  tail = f64x2.add(f64x2.mul(tail, z), splat(2.0 / 7.0));
  tail = f64x2.add(f64x2.mul(tail, z), splat(2.0 / 5.0));
  tail = f64x2.add(f64x2.mul(tail, z), splat(2.0 / 3.0));
  // k LN2_HIGH + (a - (f (a - z tail) - k LN2_LOW))
  const inner = f64x2.sub(f64x2.mul(f, f64x2.sub(a, f64x2.mul(z, tail))), f64x2.mul(k, splat(LN2_LOW)));
  return f64x2.add(f64x2.mul(k, splat(LN2_HIGH)), f64x2.sub(a, inner));
}

/** ln(1 + u) for 0 <= u <= 1. */
// @ts-ignore: decorator
@inline
function logOnePlus(u: v128): v128 {
  const sum = f64x2.add(splat(1), u);
  const quotient = f64x2.div(f64x2.mul(logBetweenOneAndTwo(sum), u), f64x2.sub(sum, splat(1)));
  return v128.bitselect(u, quotient, f64x2.eq(sum, splat(1)));
}

/** ln(1 + e^x) from lower = q - p and upper = s (q + p) of u = -|x|. */
// @ts-ignore: decorator
@inline
export function logOnePlusExpFrom(x: v128, lower: v128, upper: v128): v128 {
  return f64x2.add(f64x2.max(x, splat(0)), logOnePlus(f64x2.div(upper, lower)));
}

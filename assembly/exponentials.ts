/**
 * The functions of e^-|x| of src/models/activations/exponentials.ts, two at a time and with the same bits.
 * e^u = s (q + p)/(q - p) for u <= 0, where s = 2^k, u = k ln 2 + r and p/q approximates tanh(r/2).
 */

/**
 * Constants, each twice. They are read from memory: as literals the compiler would build them anew from integers in every pass of a loop.
 * ln 2 = LN2_HIGH + LN2_LOW with 21 trailing zero bits in the first; adding ROUNDER = 1.5 2^52 rounds to the nearest integer and leaves
 * it in the low bits; at LOWEST = -1023 ln 2 the scale becomes 0; BIAS has the bits of the integer 1023.
 */
const table: usize = memory.data<f64>([
  -709.0895657128241, -709.0895657128241, // LOWEST
  1.4426950408889634, 1.4426950408889634, // INVERSE_LN2
  6755399441055744, 6755399441055744, // ROUNDER
  0.6931471803691238, 0.6931471803691238, // LN2_HIGH
  1.9082149292705877e-10, 1.9082149292705877e-10, // LN2_LOW
  112.0302113323678, 112.0302113323678, // EVEN2
  1008.2985625802368, 1008.2985625802368, // EVEN0
  0.033318538509937996, 0.033318538509937996, // ODD4
  14.002665558674762, 14.002665558674762, // ODD2
  504.1492812901184, 504.1492812901184, // ODD0
  5.054e-321, 5.054e-321, // BIAS
  1, 1, // ONE
  2, 2, // TWO
  0.25, 0.25, // QUARTER
  4, 4, // FOUR
  -2, -2, // MINUS_TWO
  -0.0, -0.0, // SIGN
  1.4142135623730951, 1.4142135623730951, // SQRT2
  0.5, 0.5, // HALF
  2.0 / 3.0, 2.0 / 3.0, // TAIL3
  2.0 / 5.0, 2.0 / 5.0, // TAIL5
  2.0 / 7.0, 2.0 / 7.0, // TAIL7
  2.0 / 9.0, 2.0 / 9.0, // TAIL9
  2.0 / 11.0, 2.0 / 11.0, // TAIL11
  2.0 / 13.0, 2.0 / 13.0, // TAIL13
  2.0 / 15.0, 2.0 / 15.0, // TAIL15
  2.0 / 17.0, 2.0 / 17.0, // TAIL17
  2.0 / 19.0, 2.0 / 19.0, // TAIL19
  2.0 / 21.0, 2.0 / 21.0, // TAIL21
  2.0 / 23.0, 2.0 / 23.0, // TAIL23
  709.0895657128241 / 2.0, 709.0895657128241 / 2.0, // HALF_LOWEST
  -2.8853900817779268, -2.8853900817779268, // MINUS_TWO_BY_LN2
  0.6931471803691238 / 2.0, 0.6931471803691238 / 2.0, // HALF_LN2_HIGH
  1.9082149292705877e-10 / 2.0, 1.9082149292705877e-10 / 2.0, // HALF_LN2_LOW
  112.0302113323678 / 4.0, 112.0302113323678 / 4.0, // HALVES_EVEN2
  504.1492812901184 / 8.0, 504.1492812901184 / 8.0, // HALVES_0
  0.033318538509937996 * 2.0, 0.033318538509937996 * 2.0, // HALVES_ODD4
  14.002665558674762 / 2.0, 14.002665558674762 / 2.0, // HALVES_ODD2
  6755399441055744.0 + 1023.0, 6755399441055744.0 + 1023.0, // BIASED_ROUNDER
], 16);
export const LOWEST: usize = 0;
export const INVERSE_LN2: usize = 16;
export const ROUNDER: usize = 32;
export const LN2_HIGH: usize = 48;
export const LN2_LOW: usize = 64;
export const EVEN2: usize = 80;
export const EVEN0: usize = 96;
export const ODD4: usize = 112;
export const ODD2: usize = 128;
export const ODD0: usize = 144;
export const BIAS: usize = 160;
export const ONE: usize = 176;
export const TWO: usize = 192;
export const QUARTER: usize = 208;
export const FOUR: usize = 224;
export const MINUS_TWO: usize = 240;
export const SIGN: usize = 256;
export const SQRT2: usize = 272;
export const HALF: usize = 288;
export const TAIL3: usize = 304;
export const TAIL5: usize = 320;
export const TAIL7: usize = 336;
export const TAIL9: usize = 352;
export const TAIL11: usize = 368;
export const TAIL13: usize = 384;
export const TAIL15: usize = 400;
export const TAIL17: usize = 416;
export const TAIL19: usize = 432;
export const TAIL21: usize = 448;
export const TAIL23: usize = 464;
export const HALF_LOWEST: usize = 480;
export const MINUS_TWO_BY_LN2: usize = 496;
export const HALF_LN2_HIGH: usize = 512;
export const HALF_LN2_LOW: usize = 528;
export const HALVES_EVEN2: usize = 544;
export const HALVES_0: usize = 560;
export const HALVES_ODD4: usize = 576;
export const HALVES_ODD2: usize = 592;
export const BIASED_ROUNDER: usize = 608;

/** A constant from the table. */
@inline
export function constant(offset: usize): v128 {
  return v128.load(table + offset);
}

@inline
export function splat(x: f64): v128 {
  return f64x2.splat(x);
}

/** The argument, kept from where s would leave the range. */
@inline
export function clamped(u: v128): v128 {
  return f64x2.pmax(u, constant(LOWEST));
}

/** k + 1.5 2^52. */
@inline
export function shifted(x: v128): v128 {
  return f64x2.add(f64x2.mul(x, constant(INVERSE_LN2)), constant(ROUNDER));
}

/** r = u - k ln 2. */
@inline
export function remainder(x: v128, shift: v128): v128 {
  const k = f64x2.sub(shift, constant(ROUNDER));
  return f64x2.sub(f64x2.sub(x, f64x2.mul(k, constant(LN2_HIGH))), f64x2.mul(k, constant(LN2_LOW)));
}

/** 2^k as an exponent field alone. */
@inline
export function scaleOf(shift: v128): v128 {
  return i64x2.shl(i64x2.add(shift, constant(BIAS)), 52);
}

/** q, even in r. */
@inline
export function evenPart(r2: v128): v128 {
  return f64x2.add(f64x2.mul(f64x2.add(r2, constant(EVEN2)), r2), constant(EVEN0));
}

/** p, odd in r. */
@inline
export function oddPart(r: v128, r2: v128): v128 {
  const inner = f64x2.add(f64x2.mul(constant(ODD4), r2), constant(ODD2));
  return f64x2.mul(r, f64x2.add(f64x2.mul(inner, r2), constant(ODD0)));
}

/** (q - p) e^u = s q + s p; s is a power of two. */
@inline
export function upperFrom(s: v128, q: v128, p: v128): v128 {
  return f64x2.add(f64x2.mul(s, q), f64x2.mul(s, p));
}

/** (q - p)(1 - e^u) = (q - s q) - (p + s p). */
@inline
export function oneMinus(s: v128, q: v128, p: v128): v128 {
  return f64x2.sub(f64x2.sub(q, f64x2.mul(s, q)), f64x2.add(p, f64x2.mul(s, p)));
}

/** magnitude with the sign of x, for a magnitude without sign. */
@inline
export function signed(magnitude: v128, x: v128): v128 {
  return v128.or(magnitude, v128.and(x, constant(SIGN)));
}

/** 1/(1 + e^-x) from lower = q - p, upper = s q + s p and their sum, of u = -|x|. */
@inline
export function logisticFrom(x: v128, lower: v128, upper: v128, sum: v128): v128 {
  return f64x2.div(v128.bitselect(lower, upper, f64x2.ge(x, splat(0))), sum);
}

/** Its derivative, at most 1/4. */
@inline
export function logisticSlopeFrom(lower: v128, upper: v128, sum: v128): v128 {
  return f64x2.pmin(f64x2.div(f64x2.mul(lower, upper), f64x2.mul(sum, sum)), constant(QUARTER));
}

/** ln x for 1 <= x <= 2, as src/numerics/elementary.ts computes it. */
@inline
function logBetweenOneAndTwo(x: v128): v128 {
  const high = f64x2.ge(x, constant(SQRT2));
  const m = v128.bitselect(f64x2.mul(x, constant(HALF)), x, high);
  const k = v128.and(high, constant(ONE));
  const a = f64x2.sub(m, constant(ONE));
  const f = f64x2.div(a, f64x2.add(constant(TWO), a));
  const z = f64x2.mul(f, f);
  let tail = constant(TAIL23);
  tail = f64x2.add(f64x2.mul(tail, z), constant(TAIL21));
  tail = f64x2.add(f64x2.mul(tail, z), constant(TAIL19));
  tail = f64x2.add(f64x2.mul(tail, z), constant(TAIL17));
  tail = f64x2.add(f64x2.mul(tail, z), constant(TAIL15));
  tail = f64x2.add(f64x2.mul(tail, z), constant(TAIL13));
  tail = f64x2.add(f64x2.mul(tail, z), constant(TAIL11));
  tail = f64x2.add(f64x2.mul(tail, z), constant(TAIL9));
  tail = f64x2.add(f64x2.mul(tail, z), constant(TAIL7));
  tail = f64x2.add(f64x2.mul(tail, z), constant(TAIL5));
  tail = f64x2.add(f64x2.mul(tail, z), constant(TAIL3));
  // k LN2_HIGH + (a - (f (a - z tail) - k LN2_LOW))
  const inner = f64x2.sub(f64x2.mul(f, f64x2.sub(a, f64x2.mul(z, tail))), f64x2.mul(k, constant(LN2_LOW)));
  return f64x2.add(f64x2.mul(k, constant(LN2_HIGH)), f64x2.sub(a, inner));
}

/** ln(1 + u) for 0 <= u <= 1. */
@inline
function logOnePlus(u: v128): v128 {
  const sum = f64x2.add(constant(ONE), u);
  const quotient = f64x2.div(f64x2.mul(logBetweenOneAndTwo(sum), u), f64x2.sub(sum, constant(ONE)));
  return v128.bitselect(u, quotient, f64x2.eq(sum, constant(ONE)));
}

/** ln(1 + e^x) from lower = q - p and upper = s q + s p of u = -|x|. */
@inline
export function logOnePlusExpFrom(x: v128, lower: v128, upper: v128): v128 {
  return f64x2.add(f64x2.max(x, splat(0)), logOnePlus(f64x2.div(upper, lower)));
}

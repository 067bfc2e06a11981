/**
 * Functions of e^-|x| that keep their relative accuracy near zero and in both tails; bit-identical on every machine and in every engine.
 * All come from one fraction e^u = s (q + p)/(q - p), where s = 2^k and u = k ln 2 + r. p/q is the minimax approximant [5/4] of tanh(r/2) on
 * |r| <= ln(2)/2 whose error vanishes at 0, by the exchange algorithm in 50 digits: relative error 5.8e-18 with the coefficients below, so
 * only rounding counts.
 * Error bound: 4 units in the last place; e^u below 2^-1022 counts as 0.
 * References: Muller et al., Handbook of Floating-Point Arithmetic, chapter 10; Higham, Accuracy and Stability of Numerical Algorithms, 1.14.1.
 */
import { log } from "../../numerics/elementary.ts";

/** e^u = s (q + p)/(q - p); s is a power of two or 0, p has the sign of u - ln s. */
export interface Fraction {
  readonly s: number;
  readonly q: number;
  readonly p: number;
}

// ln 2 = LN2_HIGH + LN2_LOW, where LN2_HIGH has 21 trailing zero bits, so k LN2_HIGH is exact.
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
/** Adding it leaves no bits after the point: it rounds to the nearest integer. */
const ROUNDER = 1.5 * 2 ** 52;
/** -1023 ln 2, where s becomes 0. */
const LOWEST = -709.0895657128241;

// q = r^4 + EVEN2 r^2 + EVEN0, p = ODD4 r^5 + ODD2 r^3 + ODD0 r, with ODD0 = EVEN0/2
export const EVEN2 = 112.0302113323678;
export const EVEN0 = 1008.2985625802368;
export const ODD4 = 0.033318538509937996;
export const ODD2 = 14.002665558674762;
export const ODD0 = 504.1492812901184;

/** s = 2^k at k + 1023; its exponent field alone, hence 0 for k = -1023. */
const powers: Float64Array = Float64Array.from({ length: 1024 }, (_, at) => (at === 0 ? 0 : 2 ** (at - 1023)));

/** The fraction of e^u for u <= 0. */
export function exponential(u: number): Fraction {
  const x = u < LOWEST ? LOWEST : u;
  const k = x * (1 / Math.LN2) + ROUNDER - ROUNDER;
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  const r2 = r * r;
  const q = (r2 + EVEN2) * r2 + EVEN0;
  const p = r * ((ODD4 * r2 + ODD2) * r2 + ODD0);
  return { s: powers[k + 1023]!, q, p };
}

/** (q - p) e^u; s is a power of two, so that nothing is rounded before the sum. */
const upper = ({ s, q, p }: Fraction): number => s * q + s * p;

/** e^u. */
export const exponentialOf = (f: Fraction): number => upper(f) / (f.q - f.p);

/** (q - p)(1 + e^u). */
const onePlus = (f: Fraction): number => f.q - f.p + upper(f);

/** 1/(1 + e^-x) from the fraction of e^-|x|. */
export function logisticFrom(x: number, f: Fraction): number {
  return (x >= 0 ? f.q - f.p : upper(f)) / onePlus(f);
}

/** Its derivative e/(1 + e)^2, e = e^-|x|; rounding may not push it above its maximum 1/4. */
export function logisticSlopeFrom(f: Fraction): number {
  const sum = onePlus(f);
  const slope = ((f.q - f.p) * upper(f)) / (sum * sum);
  return slope > 1 / 4 ? 1 / 4 : slope;
}

/** tanh(x/2) = +-(1 - e)/(1 + e), e = e^-|x|; (q - p)(1 - e) = (q - s q) - (p + s p), without cancellation. */
export function tanhOfHalfFrom(x: number, f: Fraction): number {
  const { s, q, p } = f;
  return Math.sign(x) * ((q - s * q - (p + s * p)) / onePlus(f));
}

/** 1/(1 + e^-x), with full relative accuracy as x -> -infinity. */
export const logistic = (x: number): number => logisticFrom(x, exponential(-Math.abs(x)));

/** Derivative of the logistic function, even in x. */
export const logisticSlope = (x: number): number => logisticSlopeFrom(exponential(-Math.abs(x)));

/** Hyperbolic tangent. */
export const tanh = (x: number): number => tanhOfHalfFrom(x, exponential(-2 * Math.abs(x)));

/** tanh(x/2). */
export const tanhOfHalf = (x: number): number => tanhOfHalfFrom(x, exponential(-Math.abs(x)));

/** ln(1 + u) for u > -1. */
export function logOnePlus(u: number): number {
  const sum = 1 + u;
  // ln(sum) u / (sum - 1): the rounding error of 1 + u cancels in the quotient of two functions that vary slowly.
  return sum === 1 ? u : (log(sum) * u) / (sum - 1);
}

/** ln(1 + e^x) = max(x, 0) + ln(1 + e^-|x|). */
export function logOnePlusExp(x: number): number {
  return Math.max(x, 0) + logOnePlus(exponentialOf(exponential(-Math.abs(x))));
}

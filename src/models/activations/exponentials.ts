/**
 * Functions of exp and log that keep their relative accuracy near zero; bit-identical on every machine.
 * Error bound: 4 units in the last place. Reference: Higham, Accuracy and Stability of Numerical Algorithms, section 1.14.1.
 */
import { exp, log } from "../../numerics/elementary.ts";

/** ln(1 + u) for u > -1. */
export function logOnePlus(u: number): number {
  const sum = 1 + u;
  // ln(sum) u / (sum - 1): the rounding error of 1 + u cancels in the quotient of two functions that vary slowly.
  return sum === 1 ? u : (log(sum) * u) / (sum - 1);
}

/** e^x - 1. */
export function expMinusOne(x: number): number {
  if (!(Math.abs(x) < 0.5)) return exp(x) - 1;
  // Taylor polynomial of degree 14: remainder < |x| * 5e-17
  let tail = 1 / 14;
  for (let j = 13; j >= 2; j--) tail = (1 + x * tail) / j;
  return x + x * x * tail;
}

/** 1/(1 + e^-s), with full relative accuracy as s -> -infinity. */
export function logistic(s: number): number {
  const e = exp(-Math.abs(s));
  return (s >= 0 ? 1 : e) / (1 + e);
}

/** Hyperbolic tangent. */
export function tanh(s: number): number {
  // tanh|s| = -m/(2 + m) with m = e^(-2|s|) - 1
  const m = expMinusOne(-2 * Math.abs(s));
  const magnitude = -m / (2 + m);
  return s < 0 ? -magnitude : magnitude;
}

/** Derivative of the logistic function: e^-|s| / (1 + e^-|s|)^2, even in s; rounding may not push it above its maximum 1/4. */
export function logisticSlope(s: number): number {
  const e = exp(-Math.abs(s));
  return Math.min(e / ((1 + e) * (1 + e)), 1 / 4);
}

/** ln(1 + e^s) = max(s, 0) + ln(1 + e^-|s|). */
export function logOnePlusExp(s: number): number {
  return Math.max(s, 0) + logOnePlus(exp(-Math.abs(s)));
}

/**
 * Functions of exp and log that keep their relative accuracy near zero; bit-identical on every machine.
 * The forms `...From` take the exponential as given, for several functions of one argument.
 * Error bound: 4 units in the last place. Reference: Higham, Accuracy and Stability of Numerical Algorithms, section 1.14.1.
 */
import { exp, exponentialTail, log } from "../../numerics/elementary.ts";

/** ln(1 + u) for u > -1. */
export function logOnePlus(u: number): number {
  const sum = 1 + u;
  // ln(sum) u / (sum - 1): the rounding error of 1 + u cancels in the quotient of two functions that vary slowly.
  return sum === 1 ? u : (log(sum) * u) / (sum - 1);
}

/** e^x - 1. */
export function expMinusOne(x: number): number {
  return Math.abs(x) < 0.5 ? x + x * x * exponentialTail(x) : exp(x) - 1;
}

/** e^-|x|, from e^-|x| - 1 where that is near 0: functions of both then need one exponential. */
export function decay(x: number): number {
  const u = -Math.abs(x);
  return u > -0.5 ? 1 + expMinusOne(u) : exp(u);
}

/** 1/(1 + e^-s), with full relative accuracy as s -> -infinity. */
export function logistic(s: number): number {
  return logisticFrom(s, decay(s));
}

/** Derivative of the logistic function, even in s. */
export function logisticSlope(s: number): number {
  return logisticSlopeFrom(decay(s));
}

/** Hyperbolic tangent. */
export function tanh(s: number): number {
  return tanhFrom(s, expMinusOne(-2 * Math.abs(s)));
}

/** The logistic function from e = e^-|s|. */
export function logisticFrom(s: number, e: number): number {
  return (s >= 0 ? 1 : e) / (1 + e);
}

/** Its derivative e/(1 + e)^2; rounding may not push it above its maximum 1/4. */
export function logisticSlopeFrom(e: number): number {
  return Math.min(e / ((1 + e) * (1 + e)), 1 / 4);
}

/** tanh s from m = e^-2|s| - 1: tanh|s| = -m/(2 + m). */
export function tanhFrom(s: number, m: number): number {
  const magnitude = -m / (2 + m);
  return s < 0 ? -magnitude : magnitude;
}

/** ln(1 + e^s) = max(s, 0) + ln(1 + e^-|s|). */
export function logOnePlusExp(s: number): number {
  return Math.max(s, 0) + logOnePlus(decay(s));
}

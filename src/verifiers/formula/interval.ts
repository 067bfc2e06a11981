/**
 * Interval arithmetic with outward rounding: the result contains every value the operation takes on the operands.
 * + - * / sqrt are correctly rounded, so one unit in the last place covers them; exp and log of numerics/elementary are
 * within 2 units, widened by 4. Outside its domain an operation is clipped to what remains; callers refuse first.
 * Reference: Moore, Kearfott, Cloud, Introduction to Interval Analysis, ch. 2-5.
 */
import { exp, log } from "../../numerics/elementary.ts";

export interface Interval {
  /** Never +Infinity, and `high` never -Infinity: an overflow keeps the interval sound. */
  readonly low: number;
  readonly high: number;
}

export const wholeLine: Interval = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };

// |x| 2^-52 is at least one unit in the last place of x; MIN_VALUE covers the subnormal numbers.
const slack = (x: number, ulps: number): number => ulps * (Math.abs(x) * Number.EPSILON + Number.MIN_VALUE);

export function down(x: number, ulps = 1): number {
  if (!Number.isFinite(x)) return x > 0 ? Number.MAX_VALUE : Number.NEGATIVE_INFINITY;
  return x - slack(x, ulps);
}

export function up(x: number, ulps = 1): number {
  if (!Number.isFinite(x)) return x < 0 ? -Number.MAX_VALUE : Number.POSITIVE_INFINITY;
  return x + slack(x, ulps);
}

export const contains = ({ low, high }: Interval, x: number): boolean => low <= x && x <= high;

export const negate = ({ low, high }: Interval): Interval => ({ low: -high, high: -low });

export const add = (a: Interval, b: Interval): Interval => ({ low: down(a.low + b.low), high: up(a.high + b.high) });

export const subtract = (a: Interval, b: Interval): Interval => add(a, negate(b));

/** 0 * Infinity is 0 here: an open end stands for arbitrarily large finite numbers. */
const product = (x: number, y: number, round: (x: number) => number): number => (x === 0 || y === 0 ? 0 : round(x * y));

export function multiply(a: Interval, b: Interval): Interval {
  const ends = (round: (x: number) => number): number[] => [
    product(a.low, b.low, round),
    product(a.low, b.high, round),
    product(a.high, b.low, round),
    product(a.high, b.high, round),
  ];
  return { low: Math.min(...ends((x) => down(x))), high: Math.max(...ends((x) => up(x))) };
}

function reciprocal({ low, high }: Interval): Interval {
  if (low <= 0 && high >= 0) return wholeLine;
  // 1/x falls on either side of 0; the reciprocal of an open end is 0.
  return {
    low: low > 0 ? Math.max(0, down(1 / high)) : down(1 / high),
    high: low > 0 ? up(1 / low) : Math.min(0, up(1 / low)),
  };
}

export const divide = (a: Interval, b: Interval): Interval => multiply(a, reciprocal(b));

export const absolute = ({ low, high }: Interval): Interval =>
  low >= 0 ? { low, high } : high <= 0 ? { low: -high, high: -low } : { low: 0, high: Math.max(-low, high) };

export const squareRoot = ({ low, high }: Interval): Interval => ({
  low: low <= 0 ? 0 : Math.max(0, down(Math.sqrt(low))),
  high: up(Math.sqrt(Math.max(0, high))),
});

export const exponential = ({ low, high }: Interval): Interval => ({
  low: Math.max(0, down(exp(low), 4)),
  high: up(exp(high), 4),
});

export const logarithm = ({ low, high }: Interval): Interval => ({
  low: low <= 0 ? Number.NEGATIVE_INFINITY : down(log(low), 4),
  high: high <= 0 ? -Number.MAX_VALUE : up(log(high), 4),
});

/** x^n for a whole n >= 1 by squaring. */
function pointPower(x: number, n: number): Interval {
  let result: Interval = { low: 1, high: 1 };
  let square: Interval = { low: x, high: x };
  for (let k = n; k > 0; k = Math.floor(k / 2)) {
    if (k % 2 === 1) result = multiply(result, square);
    if (k > 1) square = multiply(square, square);
  }
  return result;
}

/** a^n for a whole n; 0^0 is 1. */
export function wholePower(a: Interval, n: number): Interval {
  if (n === 0) return { low: 1, high: 1 };
  if (n < 0) return reciprocal(wholePower(a, -n));
  const base = n % 2 === 0 ? absolute(a) : a;
  // x^n rises on the whole line for odd n, on [0, Infinity) for even n.
  return { low: pointPower(base.low, n).low, high: pointPower(base.high, n).high };
}

/** a^b = exp(b log a) for a >= 0. */
export const realPower = (a: Interval, b: Interval): Interval => exponential(multiply(b, logarithm(a)));

export const minimum = (a: Interval, b: Interval): Interval => ({
  low: Math.min(a.low, b.low),
  high: Math.min(a.high, b.high),
});

export const maximum = (a: Interval, b: Interval): Interval => ({
  low: Math.max(a.low, b.low),
  high: Math.max(a.high, b.high),
});

/** The stated error bound against exponentials in integer arithmetic with 200 bits behind the point. */
import { describe, expect, it } from "vitest";
import { stream } from "../../numerics/random.ts";
import {
  EVEN0,
  EVEN2,
  exponential,
  exponentialOf,
  logistic,
  logisticSlope,
  ODD0,
  ODD2,
  ODD4,
  tanh,
  tanhOfHalf,
} from "./exponentials.ts";

const bits = 200n;
const one = 1n << bits;
const times = (a: bigint, b: bigint): bigint => (a * b) >> bits;
const over = (a: bigint, b: bigint): bigint => (a << bits) / b;

type Five = [bigint, bigint, bigint, bigint, bigint];

/** A float64 with at most 200 bits behind its point, exactly. */
function exact(x: number): bigint {
  let [value, scale] = [x, 0n];
  for (; !Number.isInteger(value); scale++) value *= 2;
  return (BigInt(value) << bits) >> scale;
}

/** e^-|x| by the Taylor series of e^-|x|/1024, squared ten times. */
function decay(x: number): bigint {
  const r = exact(Math.abs(x)) >> 10n;
  let [sum, term] = [one, one];
  for (let k = 1n; term !== 0n; k++) {
    term = -times(term, r) / k;
    sum += term;
  }
  for (let k = 0; k < 10; k++) sum = times(sum, sum);
  return sum;
}

/** Error in units of 2^-52 of the truth. */
function units(value: number, truth: bigint): number {
  const scaled = Number(over(exact(value) - truth, truth < 0n ? -truth : truth) >> (bits - 80n));
  return Math.abs(scaled) * 2 ** (52 - 80);
}

const arguments_ = (): number[] => {
  const random = stream(1, "exponentials");
  const drawn = [1e-3, 0.1, 0.35, 1, 3, 10, 40].flatMap((size) =>
    Array.from({ length: 60 }, () => size * (0.1 + random.uniform()) * random.sign()),
  );
  // both sides of the points where k changes
  const edges = [0.5, 1.5, 2.5, 50.5].flatMap((k) => [-1, 0, 1].map((step) => k * Math.LN2 * (1 + step * 2 ** -50)));
  return [...drawn, ...edges, ...edges.map((x) => -x)];
};

const worst = (f: (x: number) => number, truth: (x: number) => bigint): number =>
  Math.max(...arguments_().map((x) => units(f(x), truth(x))));

it("approximates e^r to 1e-17 before any rounding", () => {
  const [even2, even0, odd4, odd2, odd0] = [EVEN2, EVEN0, ODD4, ODD2, ODD0].map(exact) as Five;
  const remainder = (r: bigint): number => {
    const r2 = times(r, r);
    const q = times(r2 + even2, r2) + even0;
    const p = times(r, times(times(odd4, r2) + odd2, r2) + odd0);
    const truth = decay(Number(r >> 147n) * 2 ** -53);
    return Math.abs(Number(over(over(q - p, q + p) - truth, truth) >> 100n)) * 2 ** -100;
  };
  // r of 53 bits, from 0 to ln(2)/2
  const half = BigInt(Math.floor((Math.LN2 / 2) * 2 ** 53));
  const errors = Array.from({ length: 301 }, (_, k) => remainder(((half * BigInt(k)) / 300n) << 147n));
  expect(Math.max(...errors)).toBeLessThan(1e-17);
  expect(Math.max(...errors)).toBeGreaterThan(1e-18);
});

describe("relative errors in units of 2^-52", () => {
  it("e^-|x|", () => {
    expect(worst((x) => exponentialOf(exponential(-Math.abs(x))), decay)).toBeLessThan(2);
  });

  it("the logistic function and its slope", () => {
    const sigma = (x: number): bigint => over(x >= 0 ? one : decay(x), one + decay(x));
    expect(worst(logistic, sigma)).toBeLessThan(3);
    const slope = (x: number): bigint => over(over(decay(x), one + decay(x)), one + decay(x));
    expect(worst(logisticSlope, slope)).toBeLessThan(4);
  });

  it("tanh x and tanh(x/2)", () => {
    const signed = (x: number, value: bigint): bigint => (x < 0 ? -value : value);
    const half = (x: number): bigint => signed(x, over(one - decay(x), one + decay(x)));
    expect(worst(tanhOfHalf, half)).toBeLessThan(4);
    expect(worst(tanh, (x) => half(2 * x))).toBeLessThan(4);
  });
});

it("saturates exactly and keeps the sign of zero", () => {
  expect([tanh(40), tanh(-Infinity), tanh(-0), logistic(800), logistic(-800), logisticSlope(-1e9)]).toEqual([
    1, -1, -0, 1, 0, 0,
  ]);
  expect(tanh(Number.NaN)).toBeNaN();
  expect(exponentialOf(exponential(-708))).toBeGreaterThan(0);
  expect(exponentialOf(exponential(-710))).toBe(0);
});

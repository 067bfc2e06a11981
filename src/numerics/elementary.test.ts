/** log and exp against the platform's own functions and against their functional equations. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exp, log } from "./elementary.ts";

const settings = { seed: 1, numRuns: 2000 };
const ulps = (value: number, truth: number): number => Math.abs(value - truth) / (Math.abs(truth) * 2 ** -52);

describe("log", () => {
  it("agrees with Math.log within 2 ulp over the whole range", () => {
    const positive = fc.double({ min: Number.MIN_VALUE, max: Number.MAX_VALUE, noNaN: true });
    fc.assert(
      fc.property(positive, (x) => x === 1 || ulps(log(x), Math.log(x)) <= 2),
      settings,
    );
  });

  it("agrees with Math.log near 1, where the leading terms cancel", () => {
    const near = fc.double({ min: 0.5, max: 2, noNaN: true });
    fc.assert(
      fc.property(near, (x) => x === 1 || ulps(log(x), Math.log(x)) <= 2),
      settings,
    );
    expect(log(1)).toBe(0);
    // ln(1 + e) = e - e^2/2 + ...
    expect(log(1 + 2 ** -52)).toBe(2 ** -52 * (1 - 2 ** -53));
  });

  it("is exact in its special cases", () => {
    expect([log(0), log(-1), log(Number.POSITIVE_INFINITY), log(Number.NaN)]).toEqual([
      Number.NEGATIVE_INFINITY,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NaN,
    ]);
  });
});

describe("exp", () => {
  it("agrees with Math.exp within 2 ulp on normal results", () => {
    fc.assert(
      fc.property(fc.double({ min: -708, max: 709.7, noNaN: true }), (x) => ulps(exp(x), Math.exp(x)) <= 2),
      settings,
    );
  });

  it("overflows, underflows and keeps NaN", () => {
    expect([exp(0), exp(710), exp(-746), exp(Number.NaN)]).toEqual([1, Number.POSITIVE_INFINITY, 0, Number.NaN]);
    expect(exp(-744)).toBe(Math.exp(-744));
  });

  it("inverts log", () => {
    const positive = fc.double({ min: 1e-3, max: 1e3, noNaN: true });
    fc.assert(
      fc.property(positive, (x) => ulps(exp(log(x)), x) <= 10),
      settings,
    );
  });
});

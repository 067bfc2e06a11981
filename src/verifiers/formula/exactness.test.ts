import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exactLiteral, exactProduct, exactQuotient, exactRoot, exactSum } from "./exactness.ts";
import * as interval from "./interval.ts";

const whole = fc.maxSafeInteger();
/** The twin: integers without rounding. A float is exact when converting the true result to it loses nothing. */
const fits = (x: bigint): boolean => BigInt(Number(x)) === x;

describe("exactness against integers without rounding", () => {
  it("sums, products, quotients, roots", () => {
    fc.assert(
      fc.property(whole, whole, fc.integer({ min: -40, max: 40 }), (a, b, shift) => {
        // Scaling by a power of two changes no rounding.
        const scale = 2 ** shift;
        expect(exactSum(a * scale, b * scale)).toBe(fits(BigInt(a) + BigInt(b)));
        expect(exactProduct(a * scale, b)).toBe(fits(BigInt(a) * BigInt(b)));
        if (b !== 0) expect(exactQuotient(a * scale, b)).toBe(dyadic(a, b));
        if (a >= 0) expect(exactRoot(a)).toBe(BigInt(Math.round(Math.sqrt(a))) ** 2n === BigInt(a));
      }),
      { seed: 21, numRuns: 2000 },
    );
  });

  it("small numbers, where most operations are exact", () => {
    const small = fc.integer({ min: -64, max: 64 });
    fc.assert(
      fc.property(small, small, (a, b) => {
        expect(exactSum(a, b) && exactProduct(a, b)).toBe(true);
        if (b !== 0) expect(exactQuotient(a, b)).toBe(dyadic(a, b));
        if (a >= 0) expect(exactRoot(a)).toBe(Number.isInteger(Math.sqrt(a)));
      }),
      { seed: 22, numRuns: 500 },
    );
  });

  it.each([
    ["0.1", false],
    ["0.5", true],
    ["0.500", true],
    ["1e22", true],
    ["1e23", false],
    ["9007199254740993", false],
    ["9007199254740992", true],
    ["0.50000000000000000000001", false],
    ["125e-3", true],
    [".25", true],
    ["3.", true],
    ["0e-999", true],
    ["5e-324", false],
    ["1e308", false],
  ])("literal %s", (text, expected) => expect(exactLiteral(text, Number(text))).toBe(expected));
});

/** a / b is a fraction whose reduced denominator is a power of two, with a numerator that fits. */
function dyadic(a: number, b: number): boolean {
  let [x, y] = [BigInt(Math.abs(a)), BigInt(Math.abs(b))];
  while (y !== 0n) [x, y] = [y, x % y];
  if (x === 0n) return true;
  const denominator = BigInt(Math.abs(b)) / x;
  return (denominator & (denominator - 1n)) === 0n && fits(BigInt(a) / x);
}

describe("intervals", () => {
  const end = fc.double({ min: -1e3, max: 1e3, noNaN: true });
  const box = fc.tuple(end, end).map(([a, b]) => ({ low: Math.min(a, b), high: Math.max(a, b) }));
  const inside = (t: number, { low, high }: interval.Interval): number =>
    Math.min(high, Math.max(low, low + t * (high - low)));
  const fraction = fc.double({ min: 0, max: 1, noNaN: true });

  it("contain what the operation gives at every point of the operands", () => {
    fc.assert(
      fc.property(box, box, fraction, fraction, fc.integer({ min: 0, max: 5 }), (a, b, s, t, n) => {
        const [x, y] = [inside(s, a), inside(t, b)];
        const check = (result: interval.Interval, value: number): void =>
          expect(interval.contains(result, value)).toBe(true);
        check(interval.add(a, b), x + y);
        check(interval.subtract(a, b), x - y);
        check(interval.multiply(a, b), x * y);
        if (y !== 0) check(interval.divide(a, b), x / y);
        check(interval.absolute(a), Math.abs(x));
        check(interval.squareRoot(a), Math.sqrt(Math.max(0, x)));
        if (x > 0) check(interval.logarithm(a), Math.log(x));
        check(interval.exponential(a), Math.exp(x));
        check(interval.wholePower(a, n), x ** n);
        if (x !== 0) check(interval.wholePower(a, -n), x ** -n);
        if (x > 0) check(interval.realPower(a, b), x ** y);
      }),
      { seed: 23, numRuns: 2000 },
    );
  });

  it("stay sound at open ends and at overflow", () => {
    const open = { low: 1, high: Number.POSITIVE_INFINITY };
    expect(interval.multiply(open, { low: 0, high: 0 })).toEqual({ low: 0, high: 0 });
    expect(interval.divide({ low: 1, high: 1 }, open)).toEqual({ low: 0, high: expect.closeTo(1, 15) });
    expect(interval.divide(open, { low: -1, high: 1 })).toEqual(interval.wholeLine);
    expect(interval.add({ low: 1e308, high: 1e308 }, { low: 1e308, high: 1e308 })).toEqual({
      low: Number.MAX_VALUE,
      high: Number.POSITIVE_INFINITY,
    });
    expect(interval.wholePower({ low: -3, high: 2 }, 2)).toEqual({ low: 0, high: expect.closeTo(9, 12) });
  });
});

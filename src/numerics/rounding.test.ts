/** Sums and bounds against exact integer arithmetic on the binary expansions. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dotWithBound, EPS, gamma, sum } from "./rounding.ts";

const settings = { seed: 8, numRuns: 400 };
const vector = (min: number, max: number): fc.Arbitrary<number[]> =>
  fc.array(fc.double({ min, max, noNaN: true }), { maxLength: 12 });

/** x 2^1074 as an integer, exactly. */
function exact(x: number): bigint {
  const bits = new BigUint64Array(Float64Array.of(Math.abs(x)).buffer)[0]!;
  const exponent = bits >> 52n;
  const fraction = bits & ((1n << 52n) - 1n);
  const magnitude = exponent === 0n ? fraction : (fraction | (1n << 52n)) << (exponent - 1n);
  return x < 0 ? -magnitude : magnitude;
}

const absolute = (x: bigint): bigint => (x < 0n ? -x : x);

function boundHolds(x: readonly number[], y: readonly number[]): boolean {
  const { value, bound } = dotWithBound(Float64Array.from(x), Float64Array.from(y));
  if (bound === Number.POSITIVE_INFINITY) return true;
  const truth = x.reduce((total, xi, i) => total + exact(xi) * exact(y[i]!), 0n);
  return absolute((exact(value) << 1074n) - truth) <= exact(bound) << 1074n;
}

const pairs = (min: number, max: number): fc.Arbitrary<[number[], number[]]> =>
  fc.tuple(vector(min, max), vector(min, max)).map(([x, y]) => {
    const n = Math.min(x.length, y.length);
    return [x.slice(0, n), y.slice(0, n)];
  });

describe("dotWithBound", () => {
  it.each([
    ["order one", -2, 2],
    ["the whole range", -Number.MAX_VALUE, Number.MAX_VALUE],
    ["products that underflow", -1e-158, 1e-158],
    ["subnormals", -1e-310, 1e-310],
  ])("encloses the exact value: %s", (_, min, max) => {
    fc.assert(
      fc.property(pairs(min, max), ([x, y]) => boundHolds(x, y)),
      settings,
    );
  });

  it("is tight: within a factor of gamma(n) |x|.|y|", () => {
    const x = Float64Array.from({ length: 100 }, (_, i) => 1 / (i + 3));
    const { value, bound } = dotWithBound(x, x);
    expect(bound).toBeGreaterThan(0);
    expect(bound).toBeLessThan(1.1 * gamma(101) * value);
  });

  it("encloses after total cancellation, and gives up on overflow", () => {
    expect(boundHolds([1e16, 1, -1e16], [1, 1, 1])).toBe(true);
    expect(dotWithBound(Float64Array.of(1e200), Float64Array.of(1e200)).bound).toBe(Number.POSITIVE_INFINITY);
    expect(dotWithBound(Float64Array.of(Number.NaN), Float64Array.of(1)).bound).toBe(Number.POSITIVE_INFINITY);
    expect(dotWithBound(new Float64Array(0), new Float64Array(0)).value).toBe(0);
  });
});

describe("sum", () => {
  it("obeys its error bound against the exact sum", () => {
    fc.assert(
      fc.property(vector(-1e10, 1e10), (x) => {
        const truth = x.reduce((total, xi) => total + exact(xi), 0n);
        const magnitudes = x.reduce((total, xi) => total + Math.abs(xi), 0);
        const bound = EPS * Math.abs(sum(x)) * 1.001 + 2.001 * gamma(x.length) ** 2 * magnitudes + Number.MIN_VALUE;
        return absolute(exact(sum(x)) - truth) <= exact(bound);
      }),
      settings,
    );
  });

  it("keeps what plain summation loses", () => {
    expect(sum([1, 1e100, 1, -1e100])).toBe(2);
    expect(sum(new Array<number>(10).fill(0.1))).toBe(1);
    expect(sum([])).toBe(0);
    expect(sum([1, Number.POSITIVE_INFINITY])).toBe(Number.POSITIVE_INFINITY);
  });
});

it("gamma(n) is n EPS to first order", () => {
  expect(gamma(0)).toBe(0);
  expect(gamma(1) / EPS - 1).toBeLessThan(1e-15);
  expect(EPS).toBe(Number.EPSILON / 2);
});

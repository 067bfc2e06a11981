/** Powers of two below a number, over the whole range. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { NonFiniteMatrix, powerOfTwoBelow, scaleOf } from "./scaling.ts";

it("powerOfTwoBelow is a power of two within a factor of two", () => {
  const normal = fc.double({ min: 2 ** -1022, max: Number.MAX_VALUE, noNaN: true });
  fc.assert(
    fc.property(normal, (x) => {
      const power = powerOfTwoBelow(x);
      return power <= x && x / power < 2 && Number.isInteger(Math.log2(power));
    }),
    { seed: 11, numRuns: 500 },
  );
  expect([powerOfTwoBelow(1), powerOfTwoBelow(1e-320)]).toEqual([1, Number.MIN_VALUE]);
});

it("scaleOf goes by the largest magnitude and refuses what is not finite", () => {
  expect(scaleOf(Float64Array.of(0.1, -6, 2))).toBe(4);
  expect(scaleOf(new Float64Array(3))).toBe(1);
  expect(() => scaleOf(Float64Array.of(1, Number.NaN, 2))).toThrow(NonFiniteMatrix);
  expect(() => scaleOf(Float64Array.of(Number.NEGATIVE_INFINITY, 1))).toThrow(NonFiniteMatrix);
});

import { describe, expect, it } from "vitest";
import { power } from "./power.ts";

describe("power", () => {
  it.each([
    [2, 10, 1024],
    [-3, 5, -243],
    [0.5, 4, 0.0625],
    [7.25, 0, 1],
    [0, 3, 0],
  ])("%d^%i is exactly %d", (x, n, expected) => expect(power(x, n)).toBe(expected));

  it("agrees with repeated multiplication to a few ulp", () => {
    for (const x of [1 + 2 / 64, 0.999, -1.0625])
      for (const n of [1, 2, 7, 64, 100]) {
        let product = 1;
        for (let k = 0; k < n; k++) product *= x;
        expect(Math.abs(power(x, n) / product - 1)).toBeLessThan(3 * n * 2 ** -53);
      }
  });
});

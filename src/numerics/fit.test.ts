/** The regression line against exact lines, a worked example, its laws and its coverage. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type SlopeFit, slope } from "./fit.ts";
import { leastSquares } from "./qr.ts";
import { stream } from "./random.ts";

const settings = { seed: 9, numRuns: 100 };

function fitted(x: readonly number[], y: readonly number[], confidence?: number): SlopeFit {
  const fit = slope(x, y, confidence);
  if ("reason" in fit) throw new Error(fit.reason);
  return fit;
}

const noisy = (n: number, seed: number): number[] => [...stream(seed, "noise").normals(n)];
const upTo = (n: number): number[] => [...Array(n).keys()];
const instance = fc.record({ n: fc.integer({ min: 3, max: 20 }), seed: fc.nat(1e6) });

describe("slope", () => {
  it("finds an exact line with width zero", () => {
    expect(slope([1, 2, 3, 4], [5, 3, 1, -1])).toEqual({ slope: -2, intercept: 7, halfWidth: 0, points: 4 });
  });

  it("worked example by hand: y = 0, 1, 0, 3 on x = 0, 1, 2, 3", () => {
    // Sxx = 5, Sxy = 4, RSS = 6 - 16/5 = 14/5, standard error = sqrt(14/5 / (2 * 5)), t(0.95, 2) = 4.3026527
    const fit = fitted([0, 1, 2, 3], [0, 1, 0, 3]);
    expect(fit.slope).toBeCloseTo(0.8, 14);
    expect(fit.intercept).toBeCloseTo(-0.2, 14);
    expect(fit.halfWidth).toBeCloseTo(4.302652729749462 * Math.sqrt(0.28), 12);
  });

  it("agrees with the singular value route and is equivariant: y -> a y + b x + c, x -> x + s", () => {
    fc.assert(
      fc.property(instance, ({ n, seed }) => {
        const [x, y] = [upTo(n), noisy(n, seed)];
        const fit = fitted(x, y);
        const design = Float64Array.from(x.flatMap((xi) => [1, xi]));
        const twin = leastSquares(design, n, 2, Float64Array.from(y)).solution;
        expect(fit.intercept).toBeCloseTo(twin[0]!, 11);
        expect(fit.slope).toBeCloseTo(twin[1]!, 11);
        const moved = fitted(
          x.map((xi) => xi + 100),
          y.map((yi, i) => -3 * yi + 2 * x[i]! + 7),
        );
        expect(moved.slope).toBeCloseTo(-3 * fit.slope + 2, 11);
        expect(moved.halfWidth).toBeCloseTo(3 * fit.halfWidth, 11);
      }),
      settings,
    );
  });

  it("covers the true slope at the stated rate", () => {
    const runs = 2000;
    let covered = 0;
    for (let seed = 0; seed < runs; seed++) {
      const fit = fitted(upTo(6), noisy(6, seed), 0.9);
      if (Math.abs(fit.slope) <= fit.halfWidth) covered++;
    }
    // Four standard deviations of a binomial share.
    expect(Math.abs(covered / runs - 0.9)).toBeLessThan(4 * Math.sqrt((0.9 * 0.1) / runs));
  });

  it("says why there is no slope", () => {
    expect(slope([1, 2], [1, 2])).toEqual({ reason: expect.stringContaining("at least 3 points") });
    expect(slope([1, 1, 1], [1, 2, 3])).toEqual({ reason: "all abscissas are equal" });
    expect(slope([1, 2, 3], [1, Number.NaN, 3])).toEqual({ reason: "a point is not finite" });
    expect(slope([1, 2, 3], [1, 2])).toEqual({ reason: "3 abscissas but 2 ordinates" });
  });
});

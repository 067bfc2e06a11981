/** The decomposition rebuilds A, its vectors are orthonormal, known values come from theory. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dot, norm2 } from "../../numerics/dense.ts";
import { stream } from "../../numerics/random.ts";
import { singularVectors } from "./one-sided-jacobi.ts";

describe("singularVectors", () => {
  it("rebuilds random matrices from orthonormal vectors", () => {
    const law = (rows: number, columns: number, seed: number): void => {
      const normals = stream(seed, "jacobi");
      const a = Array.from({ length: columns }, () => normals.normals(rows));
      const { values, left, right } = singularVectors(a);
      for (let j = 0; j < columns; j++) {
        for (let i = 0; i < rows; i++) {
          const rebuilt = left.reduce((sum, u, k) => sum + u[i]! * values[k]! * right[k]![j]!, 0);
          expect(Math.abs(rebuilt - a[j]![i]!)).toBeLessThan(1e-13);
        }
        for (let k = 0; k <= j; k++) {
          expect(Math.abs(dot(right[j]!, right[k]!) - (j === k ? 1 : 0))).toBeLessThan(1e-14);
          if (values[j]! > 1e-12) expect(Math.abs(dot(left[j]!, left[k]!) - (j === k ? 1 : 0))).toBeLessThan(1e-14);
        }
      }
    };
    const size = fc.integer({ min: 1, max: 8 });
    fc.assert(fc.property(size, size, fc.nat(1e6), law), { seed: 1992, numRuns: 60 });
  });

  it("finds the golden ratio in [[1, 1], [1, 0]]", () => {
    const { values } = singularVectors([new Float64Array([1, 1]), new Float64Array([1, 0])]);
    expect(values[0]).toBeCloseTo((1 + Math.sqrt(5)) / 2, 15);
    expect(values[1]).toBeCloseTo((Math.sqrt(5) - 1) / 2, 15);
  });

  it("keeps the relative accuracy of small values when only column sizes differ", () => {
    // columns (1, 1) and delta (1, -1) are orthogonal: values sqrt 2 and delta sqrt 2
    const delta = 2 ** -60;
    const { values } = singularVectors([new Float64Array([delta, -delta]), new Float64Array([1, 1])]);
    expect([...values]).toEqual([expect.closeTo(Math.SQRT2, 15), delta * norm2(new Float64Array([1, 1]))]);
  });

  it("gives zero vectors to zero values", () => {
    const { values, left } = singularVectors([new Float64Array([1, 2]), new Float64Array(2)]);
    expect([values[1], [...left[1]!]]).toEqual([0, [0, 0]]);
  });
});

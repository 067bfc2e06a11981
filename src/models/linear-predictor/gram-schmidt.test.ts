/** The factors rebuild the vectors, the directions are orthonormal, ranks and zero coordinates are as theory says. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dot } from "../../numerics/dense.ts";
import { stream } from "../../numerics/random.ts";
import { gramSchmidt } from "./gram-schmidt.ts";

const hilbert = (n: number): Float64Array[] =>
  Array.from({ length: n }, (_, i) => Float64Array.from({ length: n }, (_, j) => 1 / (i + j + 1)));

describe("gramSchmidt", () => {
  it("rebuilds random vectors from orthonormal directions", () => {
    const law = (count: number, length: number, seed: number): void => {
      const normals = stream(seed, "gram-schmidt");
      const vectors = Array.from({ length: count }, () => normals.normals(length));
      const { q, r } = gramSchmidt(vectors, 1e-13);
      expect(q.length).toBe(Math.min(count, length));
      for (const [j, vector] of vectors.entries())
        for (const [i, entry] of vector.entries())
          expect(Math.abs(q.reduce((sum, unit, k) => sum + unit[i]! * r[k]![j]!, 0) - entry)).toBeLessThan(1e-13);
    };
    const size = fc.integer({ min: 1, max: 8 });
    fc.assert(fc.property(size, size, fc.nat(1e6), law), { seed: 1907, numRuns: 60 });
  });

  it("stays orthonormal on nearly dependent vectors", () => {
    const { q } = gramSchmidt(hilbert(10), 1e-14);
    expect(q.length).toBeGreaterThan(8);
    for (const [j, a] of q.entries())
      for (const [k, b] of q.entries()) expect(Math.abs(dot(a, b) - (j === k ? 1 : 0))).toBeLessThan(1e-15);
  });

  it("finds the rank of dependent vectors and keeps common zeros exact", () => {
    const vectors = [
      [0, 1, 2],
      [0, 2, 4],
      [0, 1, 3],
      [0, 0, 0],
    ].map((entries) => new Float64Array(entries));
    const { q, pivots } = gramSchmidt(vectors, 1e-14);
    expect(pivots).toEqual([1, 2]);
    expect(q.map((unit) => unit[0])).toEqual([0, 0]);
  });
});

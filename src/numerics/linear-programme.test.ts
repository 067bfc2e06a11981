/** Non-negative null vectors against planted weights, separated columns, and brute force over pairs and triples. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matVec, matVecTransposed, norm2 } from "./dense.ts";
import { nonNegativeLeastSquares, nonNegativeNullVector } from "./linear-programme.ts";
import { stream } from "./random.ts";
import { sum } from "./rounding.ts";

const settings = { seed: 10, numRuns: 100 };
const shape = fc.record({
  rows: fc.integer({ min: 1, max: 8 }),
  cols: fc.integer({ min: 2, max: 20 }),
  seed: fc.nat(1e6),
});

/** Gaussian columns whose last one makes the planted positive combination vanish. */
function planted(rows: number, cols: number, seed: number): Float64Array {
  const s = stream(seed, "planted");
  const a = s.normals(rows * cols);
  const omega = Float64Array.from({ length: cols }, () => 0.1 + s.uniform());
  for (let i = 0; i < rows; i++) {
    a[i * cols + cols - 1] = 0;
    const partial = a.subarray(i * cols, (i + 1) * cols).reduce((total, x, j) => total + x * omega[j]!, 0);
    a[i * cols + cols - 1] = -partial / omega[cols - 1]!;
  }
  return a;
}

/** Does an arc of directions in the plane leave a gap of less than half a turn? Exact truth for two rows. */
function hullHoldsZero(a: Float64Array, cols: number): boolean {
  const angles = [...Array(cols).keys()].map((j) => Math.atan2(a[cols + j]!, a[j]!)).sort((x, y) => x - y);
  const gaps = angles.map((angle, i) => (angles[i + 1] ?? angles[0]! + 2 * Math.PI) - angle);
  return Math.max(...gaps) <= Math.PI;
}

describe("nonNegativeNullVector", () => {
  it("finds weights when some were planted, at every scale", () => {
    fc.assert(
      fc.property(shape, fc.constantFrom(1, 1e100, 1e-100), ({ rows, cols, seed }, scale) => {
        const a = planted(rows, cols, seed).map((x) => x * scale);
        const found = nonNegativeNullVector(a, rows, cols);
        if (found === null) throw new Error("planted weights not found");
        expect(found.weights.every((weight) => weight >= 0)).toBe(true);
        expect(Math.abs(sum(found.weights) - 1)).toBeLessThan(1e-14);
        expect(found.residual).toBe(norm2(matVec(a, rows, cols, found.weights)));
        expect(found.residual).toBeLessThan(1e-11 * scale * 100);
        expect(found.weights.filter((weight) => weight > 0).length).toBeLessThanOrEqual(rows + 1);
      }),
      settings,
    );
  });

  it("finds none when a direction separates the columns from zero", () => {
    fc.assert(
      fc.property(shape, ({ rows, cols, seed }) => {
        const s = stream(seed, "separated");
        const a = s.normals(rows * cols);
        for (let j = 0; j < cols; j++) a[j] = 0.01 + Math.abs(a[j]!);
        expect(nonNegativeNullVector(a, rows, cols)).toBeNull();
      }),
      settings,
    );
  });

  it("decides plane configurations as their angles do", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.nat(1e6), (cols, seed) => {
        const a = stream(seed, "plane").normals(2 * cols);
        expect(nonNegativeNullVector(a, 2, cols) !== null).toBe(hullHoldsZero(a, cols));
      }),
      { seed: 10, numRuns: 300 },
    );
  });

  it("solves small cases exactly", () => {
    expect(nonNegativeNullVector(Float64Array.of(1, -3), 1, 2)?.weights).toEqual(
      expect.objectContaining({ 0: expect.closeTo(0.75, 14), 1: expect.closeTo(0.25, 14) }),
    );
    expect(nonNegativeNullVector(Float64Array.of(1, 3), 1, 2)).toBeNull();
    expect(nonNegativeNullVector(Float64Array.of(5, 0), 1, 2)?.residual).toBeLessThan(1e-15);
    expect(nonNegativeNullVector(new Float64Array(4), 2, 2)?.residual).toBe(0);
    expect(nonNegativeNullVector(new Float64Array(0), 2, 0)).toBeNull();
    // The hull touches zero on an edge only: (1, 1), (-1, 0), (1, 0).
    expect(nonNegativeNullVector(Float64Array.of(1, -1, 1, 1, 0, 0), 2, 3)?.weights[0]).toBeLessThan(1e-14);
  });
});

it("nonNegativeLeastSquares meets the optimality conditions", () => {
  fc.assert(
    fc.property(shape, ({ rows, cols, seed }) => {
      const b = stream(seed, "b").normals(rows * cols);
      const target = stream(seed, "target").normals(rows);
      const w = nonNegativeLeastSquares(b, rows, cols, target);
      const image = matVec(b, rows, cols, w);
      const gradient = matVecTransposed(
        b,
        rows,
        cols,
        target.map((t, i) => t - image[i]!),
      );
      const size = 1e-11 * (1 + norm2(w));
      for (let j = 0; j < cols; j++) {
        expect(w[j]).toBeGreaterThanOrEqual(0);
        expect(gradient[j]).toBeLessThan(size);
        if (w[j]! > 0) expect(Math.abs(gradient[j]!)).toBeLessThan(size);
      }
    }),
    settings,
  );
});

/** Rank, null space, row space and least squares against planted ranks, exact cases and the normal equations. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cholesky, choleskySolve } from "./cholesky.ts";
import { dot, identity, matmul, matVec, matVecTransposed, norm2, transpose } from "./dense.ts";
import { householderQr } from "./householder-qr.ts";
import { leastSquares, nullSpace, nullSpaceByPivots, orthonormalRows, rank } from "./qr.ts";
import { stream } from "./random.ts";

const settings = { seed: 6, numRuns: 60 };
const shape = fc.record({
  rows: fc.integer({ min: 1, max: 12 }),
  cols: fc.integer({ min: 1, max: 12 }),
  inner: fc.nat(12),
  seed: fc.nat(1e6),
});

/** Product of rows x inner and inner x cols Gaussian factors: rank min(rows, inner, cols) with probability 1. */
function ofRank(rows: number, inner: number, cols: number, seed: number): Float64Array {
  const s = stream(seed, "factors");
  return matmul(s.normals(rows * inner), s.normals(inner * cols), rows, inner, cols);
}

function largest(x: Float64Array): number {
  return x.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0);
}

function expectOrthonormal(basis: Float64Array, count: number, cols: number): void {
  const gram = matmul(basis, transpose(basis, count, cols), count, cols, count);
  expect(largest(gram.map((x, at) => x - identity(count)[at]!))).toBeLessThan(1e-14 * (cols + 1));
}

describe("householderQr", () => {
  it("A P = Q R with descending diagonal and Q^T Q = I", () => {
    fc.assert(
      fc.property(shape, ({ rows, cols, inner, seed }) => {
        const a = ofRank(rows, inner, cols, seed);
        const { r, pivots, apply, applyTransposed } = householderQr(a, rows, cols);
        const k = Math.min(rows, cols);
        for (let j = 0; j < cols; j++) {
          const column = new Float64Array(rows);
          for (let i = 0; i < k; i++) column[i] = r[i * cols + j]!;
          apply(column);
          for (let i = 0; i < rows; i++) {
            expect(Math.abs(column[i]! - a[i * cols + pivots[j]!]!)).toBeLessThan(1e-13 * (1 + largest(a)));
          }
        }
        for (let i = 1; i < k; i++) {
          expect(Math.abs(r[i * cols + i]!)).toBeLessThanOrEqual(Math.abs(r[(i - 1) * (cols + 1)]!) * (1 + 1e-14));
        }
        const x = stream(seed, "x").normals(rows);
        const y = x.slice();
        apply(y);
        applyTransposed(y);
        expect(largest(y.map((yi, i) => yi - x[i]!))).toBeLessThan(1e-13);
      }),
      settings,
    );
  });
});

describe("rank and null space", () => {
  it("find the planted rank on scaled and transposed copies", () => {
    fc.assert(
      fc.property(shape, ({ rows, cols, inner, seed }) => {
        const a = ofRank(rows, inner, cols, seed);
        const expected = Math.min(rows, cols, inner);
        for (const scale of [1, 1e200, 1e-200])
          expect(
            rank(
              a.map((x) => x * scale),
              rows,
              cols,
            ),
          ).toBe(expected);
        expect(rank(transpose(a, rows, cols), cols, rows)).toBe(expected);
      }),
      settings,
    );
  });

  it("give an orthonormal basis that A annihilates and that, with the row space, spans everything", () => {
    fc.assert(
      fc.property(shape, ({ rows, cols, inner, seed }) => {
        const a = ofRank(rows, inner, cols, seed);
        const { basis, dimension, gap } = nullSpace(a, rows, cols);
        expect(dimension).toBe(cols - Math.min(rows, cols, inner));
        expect(gap).toBeGreaterThan(1e3);
        const image = matmul(a, transpose(basis, dimension, cols), rows, cols, dimension);
        expect(largest(image)).toBeLessThan(1e-13 * (1 + largest(a)));
        const row = orthonormalRows(a, rows, cols);
        expect(row.rank + dimension).toBe(cols);
        expectOrthonormal(Float64Array.of(...row.basis, ...basis), cols, cols);
        // by pivots: the same space
        const other = nullSpaceByPivots(a, rows, cols);
        expect(other.dimension).toBe(dimension);
        expect(other.gap).toBeGreaterThan(1e3);
        expectOrthonormal(Float64Array.of(...row.basis, ...other.basis), cols, cols);
      }),
      settings,
    );
  });

  it("report how clear the decision was", () => {
    const a = Float64Array.of(1, 0, 0, 0, 1e-10, 0, 0, 0, 1e-18);
    expect(nullSpace(a, 3, 3)).toMatchObject({ dimension: 1, tolerance: 3 * 2 ** -52 });
    expect(nullSpace(a, 3, 3).gap / 1e8).toBeCloseTo(1, 12);
    expect(nullSpace(a, 3, 3, 1e-5)).toMatchObject({ dimension: 2, tolerance: 1e-5 });
    expect(rank(a, 3, 3, 0)).toBe(3);
  });

  it("handle zero and empty matrices", () => {
    expect(nullSpace(new Float64Array(6), 2, 3)).toMatchObject({ dimension: 3, gap: Number.POSITIVE_INFINITY });
    expect(nullSpace(new Float64Array(0), 0, 2)).toMatchObject({ dimension: 2, basis: identity(2) });
    expect(nullSpace(new Float64Array(0), 2, 0)).toMatchObject({ dimension: 0, basis: new Float64Array(0) });
    expect(nullSpaceByPivots(new Float64Array(6), 2, 3)).toMatchObject({ dimension: 3, gap: Number.POSITIVE_INFINITY });
    expect(nullSpaceByPivots(new Float64Array(0), 0, 2)).toMatchObject({ dimension: 2, basis: identity(2) });
    expect(orthonormalRows(new Float64Array(6), 2, 3)).toEqual({ basis: new Float64Array(0), rank: 0 });
  });
});

describe("leastSquares", () => {
  it("leaves a residual orthogonal to the columns and a solution in the row space", () => {
    fc.assert(
      fc.property(shape, ({ rows, cols, inner, seed }) => {
        const a = ofRank(rows, inner, cols, seed);
        const b = stream(seed, "b").normals(rows);
        const fit = leastSquares(a, rows, cols, b);
        const size = (1 + largest(a)) ** 2 * (1 + norm2(fit.solution));
        expect(fit.rank).toBe(Math.min(rows, cols, inner));
        expect(largest(matVecTransposed(a, rows, cols, fit.residual))).toBeLessThan(1e-12 * size);
        expect(fit.residualNorm).toBe(norm2(fit.residual));
        const { basis, dimension } = nullSpace(a, rows, cols);
        expect(largest(matVec(basis, dimension, cols, fit.solution))).toBeLessThan(1e-13 * (1 + norm2(fit.solution)));
      }),
      settings,
    );
  });

  it("agrees with the normal equations on a well conditioned tall matrix", () => {
    const [rows, cols] = [30, 5];
    const a = stream(2, "a").normals(rows * cols);
    const b = stream(2, "b").normals(rows);
    const factor = cholesky(matmul(transpose(a, rows, cols), a, cols, rows, cols), cols);
    if (!factor.ok) throw new Error("full rank by construction");
    const twin = choleskySolve(factor.l, cols, matVecTransposed(a, rows, cols, b));
    const { solution } = leastSquares(a, rows, cols, b);
    expect(largest(solution.map((x, i) => x - twin[i]!))).toBeLessThan(1e-13);
  });

  it("takes the shortest of many solutions: x + y = 2 gives (1, 1)", () => {
    const { solution, rank: found } = leastSquares(Float64Array.of(1, 1), 1, 2, Float64Array.of(2));
    expect(found).toBe(1);
    expect(largest(solution.map((x) => x - 1))).toBeLessThan(1e-15);
    expect(dot(solution, solution)).toBeLessThan(2 + 1e-14);
  });
});

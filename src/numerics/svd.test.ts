/** The SVD against planted spectra, exact cases, a slow twin (one-sided Jacobi) and eigenvalues of the augmented matrix. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dot, matmul, matVec, transpose } from "./dense.ts";
import { orthonormalRows } from "./qr.ts";
import { stream } from "./random.ts";
import { condition, singularValues, spectralNorm, svd } from "./svd.ts";
import { eigenvalues } from "./symmetric-eigen.ts";

const settings = { seed: 5, numRuns: 60 };
const shape = fc.record({
  rows: fc.integer({ min: 1, max: 12 }),
  cols: fc.integer({ min: 1, max: 12 }),
  seed: fc.nat(1e6),
});
const gaussian = (count: number, seed: number): Float64Array => stream(seed, "gaussian").normals(count);
const orthogonal = (n: number, seed: number): Float64Array => orthonormalRows(gaussian(n * n, seed), n, n).basis;

function expectClose(actual: Float64Array, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  actual.forEach((x, i) => {
    expect(Math.abs(x - expected[i]!)).toBeLessThanOrEqual(tolerance);
  });
}

/** Other route: the eigenvalues of [[0, A], [A^T, 0]] are plus and minus the singular values, and zeros. */
function augmentedValues(a: Float64Array, rows: number, cols: number): Float64Array {
  const n = rows + cols;
  const augmented = new Float64Array(n * n);
  for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) augmented[(rows + j) * n + i] = a[i * cols + j]!;
  return eigenvalues(augmented, n).reverse().slice(0, Math.min(rows, cols));
}

/** Slow twin: rotates pairs of rows until all are orthogonal; the values are their lengths. Wants rows <= cols. */
function jacobiValues(matrix: Float64Array, rows: number, cols: number): Float64Array {
  const a = Array.from({ length: rows }, (_, i) => matrix.slice(i * cols, (i + 1) * cols));
  for (let pass = 0; pass < 30; pass++)
    for (let p = 0; p < rows; p++)
      for (let q = p + 1; q < rows; q++) {
        const [x, y] = [a[p]!, a[q]!];
        const [xx, yy, xy] = [dot(x, x), dot(y, y), dot(x, y)];
        if (xx * yy === 0 || xy === 0) continue;
        // t solves t^2 + 2 zeta t - 1 = 0, the smaller root
        const zeta = (yy - xx) / (2 * xy);
        const t = (zeta >= 0 ? 1 : -1) / (Math.abs(zeta) + Math.hypot(1, zeta));
        const c = 1 / Math.hypot(1, t);
        a[p] = x.map((xi, i) => c * (xi - t * y[i]!));
        a[q] = y.map((yi, i) => c * (yi + t * x[i]!));
      }
  return Float64Array.from(a, (row) => Math.sqrt(dot(row, row)))
    .sort()
    .reverse();
}

/** U diag(values) V^T with orthogonal U and V. */
function planted(values: readonly number[], rows: number, cols: number, seed: number): Float64Array {
  const middle = new Float64Array(rows * cols);
  values.forEach((value, i) => {
    middle[i * cols + i] = value;
  });
  return matmul(matmul(orthogonal(rows, seed), middle, rows, rows, cols), orthogonal(cols, seed + 1), rows, cols, cols);
}

describe("singular values", () => {
  it("agree with the eigenvalues of the augmented matrix", () => {
    fc.assert(
      fc.property(shape, ({ rows, cols, seed }) => {
        const a = gaussian(rows * cols, seed);
        expectClose(singularValues(a, rows, cols), augmentedValues(a, rows, cols), 1e-13);
      }),
      settings,
    );
  });

  it("agree with Jacobi's method on random, graded and deficient matrices", () => {
    const graded = (i: number, j: number): number => 10 ** -(i + j / 3);
    const shapes = [
      [1, 1],
      [2, 5],
      [17, 17],
      [24, 40],
    ] as const;
    for (const [rows, cols] of shapes) {
      const a = gaussian(rows * cols, rows);
      const weights = a.map((_value, at) => graded(Math.floor(at / cols), at % cols));
      const deficient = matmul(a.subarray(0, 1 * rows), gaussian(cols, 3), rows, 1, cols);
      for (const matrix of [a, a.map((x, at) => x * weights[at]!), deficient, a.map(Math.sign)])
        expectClose(singularValues(matrix, rows, cols), jacobiValues(matrix, rows, cols), 1e-13 * (rows + cols));
    }
  });

  it("separate a planted rank from rounding by ten orders of magnitude", () => {
    for (const [rows, cols, rank] of [
      [60, 40, 25],
      [40, 60, 39],
      [50, 50, 1],
    ] as const) {
      const values = singularValues(
        matmul(gaussian(rows * rank, 1), gaussian(rank * cols, 2), rows, rank, cols),
        rows,
        cols,
      );
      expect(values[rank - 1]! / values[rank]!).toBeGreaterThan(1e10);
      expect(values[rank]! / values[0]!).toBeLessThan(1e-14);
    }
  });

  it("converge on bidiagonal matrices with zeros on and off the diagonal", () => {
    const zeros = [[0], [0, 3], [3, 0], [2, 5, 7], [0, 5, 7, 9], [1, 4, 8], []];
    for (const where of zeros) {
      const n = 6;
      const a = new Float64Array(n * n);
      // entry 2i is on the diagonal, 2i + 1 beside it
      for (let at = 0; at < 2 * n - 1; at++)
        a[Math.floor(at / 2) * n + Math.ceil(at / 2)] = where.some((zero) => zero === at) ? 0 : 1 + (at % 3);
      expectClose(singularValues(a, n, n), jacobiValues(a, n, n), 1e-13);
    }
  });

  it("find planted spectra, clustered, graded and deficient ones included", () => {
    const spectra = [[3, 2, 1], [1, 1, 1, 1], [1, 1e-5, 1e-10], [5, 5, 0, 0], [1, 1e-30], [0, 0], [2]];
    for (const values of spectra)
      for (const extra of [0, 1, 6]) {
        const [k, wide] = [values.length, values.length + extra];
        expectClose(singularValues(planted(values, k, wide, 1), k, wide), values, 1e-14);
        expectClose(singularValues(planted(values, wide, k, 2), wide, k), values, 1e-14);
      }
  });

  it("scale with the matrix, exactly for powers of two, and ignore transposition and orthogonal factors", () => {
    fc.assert(
      fc.property(shape, ({ rows, cols, seed }) => {
        const a = gaussian(rows * cols, seed);
        const values = singularValues(a, rows, cols);
        for (const power of [2 ** 900, 2 ** -900]) {
          expect(
            singularValues(
              a.map((x) => x * power),
              rows,
              cols,
            ),
          ).toEqual(values.map((x) => x * power));
        }
        expectClose(singularValues(transpose(a, rows, cols), cols, rows), values, 1e-13);
        const turned = matmul(orthogonal(rows, seed + 2), a, rows, rows, cols);
        expectClose(singularValues(turned, rows, cols), values, 1e-13);
      }),
      settings,
    );
  });

  it("Hilbert matrix of order 6: condition number 1.495105864e7", () => {
    const hilbert = Float64Array.from({ length: 36 }, (_, at) => 1 / (1 + (at % 6) + Math.floor(at / 6)));
    expect(Math.abs(condition(hilbert, 6, 6) / 1.495105864e7 - 1)).toBeLessThan(1e-8);
  });

  it("spectral norm and condition of simple matrices", () => {
    expect(Math.abs(spectralNorm(Float64Array.of(1, 1, 0, 1), 2, 2) - (1 + Math.sqrt(5)) / 2)).toBeLessThan(1e-15);
    expect(spectralNorm(new Float64Array(0), 0, 3)).toBe(0);
    expect(spectralNorm(new Float64Array(6), 2, 3)).toBe(0);
    expect(condition(new Float64Array(0), 3, 0)).toBe(1);
    expect(condition(Float64Array.of(1, 0, 0, 0), 2, 2)).toBe(Number.POSITIVE_INFINITY);
    expect(condition(Float64Array.of(2, 0, 0, -8), 2, 2)).toBe(4);
    expect(() => spectralNorm(Float64Array.of(Number.NaN), 1, 1)).toThrow(RangeError);
  });
});

describe("singular vectors", () => {
  it("are orthonormal, have images of the right length, and reproduce u_i . b", () => {
    fc.assert(
      fc.property(shape, ({ rows, cols, seed }) => {
        const a = gaussian(rows * cols, seed);
        const b = gaussian(rows, seed + 1);
        const { values, right, coefficients } = svd(a, rows, cols, b);
        const vector = (i: number): Float64Array => right.subarray(i * cols, (i + 1) * cols);
        values.forEach((value, i) => {
          const image = matVec(a, rows, cols, vector(i));
          for (let j = 0; j <= i; j++) {
            expect(Math.abs(dot(vector(i), vector(j)) - (i === j ? 1 : 0))).toBeLessThan(1e-13);
            const product = dot(image, matVec(a, rows, cols, vector(j)));
            expect(Math.abs(product - (i === j ? value * value : 0))).toBeLessThan(1e-12);
          }
          // u_i . b = (A v_i) . b / sigma_i
          expect(Math.abs(dot(image, b) - value * coefficients[i]!)).toBeLessThan(1e-12);
        });
      }),
      settings,
    );
  });
});

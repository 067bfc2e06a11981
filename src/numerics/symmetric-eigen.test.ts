/** The eigensolver against laws, known spectra and a slow twin (cyclic Jacobi rotations on the full matrix). */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stream } from "./random.ts";
import { eigenvalues, type SymmetricEigen, symmetricEigen, tridiagonalise } from "./symmetric-eigen.ts";

const EPS = 2 ** -53;
const settings = { seed: 7, numRuns: 40 };
const range = (n: number): number[] => [...Array(n).keys()];

function symmetric(n: number, entry: (i: number, j: number) => number): Float64Array {
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) a[i * n + j] = a[j * n + i] = entry(i, j);
  return a;
}

const gaussian = (n: number, seed: number): Float64Array => symmetric(n, stream(seed, "gaussian").normal);
const frobenius = (a: Float64Array): number => Math.sqrt(a.reduce((total, x) => total + x * x, 0));

/** H A H for the Householder reflection H = I - 2 u u^T, an exact orthogonal similarity up to rounding. */
function reflected(a: Float64Array, n: number, seed: number): Float64Array {
  const u = stream(seed, "reflection").normals(n);
  const squares = u.reduce((total, x) => total + x * x, 0);
  const h = (i: number, j: number): number => (i === j ? 1 : 0) - (2 * u[i]! * u[j]!) / squares;
  const ha = symmetricProduct(n, h, (i, j) => a[i * n + j]!);
  const hah = symmetricProduct(n, (i, j) => ha[i * n + j]!, h);
  return symmetric(n, (i, j) => hah[i * n + j]!);
}

function symmetricProduct(
  n: number,
  left: (i: number, j: number) => number,
  right: (i: number, j: number) => number,
): Float64Array {
  const c = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) for (let k = 0; k < n; k++) c[i * n + j]! += left(i, k) * right(k, j);
  return c;
}

/** Slow twin: Jacobi's method, every off-diagonal pair rotated to zero in turn. */
function jacobiEigenvalues(matrix: Float64Array, n: number): Float64Array {
  const a = matrix.slice();
  for (let pass = 0; pass < 30; pass++)
    for (let p = 0; p < n; p++)
      for (let q = p + 1; q < n; q++) {
        const apq = a[p * n + q]!;
        if (apq === 0) continue;
        const theta = (a[q * n + q]! - a[p * n + p]!) / (2 * apq);
        const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.hypot(theta, 1));
        const c = 1 / Math.hypot(t, 1);
        const s = t * c;
        for (let k = 0; k < n; k++) {
          const [x, y] = [a[k * n + p]!, a[k * n + q]!];
          a[k * n + p] = c * x - s * y;
          a[k * n + q] = s * x + c * y;
        }
        for (let k = 0; k < n; k++) {
          const [x, y] = [a[p * n + k]!, a[q * n + k]!];
          a[p * n + k] = c * x - s * y;
          a[q * n + k] = s * x + c * y;
        }
      }
  return Float64Array.from(range(n), (i) => a[i * n + i]!).sort();
}

function expectClose(actual: Float64Array, expected: Float64Array, tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  const worst = actual.reduce((most, x, i) => Math.max(most, Math.abs(x - expected[i]!)), 0);
  expect(worst).toBeLessThanOrEqual(tolerance);
}

/** Columns u_k obey U^T U = I, A u_k = lambda_k u_k, and the two transforms invert each other. */
function expectDecomposition(a: Float64Array, n: number, e: SymmetricEigen): void {
  const norm = frobenius(a);
  const u = range(n).map(e.vector);
  for (let k = 0; k < n; k++) {
    for (let l = 0; l <= k; l++) {
      const product = u[k]!.reduce((total, x, i) => total + x * u[l]![i]!, 0);
      expect(Math.abs(product - (k === l ? 1 : 0))).toBeLessThan(20 * (n + 5) * EPS);
    }
    const image = range(n).map((i) => u[k]!.reduce((total, x, j) => total + a[i * n + j]! * x, 0));
    const residual = Math.hypot(...image.map((x, i) => x - e.values[k]! * u[k]![i]!));
    expect(residual).toBeLessThanOrEqual(20 * (n + 5) * EPS * norm);
  }
  const x = stream(1, "probe").normals(n);
  const coordinates = e.toEigenbasis(x);
  expectClose(
    coordinates,
    Float64Array.from(u, (uk) => uk.reduce((t, uki, i) => t + uki * x[i]!, 0)),
    100 * n * EPS,
  );
  expectClose(e.fromEigenbasis(coordinates), x, 100 * n * EPS);
}

const matrices: Readonly<Record<string, readonly [number, Float64Array]>> = {
  empty: [0, new Float64Array(0)],
  "one by one": [1, Float64Array.of(-3)],
  "two by two": [2, Float64Array.of(2, 1, 1, 2)],
  "zero off the diagonal": [3, Float64Array.of(3, 0, 0, 0, 1, 0, 0, 0, 2)],
  zero: [6, new Float64Array(36)],
  "all ones, rank 1": [8, new Float64Array(64).fill(1)],
  Gaussian: [23, gaussian(23, 1)],
  "Gaussian, even order": [40, gaussian(40, 2)],
  "clustered: identity plus noise": [20, symmetric(20, (i, j) => (i === j ? 1 : 1e-13 * Math.sin(i + 7 * j)))],
  "graded upwards": [12, symmetric(12, (i, j) => 10 ** (2 * Math.min(i, j) - 24))],
  "graded downwards": [12, symmetric(12, (i, j) => 10 ** -(i + j))],
  "graded beyond the square root of the range": [6, symmetric(6, (i, j) => 10 ** (-60 * Math.max(i, j)))],
  "Wilkinson, nearly equal pairs": [21, symmetric(21, (i, j) => (i === j ? Math.abs(10 - i) : i - j === 1 ? 1 : 0))],
  "block diagonal": [10, symmetric(10, (i, j) => (i >= 5 === j >= 5 ? 1 / (i + j + 1) : 0))],
  tiny: [5, gaussian(5, 3).map((x) => x * 1e-300)],
  huge: [5, gaussian(5, 3).map((x) => x * 1e300)],
};

describe("symmetricEigen", () => {
  it.each(Object.entries(matrices))("decomposes: %s", (_, [n, a]) => {
    const scaled = a.map((x) => x / (Math.max(...a.map(Math.abs)) || 1));
    const e = symmetricEigen(scaled, n);
    expectDecomposition(scaled, n, e);
    expectClose(e.values, jacobiEigenvalues(scaled, n), 20 * (n + 5) * EPS * (frobenius(scaled) + 1));
  });

  it.each(Object.entries(matrices))("has ascending values equal to eigenvalues(): %s", (_, [n, a]) => {
    const { values } = symmetricEigen(a, n);
    expect([...values]).toEqual([...values].sort((x, y) => x - y));
    expect(eigenvalues(a, n)).toEqual(values);
    expect(values.every(Number.isFinite)).toBe(true);
  });

  it("leaves its argument alone and reads the lower triangle only", () => {
    const a = gaussian(9, 4);
    const spoiled = a.map((x, at) => (at % 9 > Math.floor(at / 9) ? Number.NaN : x));
    const before = spoiled.slice();
    expect(symmetricEigen(spoiled, 9).values).toEqual(symmetricEigen(a, 9).values);
    expect(spoiled).toEqual(before);
  });

  it("refuses non-finite entries", () => {
    expect(() => symmetricEigen(Float64Array.of(1, 0, Number.NaN, 1), 2)).toThrow(RangeError);
    expect(() => eigenvalues(Float64Array.of(Number.POSITIVE_INFINITY), 1)).toThrow(RangeError);
  });
});

describe("known spectra", () => {
  it("second difference matrix: 2 - 2 cos(k pi / (n + 1))", () => {
    for (const n of [2, 3, 50, 111]) {
      const a = symmetric(n, (i, j) => (i === j ? 2 : i - j === 1 ? -1 : 0));
      const truth = Float64Array.from(range(n), (k) => 2 - 2 * Math.cos(((k + 1) * Math.PI) / (n + 1)));
      expectClose(eigenvalues(a, n), truth, 4 * n * EPS * 4);
    }
  });

  it("min(i, j) matrix, dense: 1 / (2 - 2 cos((2k - 1) pi / (2n + 1)))", () => {
    const n = 30;
    const a = symmetric(n, (i, j) => Math.min(i, j) + 1);
    const truth = range(n).map((k) => 1 / (2 - 2 * Math.cos(((2 * k + 1) * Math.PI) / (2 * n + 1))));
    expectClose(eigenvalues(a, n), Float64Array.from(truth).sort(), 20 * n * EPS * Math.max(...truth));
  });

  it("planted nullity: the Gram matrix of 5 vectors in R^12 has 7 rounding-level values", () => {
    const rows = stream(8, "rows").normals(60);
    const a = symmetric(12, (i, j) => range(5).reduce((total, k) => total + rows[k * 12 + i]! * rows[k * 12 + j]!, 0));
    const band = 10 * 12 * EPS * frobenius(a);
    expect(eigenvalues(a, 12).filter((x) => Math.abs(x) <= band).length).toBe(7);
    expect(eigenvalues(a, 12)[7]).toBeGreaterThan(1e3 * band);
  });
});

const instance = fc.record({ n: fc.integer({ min: 1, max: 24 }), seed: fc.nat(1e6) });

describe("laws", () => {
  it("eig(s A + t I) = s eig(A) + t", () => {
    fc.assert(
      fc.property(instance, fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 }), ({ n, seed }, s, t) => {
        const a = gaussian(n, seed);
        const moved = symmetric(n, (i, j) => s * a[i * n + j]! + (i === j ? t : 0));
        const expected = eigenvalues(a, n).map((x) => s * x + t);
        expectClose(eigenvalues(moved, n), expected.sort(), 30 * n * EPS * (frobenius(moved) + 9 * frobenius(a)));
      }),
      settings,
    );
  });

  it("scaling by a power of two scales every bit, to both ends of the range", () => {
    const a = gaussian(13, 5);
    for (const power of [2 ** 900, 2 ** -900, 2 ** -30]) {
      expect(
        eigenvalues(
          a.map((x) => x * power),
          13,
        ),
      ).toEqual(eigenvalues(a, 13).map((x) => x * power));
    }
  });

  it("an orthogonal similarity keeps the values", () => {
    fc.assert(
      fc.property(instance, ({ n, seed }) => {
        const a = gaussian(n, seed);
        expectClose(eigenvalues(reflected(a, n, seed), n), eigenvalues(a, n), 50 * (n + 5) * EPS * frobenius(a));
      }),
      settings,
    );
  });

  it("trace and squared Frobenius norm are the power sums of the values", () => {
    fc.assert(
      fc.property(instance, ({ n, seed }) => {
        const a = gaussian(n, seed);
        const values = eigenvalues(a, n);
        const trace = range(n).reduce((total, i) => total + a[i * n + i]!, 0);
        const norm = frobenius(a);
        expect(Math.abs(values.reduce((total, x) => total + x, 0) - trace)).toBeLessThan(50 * n * EPS * norm);
        expect(Math.abs(values.reduce((total, x) => total + x * x, 0) - norm ** 2)).toBeLessThan(
          50 * n * EPS * norm ** 2,
        );
      }),
      settings,
    );
  });

  it("tridiagonalise: Q T Q^T x = A x", () => {
    fc.assert(
      fc.property(instance, ({ n, seed }) => {
        const a = gaussian(n, seed);
        const { diagonal, offDiagonal, scale, apply, applyTransposed } = tridiagonalise(a, n);
        const x = stream(seed, "x").normals(n);
        const y = x.slice();
        applyTransposed(y);
        const z = y.map(
          (yi, i) =>
            scale *
            (diagonal[i]! * yi + (offDiagonal[i - 1] ?? 0) * (y[i - 1] ?? 0) + (offDiagonal[i] ?? 0) * (y[i + 1] ?? 0)),
        );
        apply(z);
        const image = Float64Array.from(range(n), (i) => x.reduce((total, xj, j) => total + a[i * n + j]! * xj, 0));
        expectClose(z, image, 50 * (n + 5) * EPS * frobenius(a) * Math.hypot(...x));
      }),
      settings,
    );
  });
});

describe("graded matrices", () => {
  it("splits off a block of noise far below the norm", () => {
    const n = 40;
    const random = stream(17, "noise-block");
    const a = new Float64Array(n * n);
    for (let i = 0; i < n; i++)
      for (let j = 0; j <= i; j++) {
        const noise = i >= 4 || j >= 4;
        const value = random.normal() * (noise ? 1e-34 : 1);
        a[i * n + j] = value;
        a[j * n + i] = value;
      }
    const { values } = symmetricEigen(a, n);
    expect(values.filter((value) => Math.abs(value) > 1e-10).length).toBe(4);
    expect(
      Math.abs(values.reduce((sum, value) => sum + value, 0) - (a[0]! + a[n + 1]! + a[2 * n + 2]! + a[3 * n + 3]!)),
    ).toBeLessThan(1e-13);
  });
});

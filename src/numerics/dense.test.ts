/** Dense products against the defining sums, the norm at both ends of the range. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { axpy, dot, identity, matmul, matVec, matVecTransposed, norm2, transpose } from "./dense.ts";
import { stream } from "./random.ts";

const settings = { seed: 3, numRuns: 60 };
const shape = fc.record({ m: fc.nat(9), k: fc.nat(9), n: fc.nat(9), seed: fc.nat(1e6) });
const bound = 1e-14;

function near(x: Float64Array, y: Float64Array): boolean {
  return x.length === y.length && x.every((xi, i) => Math.abs(xi - y[i]!) <= bound * (1 + Math.abs(xi)));
}

/** Integer matrices: every product and sum is exact, so twins agree to the bit. */
const integers = (count: number, seed: number): Float64Array => {
  const s = stream(seed, "integers");
  return Float64Array.from({ length: count }, () => s.integer(2001) - 1000);
};

describe("products", () => {
  it("matmul, matVec and matVecTransposed equal the defining triple sum exactly on integers", () => {
    fc.assert(
      fc.property(shape, ({ m, k, n, seed }) => {
        const a = integers(m * k, seed);
        const b = integers(k * n, seed + 1);
        const c = matmul(a, b, m, k, n);
        for (let i = 0; i < m; i++)
          for (let j = 0; j < n; j++) {
            let sum = 0;
            for (let l = 0; l < k; l++) sum += a[i * k + l]! * b[l * n + j]!;
            expect(c[i * n + j]).toBe(sum);
          }
        const x = integers(k, seed + 2);
        expect(matVec(a, m, k, x)).toEqual(matmul(a, x, m, k, 1));
        const y = integers(m, seed + 3);
        expect(matVecTransposed(a, m, k, y)).toEqual(matmul(transpose(a, m, k), y, k, m, 1));
      }),
      settings,
    );
  });

  it("(A B)^T = B^T A^T and A I = A", () => {
    fc.assert(
      fc.property(shape, ({ m, k, n, seed }) => {
        const a = stream(seed, "a").normals(m * k);
        const b = stream(seed, "b").normals(k * n);
        const left = transpose(matmul(a, b, m, k, n), m, n);
        expect(near(left, matmul(transpose(b, k, n), transpose(a, m, k), n, k, m))).toBe(true);
        expect(matmul(a, identity(k), m, k, k)).toEqual(a);
        expect(transpose(transpose(a, m, k), k, m)).toEqual(a);
      }),
      settings,
    );
  });

  it("dot and axpy on every length", () => {
    for (let n = 0; n < 7; n++) {
      const x = Float64Array.from({ length: n }, (_, i) => i + 1);
      expect(dot(x, x)).toBe((n * (n + 1) * (2 * n + 1)) / 6);
      const y = x.slice();
      axpy(-1, x, y);
      expect(y).toEqual(new Float64Array(n));
    }
  });
});

describe("norm2", () => {
  it("neither overflows nor underflows", () => {
    for (const scale of [1, 2 ** 1000, 2 ** -1070, 1e-160, 1e160]) {
      expect(Math.abs(norm2(Float64Array.of(3 * scale, 4 * scale)) / (5 * scale) - 1)).toBeLessThan(1e-15);
    }
    expect(norm2(new Float64Array(0))).toBe(0);
    expect(norm2(new Float64Array(3))).toBe(0);
    expect(norm2(Float64Array.of(1, Number.NEGATIVE_INFINITY))).toBe(Number.POSITIVE_INFINITY);
    expect(norm2(Float64Array.of(1, Number.NaN))).toBeNaN();
  });
});

import { describe, expect, it } from "vitest";
import { matVec, norm2 } from "./dense.ts";
import { minres } from "./minres.ts";
import { orthonormalRows } from "./qr.ts";
import { stream } from "./random.ts";

/** Q^T diag(values) Q. */
function planted(values: readonly number[], label: string): { a: Float64Array; q: Float64Array } {
  const n = values.length;
  const q = orthonormalRows(stream(1, label).normals(n * n), n, n).basis;
  const a = Float64Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    return values.reduce((sum, value, k) => sum + value * q[k * n + i]! * q[k * n + j]!, 0);
  });
  return { a, q };
}

const options = { rtol: 1e-13, maxIterations: 60, maxNorm: 1e8 };
const n = 12;
const product = (a: Float64Array) => (v: Float64Array, out: Float64Array) => out.set(matVec(a, n, n, v));

describe("MINRES", () => {
  it("solves indefinite systems", () => {
    for (let trial = 0; trial < 10; trial++) {
      const values = Array.from({ length: n }, (_, k) => (k % 2 === 0 ? 1 : -1) * (1 + k));
      const { a } = planted(values, `indefinite/${trial}`);
      const x = stream(2, `x/${trial}`).normals(n);
      const found = minres(product(a), matVec(a, n, n, x), options);
      expect(norm2(found.x.map((entry, k) => entry - x[k]!))).toBeLessThan(1e-9);
      expect(found.reason).not.toBe("limit");
    }
  });

  it("minimises the residual of singular systems and says so", () => {
    for (let trial = 0; trial < 10; trial++) {
      const values = Array.from({ length: n }, (_, k) => (k < 3 ? 0 : k - 6.5));
      const { a, q } = planted(values, `singular/${trial}`);
      const b = stream(3, `b/${trial}`).normals(n);
      const { x, reason, residualNorm } = minres(product(a), b, { ...options, rtol: 1e-10 });
      const image = matVec(a, n, n, x);
      const residual = b.map((entry, k) => entry - image[k]!);
      // the part of b in the null space is all that may stay
      const outside = Math.hypot(
        ...[0, 1, 2].map((k) => q.subarray(k * n, (k + 1) * n).reduce((s, e, i) => s + e * b[i]!, 0)),
      );
      expect(norm2(residual)).toBeCloseTo(outside, 7);
      expect(residualNorm).toBeCloseTo(outside, 7);
      expect(reason).toBe("least-squares");
    }
  });
});

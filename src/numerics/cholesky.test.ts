/** Cholesky against reconstruction, exact integer factors, and matrices that are not positive definite. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cholesky, choleskySolve } from "./cholesky.ts";
import { matmul, matVec, transpose } from "./dense.ts";
import { stream } from "./random.ts";
import { eigenvalues } from "./symmetric-eigen.ts";

const settings = { seed: 4, numRuns: 60 };
const instance = fc.record({ n: fc.nat(20), seed: fc.nat(1e6) });

/** Lower triangular with small integers and a positive diagonal: L L^T is exact and its factor unique. */
function integerFactor(n: number, seed: number): Float64Array {
  const s = stream(seed, "factor");
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) l[i * n + j] = i === j ? 1 + s.integer(3) : s.integer(7) - 3;
  return l;
}

describe("cholesky", () => {
  it("recovers an integer factor", () => {
    fc.assert(
      fc.property(instance, ({ n, seed }) => {
        const l = integerFactor(n, seed);
        expect(cholesky(matmul(l, transpose(l, n, n), n, n, n), n)).toEqual({ ok: true, l });
      }),
      settings,
    );
  });

  it("solves: A x = b for a planted x", () => {
    fc.assert(
      fc.property(instance, ({ n, seed }) => {
        const g = stream(seed, "g").normals(n * n);
        const a = matmul(g, transpose(g, n, n), n, n, n);
        for (let i = 0; i < n; i++) a[i * n + i]! += 1;
        const x = stream(seed, "x").normals(n);
        const factor = cholesky(a, n);
        if (!factor.ok) throw new Error("positive definite by construction");
        const solved = choleskySolve(factor.l, n, matVec(a, n, n, x));
        for (let i = 0; i < n; i++) expect(Math.abs(solved[i]! - x[i]!)).toBeLessThan(1e-11);
      }),
      settings,
    );
  });

  it("names the first pivot that is not positive", () => {
    expect(cholesky(Float64Array.of(1, 2, 2, 4), 2)).toEqual({ ok: false, pivot: 1 });
    expect(cholesky(Float64Array.of(1, 0, 0, 0, -1, 0, 0, 0, 1), 3)).toEqual({ ok: false, pivot: 1 });
    expect(cholesky(Float64Array.of(Number.NaN), 1)).toEqual({ ok: false, pivot: 0 });
    expect(cholesky(Float64Array.of(Number.POSITIVE_INFINITY), 1)).toEqual({ ok: false, pivot: 0 });
    expect(cholesky(new Float64Array(0), 0)).toEqual({ ok: true, l: new Float64Array(0) });
  });

  it("brackets the lowest eigenvalue: A - (min - d) I factors, A - (min + d) I does not", () => {
    for (const n of [2, 9, 30]) {
      const g = stream(n, "g").normals(n * n);
      const a = Float64Array.from(g, (x, at) => x + g[(at % n) * n + Math.floor(at / n)]!);
      const lowest = eigenvalues(a, n)[0]!;
      const shifted = (t: number): Float64Array => a.map((x, at) => (at % (n + 1) === 0 ? x - t : x));
      expect(cholesky(shifted(lowest - 1e-9), n).ok).toBe(true);
      expect(cholesky(shifted(lowest + 1e-9), n).ok).toBe(false);
    }
  });
});

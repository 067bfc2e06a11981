import { describe, expect, it } from "vitest";
import { norm2 } from "./dense.ts";
import { lanczosDefaults, lowestEigenpair, type Product } from "./lanczos.ts";
import { stream } from "./random.ts";

/** Diagonal after reflecting at a random vector: eigenvalues as given, eigenvectors generic. */
function planted(values: Float64Array, label: string): Product {
  const u = stream(1, label).normals(values.length);
  const squared = u.reduce((sum, entry) => sum + entry * entry, 0);
  const reflect = (v: Float64Array): Float64Array => {
    const along = (2 * v.reduce((sum, entry, k) => sum + entry * u[k]!, 0)) / squared;
    return v.map((entry, k) => entry - along * u[k]!);
  };
  return (v, out) => out.set(reflect(reflect(v).map((entry, k) => entry * values[k]!)));
}

describe("Lanczos for the smallest eigenvalue", () => {
  it("finds it, with a residual that tells how well, at any size", () => {
    for (const n of [1, 2, 5, 40, 61, 300]) {
      const values = Float64Array.from({ length: n }, (_, k) => k - 0.3 * n);
      const found = lowestEigenpair(planted(values, `n/${n}`), n, stream(2, `start/${n}`));
      expect(found.value).toBeCloseTo(values[0]!, 7);
      expect(found.converged).toBe(true);
      expect(norm2(found.vector)).toBeCloseTo(1, 10);
    }
  });

  it("finds a weak negative eigenvalue below a crowd at zero", () => {
    const n = 1000;
    for (let trial = 0; trial < 3; trial++) {
      const spread = stream(3, `crowd/${trial}`);
      const values = Float64Array.from({ length: n }, (_, k) => (k === 0 ? -1e-3 : k < 400 ? 0 : spread.uniform()));
      const found = lowestEigenpair(planted(values, `crowd/${trial}`), n, stream(4, `${trial}`));
      expect(found.value).toBeLessThan(-0.5e-3);
      expect(found.value).toBeGreaterThanOrEqual(-1e-3 - 1e-12);
    }
  });

  it("never goes below the spectrum, and the residual bounds the distance to it", () => {
    for (let trial = 0; trial < 5; trial++) {
      const n = 200;
      const values = stream(5, `spectrum/${trial}`).normals(n);
      const options = { ...lanczosDefaults, maxProducts: 25, starts: 1 };
      const { value, residual } = lowestEigenpair(planted(values, `s/${trial}`), n, stream(6, `${trial}`), options);
      expect(value).toBeGreaterThanOrEqual(Math.min(...values) - 1e-12);
      const nearest = Math.min(...values.map((entry) => Math.abs(entry - value)));
      expect(nearest).toBeLessThanOrEqual(residual + 1e-12);
    }
  });

  it("knows the zero matrix", () => {
    const { value, residual } = lowestEigenpair((_, out) => out.fill(0), 50, stream(7, "zero"));
    expect([value, residual]).toEqual([0, 0]);
  });
});

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

  it("is certified by the matrix itself after many restarts, from a basis of any size", () => {
    const n = 120;
    const values = stream(8, "restarts").normals(n);
    const multiply = planted(values, "restarts");
    for (const basis of [2, 3, 8, 13, 40]) {
      const options = { starts: 1, basis, maxProducts: 4000, tolerance: 1e-9 };
      const found = lowestEigenpair(multiply, n, stream(9, `${basis}`), options);
      expect(found.converged).toBe(true);
      expect(Math.abs(found.value - Math.min(...values))).toBeLessThan(1e-9);
      expect(Math.abs(residualOf(multiply, found.vector, found.value) - found.residual)).toBeLessThan(1e-14);
      expect(found.residual).toBeLessThan(1e-9 * Math.max(...values.map(Math.abs)));
    }
  });

  it("needs hardly more products than the least degree of a polynomial that isolates the lowest eigenvalue", () => {
    const n = 400;
    // -1 and [0, 1]: a Chebyshev polynomial of degree k grows like (3 + sqrt 8)^k, to 1e10 at k = 13.5
    const values = Float64Array.from({ length: n }, (_, k) => (k === 0 ? -1 : (k - 1) / (n - 2)));
    const options = { ...lanczosDefaults, starts: 1, tolerance: 1e-10 };
    const { products, converged } = lowestEigenpair(planted(values, "degree"), n, stream(10, "degree"), options);
    expect(converged).toBe(true);
    expect(products).toBeLessThan(20);
  });

  it("does not find again what it has found: large eigenvalues that converge first cost a few products, once", () => {
    const n = 400;
    const values = Float64Array.from({ length: n }, (_, k) => (k === 0 ? -1 : k < 5 ? 1e3 * k : (k - 4) / (n - 5)));
    const options = { ...lanczosDefaults, starts: 1, tolerance: 1e-13 };
    const { products, converged } = lowestEigenpair(planted(values, "found"), n, stream(13, "found"), options);
    expect(converged).toBe(true);
    expect(products).toBeLessThan(28);
  });

  it("stops where a product is not a number", () => {
    const { value, converged } = lowestEigenpair((_, out) => out.fill(Number.NaN), 30, stream(11, "nan"));
    expect([value, converged]).toEqual([Number.NaN, false]);
  });

  it("does not overlook a product that is not a number in a later start", () => {
    let calls = 0;
    const multiply: Product = (v, out) => out.set(v.map((x, k) => (++calls === 1000 ? Number.NaN : k * x)));
    const { value, converged } = lowestEigenpair(multiply, 30, stream(14, "later"), { ...lanczosDefaults, starts: 5 });
    expect(calls).toBeGreaterThan(1000);
    expect([value, converged]).toEqual([Number.NaN, false]);
  });

  it("stays in an invariant subspace that the start lies in, and says that nothing is left of it", () => {
    // eigenvalues 1 and 2 alone: every start spans two dimensions with its image
    const multiply: Product = (v, out) => out.set(v.map((entry, k) => (1 + (k % 2)) * entry));
    const { value, residual, products } = lowestEigenpair(multiply, 50, stream(12, "two"));
    expect(Math.abs(value - 1)).toBeLessThan(1e-14);
    expect(residual).toBeLessThan(1e-14);
    expect(products).toBe(9);
  });
});

/** |A v - value v| entry by entry. */
function residualOf(multiply: Product, v: Float64Array, value: number): number {
  const image = new Float64Array(v.length);
  multiply(v, image);
  return Math.sqrt(image.reduce((sum, entry, k) => sum + (entry - value * v[k]!) ** 2, 0));
}

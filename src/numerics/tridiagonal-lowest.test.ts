/** The ends of tridiagonal spectra against the full eigensolver, a known vector, and scaling by powers of two. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { stream } from "./random.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";
import { lowestOfTridiagonal, nearHighestOfTridiagonal } from "./tridiagonal-lowest.ts";

const EPS = 2 ** -53;

function drawn(n: number, seed: number): { readonly d: Float64Array; readonly e: Float64Array } {
  const random = stream(seed, "tridiagonal ends");
  const entry = (): number => (random.integer(6) === 0 ? 0 : random.normal() * 10 ** -random.integer(4));
  return { d: Float64Array.from({ length: n }, entry), e: Float64Array.from({ length: n - 1 }, entry) };
}

function dense(d: Float64Array, e: Float64Array): Float64Array {
  const n = d.length;
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) a[i * n + i] = d[i]!;
  for (let i = 0; i + 1 < n; i++) a[i * n + i + 1] = a[(i + 1) * n + i] = e[i]!;
  return a;
}

/** Largest entry of T v - value v. */
function residual(d: Float64Array, e: Float64Array, v: Float64Array, value: number): number {
  const at = (i: number): number => v[i] ?? 0;
  const rows = d.map((entry, i) => (entry - value) * at(i) + (e[i - 1] ?? 0) * at(i - 1) + (e[i] ?? 0) * at(i + 1));
  return Math.max(...rows.map(Math.abs));
}

it("are those of the full decomposition, with a vector that belongs to the lowest", () => {
  const law = (n: number, seed: number, power: number): void => {
    const { d, e } = drawn(n, seed);
    const values = symmetricEigen(dense(d, e), n).values;
    const norm = Math.max(Math.abs(values[0]!), Math.abs(values[n - 1]!));
    const scale = 2 ** power;
    const [bigD, bigE] = [d.map((x) => scale * x), e.map((x) => scale * x)];
    const { value, vector } = lowestOfTridiagonal(bigD, bigE);
    expect(Math.abs(value / scale - values[0]!)).toBeLessThanOrEqual(8 * (n + 2) * EPS * norm);
    expect(residual(d, e, vector, value / scale)).toBeLessThanOrEqual(16 * EPS * norm);
    expect(Math.abs(vector.reduce((sum, x) => sum + x * x, 0) - 1)).toBeLessThan(1e-14);
    const highest = nearHighestOfTridiagonal(bigD, bigE) / scale;
    expect(highest).toBeLessThanOrEqual(values[n - 1]! + 8 * (n + 2) * EPS * norm);
    expect(highest).toBeGreaterThanOrEqual(values[n - 1]! - norm / 256 - 8 * (n + 2) * EPS * norm);
  };
  const sizes = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.nat(1e6), fc.integer({ min: -900, max: 900 }));
  fc.assert(
    fc.property(sizes, (drawnSizes) => law(...drawnSizes)),
    { seed: 77, numRuns: 200 },
  );
});

it.each([-1, 1])("give small entries of the vector to nearly full relative accuracy, couplings %i", (coupling) => {
  // d = (-1, 10, 10, ...): (T - lambda) x = 0 for x_i = r^i - r^(2n - i), r = -coupling/11, lambda = -1 - 1/11, but for terms of r^(2n)
  const n = 40;
  const d = Float64Array.from({ length: n }, (_, i) => (i === 0 ? -1 : 10));
  const { value, vector } = lowestOfTridiagonal(d, new Float64Array(n - 1).fill(coupling));
  expect(Math.abs(value + 12 / 11)).toBeLessThan(1e-14);
  const r = -coupling / 11;
  for (let i = 0; i < n; i++) {
    const expected = r ** i - r ** (2 * n - i);
    // each entry is a few roundings away from the one before; below the square of a rounding the start still shows
    if (Math.abs(expected) > 2 ** -100) expect(Math.abs(vector[i]! / vector[0]! / expected - 1)).toBeLessThan(2e-14);
  }
});

it("know the zero matrix", () => {
  expect(lowestOfTridiagonal(new Float64Array(3), new Float64Array(2)).value).toBe(0);
  expect(nearHighestOfTridiagonal(new Float64Array(3), new Float64Array(2))).toBe(0);
});

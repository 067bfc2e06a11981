/** The regularised solve against the spectrum, and on matrices whose pivots vanish. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { norm2 } from "./dense.ts";
import { stream } from "./random.ts";
import { shiftedSolve } from "./shifted-tridiagonal.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";

/** T x. */
function product(diagonal: Float64Array, offDiagonal: Float64Array, x: Float64Array): Float64Array {
  return x.map(
    (value, k) =>
      diagonal[k]! * value + (offDiagonal[k] ?? 0) * (x[k + 1] ?? 0) + (offDiagonal[k - 1] ?? 0) * (x[k - 1] ?? 0),
  );
}

/** | (T + i s) z - c | relative to what z can be held to. */
function residual(diagonal: Float64Array, offDiagonal: Float64Array, s: number, c: Float64Array): number {
  const { re, im } = shiftedSolve(diagonal, offDiagonal, s, c);
  const real = product(diagonal, offDiagonal, re).map((value, k) => value - s * im[k]! - c[k]!);
  const imaginary = product(diagonal, offDiagonal, im).map((value, k) => value + s * re[k]!);
  const size = norm2(diagonal) + norm2(offDiagonal) + s;
  return (norm2(real) + norm2(imaginary)) / (size * (norm2(re) + norm2(im)) + norm2(c));
}

const eps = 2 ** -52;

describe("shifted solves with a tridiagonal matrix", () => {
  it("leave a residual of rounding size at shifts from 1e-12 to 1e3", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: -12, max: 3 }), fc.nat(1000), (n, power, seed) => {
        const random = stream(seed, "shifted");
        const [d, e, c] = [random.normals(n), random.normals(Math.max(0, n - 1)), random.normals(n)];
        expect(residual(d, e, 10 ** power, c)).toBeLessThan(40 * eps);
      }),
      { numRuns: 200, seed: 11 },
    );
  });

  it("exchange rows where a pivot vanishes", () => {
    const n = 7;
    const random = stream(3, "shifted/zero");
    // a zero diagonal: without exchanges every pivot would be as small as the shift
    const [d, e, c] = [new Float64Array(n), random.normals(n - 1), random.normals(n)];
    expect(residual(d, e, 1e-9, c)).toBeLessThan(40 * eps);
    expect(residual(d, new Float64Array(n - 1), 1e-9, c)).toBeLessThan(40 * eps);
  });

  it("agree with the spectrum: Re z = w c / (w^2 + s^2) in the eigenbasis", () => {
    const n = 30;
    const random = stream(5, "shifted/eigen");
    const [d, e, c] = [random.normals(n), random.normals(n - 1), random.normals(n)];
    const dense = new Float64Array(n * n);
    for (let k = 0; k < n; k++) dense[k * n + k] = d[k]!;
    for (let k = 0; k + 1 < n; k++) {
      dense[k * n + k + 1] = e[k]!;
      dense[(k + 1) * n + k] = e[k]!;
    }
    const eigen = symmetricEigen(dense, n);
    const s = 0.3;
    const coordinates = eigen.toEigenbasis(c);
    const real = eigen.fromEigenbasis(
      coordinates.map((x, k) => (eigen.values[k]! * x) / (eigen.values[k]! ** 2 + s * s)),
    );
    const rest = eigen.fromEigenbasis(coordinates.map((x, k) => (-s * x) / (eigen.values[k]! ** 2 + s * s)));
    const { re, im } = shiftedSolve(d, e, s, c);
    expect(norm2(re.map((x, k) => x - real[k]!))).toBeLessThan(1e-13 * norm2(real));
    expect(norm2(im.map((x, k) => x - rest[k]!))).toBeLessThan(1e-13 * norm2(rest));
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stream } from "./random.ts";
import { reduceByScalars, type Tridiagonal, tridiagonalise } from "./tridiagonal.ts";
import { reduceByKernels } from "./tridiagonal-kernels.ts";

function symmetric(n: number, seed: number, scale: number): Float64Array {
  const random = stream(seed, "tridiagonal");
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      // every third entry is 0, so that some reflectors are the identity
      const entry = random.integer(3) === 0 ? 0 : scale * random.normal();
      a[i * n + j] = entry;
      a[j * n + i] = entry;
    }
  return a;
}

/** Largest entry of Q T Q^T - A, column by column. */
function residual({ n, scale, diagonal, offDiagonal, apply, applyTransposed }: Tridiagonal, a: Float64Array): number {
  let worst = 0;
  for (let j = 0; j < n; j++) {
    const x = new Float64Array(n);
    x[j] = 1;
    applyTransposed(x);
    const image = x.map(
      (entry, i) =>
        scale *
        (diagonal[i]! * entry + (offDiagonal[i - 1] ?? 0) * (x[i - 1] ?? 0) + (offDiagonal[i] ?? 0) * (x[i + 1] ?? 0)),
    );
    apply(image);
    for (let i = 0; i < n; i++) worst = Math.max(worst, Math.abs(image[i]! - a[i * n + j]!));
  }
  return worst;
}

describe("tridiagonal kernels", () => {
  it("give A = Q T Q^T, as their scalar twin does", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 37 }),
        fc.nat(1e6),
        fc.integer({ min: -150, max: 150 }),
        (n, seed, power) => {
          const size = 10 ** power;
          const a = symmetric(n, seed, size);
          for (const reduce of [reduceByKernels, reduceByScalars])
            expect(residual(tridiagonalise(a, n, reduce), a)).toBeLessThan(4e-15 * n * size);
        },
      ),
      { seed: 1907, numRuns: 60 },
    );
  });

  it("leave the trace, the square sum and the matrix itself as they were", () => {
    const n = 101;
    const a = symmetric(n, 3, 1);
    const before = a.slice();
    const { diagonal, offDiagonal, scale } = tridiagonalise(a, n);
    const squares = (v: Float64Array): number => v.reduce((sum, entry) => sum + entry * entry, 0);
    const trace = a.reduce((sum, entry, at) => sum + (at % (n + 1) === 0 ? entry : 0), 0);
    expect(a).toEqual(before);
    expect(Math.abs(scale * diagonal.reduce((sum, entry) => sum + entry, 0) - trace)).toBeLessThan(1e-12);
    expect(Math.abs((scale ** 2 * (squares(diagonal) + 2 * squares(offDiagonal))) / squares(a) - 1)).toBeLessThan(
      1e-13,
    );
  });

  it("do not remember: a small problem after a large one, and again, gives the same bits", () => {
    const small = symmetric(6, 4, 1);
    const first = tridiagonalise(small, 6);
    tridiagonalise(symmetric(300, 5, 1), 300);
    const second = tridiagonalise(small, 6);
    expect([second.diagonal, second.offDiagonal]).toEqual([first.diagonal, first.offDiagonal]);
    expect(tridiagonalise(new Float64Array(0), 0).diagonal.length).toBe(0);
  });
});

/** The exact rank against planted ranks, a BigInt twin, and matrices whose rank floats or single primes get wrong. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exactRank } from "./exact-rank.ts";
import { rank as numericalRank } from "./qr.ts";
import { stream } from "./random.ts";
import { NonFiniteMatrix } from "./scaling.ts";

/** Slow twin: fractions cleared, every entry an integer of any size, rows combined until nothing is left. */
function rankByBigInt(a: Float64Array, rows: number, cols: number): number {
  const integer = (x: number): bigint => {
    // x 2^1074 is an integer for every float
    let [scaled, twos] = [x, 1074];
    while (!Number.isInteger(scaled)) {
      scaled *= 2;
      twos--;
    }
    return BigInt(scaled) << BigInt(twos);
  };
  const left = Array.from({ length: rows }, (_, i) => Array.from(a.subarray(i * cols, (i + 1) * cols), integer));
  let rank = 0;
  for (let j = 0; j < cols; j++) {
    const at = left.findIndex((row) => row[j] !== 0n);
    if (at < 0) continue;
    const [pivot] = left.splice(at, 1);
    for (const row of left) {
      const factor = row[j]!;
      for (let k = 0; k < cols; k++) row[k] = row[k]! * pivot![j]! - factor * pivot![k]!;
    }
    rank++;
  }
  return rank;
}

const entries = fc.oneof(
  fc.constantFrom(0, 1, -1, 2, 0.5, 3, 1e-16),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e3, max: 1e3 }),
);

/** Small integers times small integers, on grids of very different scales: the rank is at most k, without any rounding. */
function planted(rows: number, cols: number, k: number, seed: number): Float64Array {
  const random = stream(seed, "planted");
  const draw = (count: number): number[] => Array.from({ length: count }, () => random.integer(2001) - 1000);
  const [left, right] = [draw(rows * k), draw(k * cols)];
  return Float64Array.from({ length: rows * cols }, (_, at) => {
    const [i, j] = [Math.floor(at / cols), at % cols];
    let sum = 0;
    for (let l = 0; l < k; l++) sum += left[i * k + l]! * right[l * cols + j]!;
    return sum * 2 ** (40 * (i % 5) - 60 * (j % 3));
  });
}

describe("the exact rank", () => {
  it("is that of the slow twin", () => {
    const matrices = fc
      .record({ rows: fc.integer({ min: 0, max: 5 }), cols: fc.integer({ min: 1, max: 5 }) })
      .chain(({ rows, cols }) =>
        fc.record({
          rows: fc.constant(rows),
          cols: fc.constant(cols),
          a: fc.array(entries, { minLength: rows * cols, maxLength: rows * cols }),
        }),
      );
    fc.assert(
      fc.property(matrices, ({ rows, cols, a }) => {
        const matrix = Float64Array.from(a);
        expect(exactRank(matrix, rows, cols)).toBe(rankByBigInt(matrix, rows, cols));
      }),
      { seed: 11, numRuns: 300 },
    );
  });

  it.each([
    [6, 6, 4],
    [40, 8, 7],
    [8, 40, 3],
    [255, 16, 15],
    [12, 12, 0],
  ])("of a %s x %s product through dimension %s is that dimension", (rows, cols, k) => {
    expect(exactRank(planted(rows, cols, k, rows), rows, cols)).toBe(k);
  });

  it("is decided where singular values are not", () => {
    for (const small of [1e-16, -1e-300, 2 ** -1074]) {
      const diagonal = Float64Array.of(1, 0, 0, small);
      expect(exactRank(diagonal, 2, 2)).toBe(2);
      expect(numericalRank(diagonal, 2, 2)).toBe(1);
    }
    // the neighbour of a singular matrix, and 0.1 + 0.2 is not 0.3
    expect(exactRank(Float64Array.of(1, 3, 1 / 3, 1), 2, 2)).toBe(2);
    expect(exactRank(Float64Array.of(0.1, 0.2, 1, 2), 2, 2)).toBe(1);
    expect(exactRank(Float64Array.of(0.1, 0.3, 1, 3), 2, 2)).toBe(2);
  });

  it("is not lowered by determinants that the first primes divide", () => {
    const [p, q] = [67108859, 67108837]; // the two largest primes below 2^26
    expect(exactRank(Float64Array.of(1, 0, 0, p * q), 2, 2)).toBe(2);
    expect(exactRank(Float64Array.of(p, 0, 0, 0, q, 0, 0, 0, p), 3, 3)).toBe(3);
    expect(exactRank(Float64Array.of(p * q, 5, 0, 0, p * q, 7, 0, 0, 0), 3, 3)).toBe(2);
  });

  it("spans the whole range of floats", () => {
    const wide = Float64Array.of(Number.MAX_VALUE, Number.MIN_VALUE, 1, 1);
    expect(exactRank(wide, 2, 2)).toBe(2);
    expect(exactRank(Float64Array.of(2 ** 1000, 2 ** -1000, 2 ** 1020, 2 ** -980), 2, 2)).toBe(1);
  });

  it("refuses what is not finite", () => {
    expect(() => exactRank(Float64Array.of(1, Number.NaN), 1, 2)).toThrow(NonFiniteMatrix);
  });
});

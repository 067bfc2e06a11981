/** Ranks known by construction, whatever the scales of the columns and however small what is new in one. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exactRank } from "./exact-rank.ts";

const columnsOf = (rows: readonly (readonly number[])[]): Float64Array[] =>
  rows[0]!.map((_, j) => Float64Array.from(rows, (row) => row[j]!));

describe("exactRank", () => {
  it("is r for [I_r; B] [I_r C], integers times powers of two", () => {
    const entry = fc.integer({ min: -9, max: 9 });
    const matrix = (rows: number, columns: number) =>
      fc.array(fc.array(entry, { minLength: columns, maxLength: columns }), { minLength: rows, maxLength: rows });
    const law = (b: number[][], c: number[][], exponents: number[]): void => {
      const r = c.length;
      const unit = (k: number): number[] => Array.from({ length: r }, (_, j) => (j === k ? 1 : 0));
      const left = [...c.map((_, k) => unit(k)), ...b];
      const right = c.map((row, k) => [...unit(k), ...row]);
      const rows = left.map((row) =>
        right[0]!.map((_, j) => 2 ** exponents[j]! * row.reduce((sum, x, k) => sum + x * right[k]![j]!, 0)),
      );
      expect(exactRank(columnsOf(rows))).toBe(r);
    };
    const sizes = fc.integer({ min: 1, max: 4 });
    const cases = sizes.chain((r) =>
      fc.tuple(
        matrix(3, r),
        matrix(r, 3),
        fc.array(fc.integer({ min: -900, max: 900 }), { minLength: 7, maxLength: 7 }),
      ),
    );
    fc.assert(
      fc.property(cases, ([b, c, exponents]) => law(b, c, exponents)),
      { seed: 1889, numRuns: 100 },
    );
  });

  it("sees the last bit", () => {
    const [a, copy] = [Float64Array.of(0.1, 0.7, -1e-300), Float64Array.of(0.1, 0.7, -1e-300)];
    expect(exactRank([a, copy])).toBe(1);
    copy[1] = 0.7 + 2 ** -53;
    expect(exactRank([a, copy])).toBe(2);
    expect(exactRank([a, a.map((x) => 3 * x)])).toBe(2);
    expect(exactRank([a, a.map((x) => 4 * x)])).toBe(1);
  });

  it("counts zero columns and subnormal numbers", () => {
    expect(exactRank([new Float64Array(3)])).toBe(0);
    expect(exactRank([Float64Array.of(5e-324, 0), Float64Array.of(0, 5e-324), Float64Array.of(1e308, 1)])).toBe(2);
  });
});

/**
 * Examples 1 and 2 by exact methods: a one-neuron ReLU function is affine on both sides of its kink, so its best fit is a least-squares
 * problem per activation pattern, solved here without derivatives of a network. docs/theory.md, section 8.
 */
import { describe, expect, it } from "vitest";
import { shipped, valuesOf } from "./measure.ts";

type Rows = readonly (readonly number[])[];

/** Smallest mean square of y - A z, by normal equations; A has full column rank. */
function leastSquares(A: Rows, y: readonly number[]): number {
  const k = A[0]!.length;
  const matrix = Array.from({ length: k }, (_, a) => [
    ...Array.from({ length: k }, (__, b) => A.reduce((sum, row) => sum + row[a]! * row[b]!, 0)),
    A.reduce((sum, row, i) => sum + row[a]! * y[i]!, 0),
  ]);
  for (let p = 0; p < k; p++) {
    const pivot = matrix
      .slice(p)
      .reduce((best, row, i) => (Math.abs(row[p]!) > Math.abs(matrix[best]![p]!) ? p + i : best), p);
    [matrix[p], matrix[pivot]] = [matrix[pivot]!, matrix[p]!];
    for (let r = 0; r < k; r++) {
      if (r === p) continue;
      const factor = matrix[r]![p]! / matrix[p]![p]!;
      matrix[r] = matrix[r]!.map((entry, c) => entry - factor * matrix[p]![c]!);
    }
  }
  const z = matrix.map((row, a) => row[k]! / row[a]!);
  return (
    A.reduce((sum, row, i) => sum + (y[i]! - row.reduce((f, entry, a) => f + entry * z[a]!, 0)) ** 2, 0) / y.length
  );
}

const inputs = [0, 1, 2, 3, 4, 5];
/** Kinks strictly between the samples, and on them. */
const kinks = [...Array.from({ length: 4001 }, (_, k) => k / 800), 33 / 28].sort((a, b) => a - b);
const relu = (x: number): number => Math.max(0, x);

const affineRisk = (y: readonly number[]): number =>
  leastSquares(
    inputs.map((x) => [1, x]),
    y,
  );

/** Without skip: constant on one side of the kink, affine on the other, continuous. */
function withoutSkip(y: readonly number[]): number {
  const fits = kinks.flatMap((b) => [
    leastSquares(
      inputs.map((x) => [1, relu(x - b)]),
      y,
    ),
    leastSquares(
      inputs.map((x) => [1, relu(b - x)]),
      y,
    ),
  ]);
  return Math.min(affineRisk(y), ...fits.filter(Number.isFinite));
}

/** With skip: every continuous function with one kink. */
const residual = (y: readonly number[]): number =>
  Math.min(
    ...kinks
      .slice(1, -1)
      .map((b) =>
        leastSquares(
          inputs.map((x) => [1, x, relu(x - b)]),
          y,
        ),
      )
      .filter(Number.isFinite),
  );

const example1 = (rho: number): number[] => [-rho, 1 - rho, 2 + rho, 3 - rho, 4 + rho, 5 + rho];
const example1Prime = (rho: number): number[] => [0, 2, 2, 1, -1, 0].map((entry, i) => inputs[i]! + rho * entry);

describe("Example 1", () => {
  it("R_lin = 8 rho^2 / 15, not beaten without skip, and 29 rho^2 / 57 with it", () => {
    for (const rho of [0.1, 0.5, 1]) {
      const y = example1(rho);
      expect(affineRisk(y)).toBeCloseTo((8 * rho ** 2) / 15, 12);
      expect(withoutSkip(y)).toBeCloseTo((8 * rho ** 2) / 15, 12);
      expect(residual(y)).toBeCloseTo((29 * rho ** 2) / 57, 12);
    }
  });

  it("the stored point attains it, with a kink on the sample x = 2", () => {
    const found = valuesOf(shipped("paper/points/example-1-kinked"));
    expect(found.risk).toBeCloseTo(29 / 228, 14);
    expect(found.kink_margin).toBe(0);
  });

  it("holds for other rho too, so rho beyond sqrt(5/4) is no negative control", () => {
    for (const rho of [1.2, 3, 20]) expect(withoutSkip(example1(rho)) / ((8 * rho ** 2) / 15)).toBeCloseTo(1, 10);
  });
});

describe("Example 1'", () => {
  it("31/504 without skip; the stored residual minimum has 3/160, rank 4 and no negative curvature", () => {
    const y = example1Prime(1 / 4);
    expect(affineRisk(y)).toBeCloseTo(31 / 504, 14);
    expect(withoutSkip(y)).toBeCloseTo(31 / 504, 14);
    const found = valuesOf(shipped("paper/points/example-1-prime"));
    expect(found.risk).toBeCloseTo(3 / 160, 14);
    expect(found.gradient_norm).toBeLessThan(1e-13);
    expect(found.lambda_min).toBe(0);
    expect(found.lambda_max).toBeCloseTo(38.5940840146855778, 11);
    expect(residual(y)).toBeLessThanOrEqual(3 / 160 + 1e-15);
  });

  it("NC-10: other labels, which a network without skip fits exactly", () => {
    const y = inputs.map((x) => relu(x - 2));
    expect(withoutSkip(y)).toBeLessThan(1e-28);
    expect(affineRisk(y)).toBeCloseTo(19 / 105, 14);
  });
});

describe("Example 2", () => {
  const x = [0, 1, 2, 3];
  const y = [0, 3, 4, 7];
  const affineOn = (h: readonly number[]): number =>
    leastSquares(
      h.map((entry) => [1, entry]),
      y,
    );

  it("1/5 on x, 113/166 on h_1, 0 on h_2", () => {
    const h1 = x.map((entry) => entry - 6 * relu(1 / 2 - entry));
    const h2 = h1.map((entry) => entry + 3 * relu(entry - 17 / 9));
    expect([affineOn(x), affineOn(h1), affineOn(h2)].map((value) => value.toFixed(12))).toEqual(
      [1 / 5, 113 / 166, 0].map((value) => value.toFixed(12)),
    );
    const found = valuesOf(shipped("paper/points/example-2"));
    expect(found.hidden_linear_risk).toBeCloseTo(113 / 166, 13);
    expect(found.linear_risk).toBeCloseTo(1 / 5, 13);
    expect(found.risk).toBeLessThan(1e-28);
  });

  it("over order-preserving h_1 that a second block can finish, the least is 13/28, at increments (1, 1, 3)", () => {
    // increments i, j, last with i <= j <= last/3 or last <= j <= i/3
    let least = Number.POSITIVE_INFINITY;
    const grid = 240;
    for (let i = 1; i < grid; i++)
      for (let j = 1; j + i < grid; j++) {
        const last = grid - i - j;
        if (!((i <= j && 3 * j <= last) || (last <= j && 3 * j <= i))) continue;
        least = Math.min(least, affineOn([0, i, i + j, grid]));
      }
    expect(least).toBeCloseTo(13 / 28, 12);
    expect(affineOn([0, 1, 2, 5])).toBeCloseTo(13 / 28, 12);
  });
});

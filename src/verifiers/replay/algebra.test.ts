import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { replayActivations } from "./activations.ts";
import { fitLinear } from "./convex.ts";
import { exponential, exponentialMinusOne, logOnePlus } from "./elementary.ts";
import { echelon, nullSpace, solve } from "./elimination.ts";
import { eigen, spectralNorm } from "./jacobi.ts";
import { replayLosses } from "./losses.ts";
import { semidefiniteRank } from "./semidefinite.ts";

const runs = { seed: 7, numRuns: 60 };
const entry = fc.integer({ min: -8, max: 8 });
const matrixOf = (rows: number, columns: number): fc.Arbitrary<number[][]> =>
  fc.array(fc.array(entry, { minLength: columns, maxLength: columns }), { minLength: rows, maxLength: rows });
const product = (a: readonly ArrayLike<number>[], b: readonly ArrayLike<number>[]): number[][] =>
  a.map((row) => Array.from(b[0]!, (_, j) => b.reduce((sum, line, k) => sum + row[k]! * line[j]!, 0)));

describe("elementary functions", () => {
  it("agree with the platform's to a few ulp", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -700, max: 700, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (x, u) => {
          expect(Math.abs(exponential(x) / Math.exp(x) - 1)).toBeLessThan(1e-15);
          expect(Math.abs(logOnePlus(u) - Math.log1p(u))).toBeLessThanOrEqual(1e-15 * Math.log1p(u) + 1e-300);
          const small = x / 1000;
          expect(Math.abs(exponentialMinusOne(small) - Math.expm1(small))).toBeLessThanOrEqual(
            1e-15 * Math.abs(Math.expm1(small)) + 1e-300,
          );
        },
      ),
      { ...runs, numRuns: 500 },
    );
  });

  it("reach the ends of the range", () => {
    expect([exponential(-1000), exponential(1000), exponential(0)]).toEqual([0, Number.POSITIVE_INFINITY, 1]);
  });
});

describe("derivatives of activations and losses", () => {
  const functions = { ...replayActivations, ...replayLosses };
  for (const [name, f] of Object.entries(functions))
    it(name, () => {
      for (const s of [-2.3, -0.7, -0.31, 0.42, 1.6, 2.75]) {
        const step = 1e-5;
        const first = (f.value(s + step, 1) - f.value(s - step, 1)) / (2 * step);
        const second = (f.slope(s + step, 1) - f.slope(s - step, 1)) / (2 * step);
        expect(Math.abs(f.slope(s, 1) - first)).toBeLessThan(1e-8);
        expect(Math.abs(f.curvature(s, 1) - second)).toBeLessThan(1e-8);
      }
    });

  it("silu is steepest where s tanh(s/2) = 2", () => {
    const silu = replayActivations.silu!;
    const slopes = Array.from({ length: 4001 }, (_, k) => silu.slope(2 + k / 5000, 0));
    expect(Math.max(...slopes)).toBeLessThanOrEqual(silu.lipschitz!);
    expect(Math.max(...slopes)).toBeGreaterThan(silu.lipschitz! - 1e-9);
  });
});

describe("elimination", () => {
  it("null space: U v = 0, orthonormal, of the missing rank", () => {
    fc.assert(
      fc.property(matrixOf(3, 2), matrixOf(2, 5), (a, b) => {
        const matrix = product(a, b);
        const basis = nullSpace(matrix, 5);
        expect(basis.length + echelon(matrix, 1e-10).rank).toBe(5);
        for (const v of basis)
          for (const [image] of product(
            matrix,
            Array.from(v, (x) => [x]),
          ))
            expect(Math.abs(image!)).toBeLessThan(1e-11);
        product(
          basis,
          Array.from({ length: 5 }, (_, i) => basis.map((v) => v[i]!)),
        ).forEach((row, i) => {
          row.forEach((overlap, j) => {
            expect(Math.abs(overlap - (i === j ? 1 : 0))).toBeLessThan(1e-13);
          });
        });
      }),
      runs,
    );
  });

  it("solves A x = A t for regular A", () => {
    fc.assert(
      fc.property(matrixOf(4, 4), fc.array(entry, { minLength: 4, maxLength: 4 }), (matrix, t) => {
        fc.pre(echelon(matrix, 1e-10).rank === 4);
        const b = product(
          matrix,
          t.map((x) => [x]),
        ).map((row) => row[0]!);
        solve(matrix, b).forEach((x, j) => {
          expect(Math.abs(x - t[j]!)).toBeLessThan(1e-8);
        });
      }),
      runs,
    );
  });
});

describe("Jacobi eigenvalues", () => {
  it("A u = lambda u, and the spectrum moves with shifts and scalings", () => {
    fc.assert(
      fc.property(matrixOf(5, 5), fc.integer({ min: -4, max: 4 }), (half, shift) => {
        const a = half.map((row, i) => row.map((x, j) => x + half[j]![i]!));
        const { values, vectors } = eigen(a.flat(), 5, true);
        vectors.forEach((u, k) => {
          product(
            a,
            Array.from(u, (x) => [x]),
          ).forEach((row, i) => {
            expect(Math.abs(row[0]! - values[k]! * u[i]!)).toBeLessThan(1e-12);
          });
        });
        const moved = eigen(
          a.flatMap((row, i) => row.map((x, j) => -2 * x + (i === j ? shift : 0))),
          5,
        ).values;
        moved.forEach((value, k) => {
          expect(Math.abs(value - (shift - 2 * values[4 - k]!))).toBeLessThan(1e-12);
        });
      }),
      runs,
    );
  });

  it("second difference matrix: 2 - 2 cos(k pi / (n + 1))", () => {
    const n = 30;
    const a = Array.from({ length: n * n }, (_, index) => {
      const gap = Math.abs(Math.floor(index / n) - (index % n));
      return gap === 0 ? 2 : gap === 1 ? -1 : 0;
    });
    eigen(a, n).values.forEach((value, k) => {
      expect(Math.abs(value - (2 - 2 * Math.cos(((k + 1) * Math.PI) / (n + 1))))).toBeLessThan(1e-14 * n);
    });
  });

  it("spectral norm of a rank-one matrix is the product of the lengths", () => {
    expect(
      spectralNorm([
        [3, 4],
        [6, 8],
        [6, 8],
      ]),
    ).toBeCloseTo(15, 12);
  });
});

describe("exact semidefiniteness", () => {
  it("Gram matrices have the rank of their factor; an indefinite change is seen", () => {
    fc.assert(
      fc.property(matrixOf(3, 5), (factor) => {
        const transposed = Array.from({ length: 5 }, (_, j) => factor.map((row) => row[j]!));
        const gram = product(transposed, factor).map((row) => row.map((x) => BigInt(x)));
        expect(semidefiniteRank(gram)).toBe(echelon(factor, 1e-10).rank);
        // Rank at most 3 of 5: lowering any null direction makes it indefinite.
        expect(
          semidefiniteRank(gram.map((row, i) => row.map((x, j) => (i === j ? x * 1_000_000n - 1n : x * 1_000_000n)))),
        ).toBeNull();
      }),
      runs,
    );
  });

  it("zero diagonal with a nonzero entry", () => {
    expect(
      semidefiniteRank([
        [0n, 1n],
        [1n, 0n],
      ]),
    ).toBeNull();
  });
});

describe("linear predictor", () => {
  const weights = [1 / 4, 1 / 4, 1 / 4, 1 / 4];
  const features = [
    [1, 2],
    [2, 4],
    [-1, -2],
    [3, 6],
  ];

  it("shortest minimiser for collinear inputs", () => {
    const { t, risk } = fitLinear({ loss: replayLosses.squared!, weights, features, labels: [1, 2, -1, 3] });
    expect(risk.value).toBeLessThan(1e-28);
    // t = (1, 2) / 5 is the shortest with t . (1, 2) = 1
    expect(Math.hypot(t[0]! - 1 / 5, t[1]! - 2 / 5)).toBeLessThan(1e-14);
  });

  it("a feature 1e9 times larger than the others hides nothing", () => {
    const labels = [1, 0, 2, -1];
    const rows = [
      [1, 0, 3],
      [0, 1, -2],
      [1, 1, 5],
      [2, 1, 7],
    ];
    const plain = fitLinear({ loss: replayLosses.squared!, weights, features: rows, labels });
    const stretched = rows.map(([a, b, c]) => [a!, b!, 1e9 * c!]);
    const found = fitLinear({ loss: replayLosses.squared!, weights, features: stretched, labels });
    expect(Math.abs(found.risk.value - plain.risk.value)).toBeLessThanOrEqual(found.risk.error + plain.risk.error);
    expect(Math.abs(1e9 * found.t[2]! - plain.t[2]!)).toBeLessThan(1e-12);
  });

  it("bars hold the infimum with what hides in the rounding of a column, and without", () => {
    const [a, q] = [
      [1, 1, -1, -1],
      [1, -1, 1, -1],
    ];
    const along = (size: number) => a!.map((x, i) => [x, x + size * q![i]!]);
    const risks = (rows: number[][]) =>
      fitLinear({ loss: replayLosses.squared!, weights, features: rows, labels: [2, -2, 0, 0] });
    // labels q + (1, -1, -1, 1): R_lin = 1 with q in the span, 2 without
    const hidden = risks(along(2 ** -50));
    expect(hidden.risk.value - hidden.risk.error).toBeLessThanOrEqual(1);
    expect(hidden.distance).toBe(Number.POSITIVE_INFINITY);
    const seen = risks(along(2 ** -34));
    expect(Math.abs(seen.risk.value - 1)).toBeLessThanOrEqual(seen.risk.error);
    // |t| = 2^34.5: a hundred roundings of that size
    expect(seen.risk.error).toBeLessThan(2 ** (34 - 52 + 7));
    const none = risks(along(0));
    expect(Math.abs(none.risk.value - 2)).toBeLessThanOrEqual(none.risk.error);
    expect(none.risk.error).toBeLessThan(1e-13);
  });

  it.each([34, 40, 44, 50])("x_3 = x_1 + x_2 + 2^-%d y: the infimum is 0", (bits) => {
    const rows = [
      [-8, -3, -6],
      [1, 1, 0],
      [-7, 0, -7],
      [9, -7, -2],
      [6, 1, 3],
    ] as const;
    const { risk } = fitLinear({
      loss: replayLosses.squared!,
      weights: rows.map(() => 1 / 5),
      features: rows.map(([u, v, y]) => [u, v, u + v + 2 ** -bits * y]),
      labels: rows.map(([, , y]) => y),
    });
    expect(risk.value).toBeLessThanOrEqual(risk.error);
  });

  it("a long t across badly scaled, dependent features keeps its length", () => {
    // x_4 = x_1 + x_2; 2^10 (x_3 - 2^30 x_1) fits y, the part of x_3 that x_1 leaves out
    const y = [3, -1, 2, 5];
    const rows = [
      [1, 2],
      [-1, 1],
      [2, 0],
      [0, -1],
    ].map(([u, v], i) => [u!, v!, 2 ** 30 * u! + 2 ** -10 * y[i]!, u! + v!]);
    const { risk, t } = fitLinear({ loss: replayLosses.squared!, weights, features: rows, labels: y });
    expect(risk.value).toBeLessThanOrEqual(risk.error);
    expect(t[2]! / 2 ** 10).toBeCloseTo(1, 2);
  });

  it("separable labels: the infimum 0 is not attained, and the error says so", () => {
    const { risk, distance } = fitLinear({ loss: replayLosses.logistic!, weights, features, labels: [1, 1, -1, 1] });
    expect(distance).toBe(Number.POSITIVE_INFINITY);
    expect(risk.value - risk.error).toBeLessThanOrEqual(0);
    expect(risk.value).toBeLessThan(1e-12);
  });

  it("Huber with outliers: stationary, and no nearby point is better", () => {
    const problem = { loss: replayLosses.huber!, weights, features: [[1], [2], [3], [4]], labels: [1, 2, 30, -40] };
    const { t, risk } = fitLinear(problem);
    const at = (x: number): number =>
      problem.features.reduce((sum, [z], i) => sum + weights[i]! * problem.loss.value(x * z!, problem.labels[i]!), 0);
    for (const shift of [-1, -0.1, -1e-3, 1e-3, 0.1, 1])
      expect(at(t[0]! + shift)).toBeGreaterThanOrEqual(risk.value - risk.error);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compiled, lossNamed, randomData } from "../../../test/laws/random-instance.ts";
import { theoryInstances } from "../../../test/theory-instances.ts";
import { float64Evaluator } from "../../models/engines/float64.ts";
import { readPoint } from "../../models/point-file.ts";
import { stream } from "../../numerics/random.ts";
import { symmetricEigen } from "../../numerics/symmetric-eigen.ts";
import { curvatureAt } from "./curvature.ts";
import { exactSemidefiniteRank, integerInertia, semidefiniteRank } from "./exact-inertia.ts";

function rankAt(name: string): number | null {
  const read = readPoint(theoryInstances[name]!);
  if (!read.ok) throw new Error(read.reason);
  return exactSemidefiniteRank(read.problem, read.theta);
}

describe("exact inertia at the instances of the theory", () => {
  it("gives the ranks that the theory states", () => {
    expect([rankAt("NC1"), rankAt("NC14"), rankAt("NC13scaled"), rankAt("twoOutputs")]).toEqual([3, 5, 1, 9]);
  });

  it("finds no semidefinite Hessian at saddles, on kinks, or where activations are not polynomials", () => {
    for (const name of ["NC4", "NC1prime", "NC1doublePrime", "NC2", "NC1b", "T9"])
      expect(rankAt(name), name).toBe(null);
  });

  it("makes the sign at NC-13 non-negative where its parameters are floats, every zero explained", () => {
    const read = readPoint(theoryInstances.NC13scaled!);
    if (!read.ok) throw new Error(read.reason);
    const evaluator = float64Evaluator(read.problem);
    const { sign, nullity, explained } = curvatureAt(evaluator, read.theta, null)!;
    expect([sign, nullity, explained()]).toEqual(["non-negative", 9, 9]);
    // an unknown distance to the critical point takes the exact argument away
    const drift = new Float64Array(evaluator.free).fill(1e-12);
    expect(curvatureAt(evaluator, read.theta, drift)!.sign).toBe("undecided");
    // with w = -2/3 rounded the gradient is not quite 0, and the exact Hessian at the float is not quite semidefinite
    expect(rankAt("NC13")).toBe(null);
  });
});

describe("the exact Hessian", () => {
  it("has the sign of the float one wherever that is clear", () => {
    const seen = { semidefinite: 0, indefinite: 0 };
    for (let trial = 0; trial < 60; trial++) {
      const random = stream(3, `exact/${trial}`);
      const activation = ["relu", "square", "identity", "absolute", "square-plus-identity"][trial % 5]!;
      const spec = { kind: "residual", block: { width: 1, activation, bias: trial % 2 === 0 } };
      const program = compiled(spec, 1 + (trial % 2), 1 + (trial % 2));
      const loss = lossNamed("squared");
      const drawn = randomData(random, loss, 5, program.dimension);
      const theta = random.normals(program.size);
      // interpolated labels on every third point: semidefinite, and singular
      const plain = float64Evaluator({ program, loss, data: drawn });
      const y = trial % 3 === 0 ? plain.forward(theta).predictions.slice() : drawn.y;
      const problem = { program, loss, data: { ...drawn, y } };
      const hessian = new Float64Array(program.free.length ** 2);
      float64Evaluator(problem).hessian(theta, hessian);
      const { values } = symmetricEigen(hessian, program.free.length);
      const clear = 1e-12 * values.at(-1)!;
      const rank = exactSemidefiniteRank(problem, theta);
      if (values[0]! < -clear) expect(rank).toBe(null);
      if (values[0]! > clear) expect(rank).toBe(program.free.length);
      seen[rank === null ? "indefinite" : "semidefinite"]++;
    }
    expect(seen.semidefinite).toBeGreaterThan(2);
    expect(seen.indefinite).toBeGreaterThan(10);
  });

  it("declines problems that are too large and losses that are not polynomials", () => {
    const spec = { kind: "residual", block: { width: 3, activation: "relu" } };
    const data = randomData(stream(3, "large"), lossNamed("squared"), 5, 3);
    const large = compiled(spec, 3, 3);
    expect(
      exactSemidefiniteRank({ program: large, loss: lossNamed("squared"), data }, new Float64Array(large.size)),
    ).toBe(null);
    const small = compiled(spec, 1, 3);
    const huber = { program: small, loss: lossNamed("huber"), data };
    expect(exactSemidefiniteRank(huber, new Float64Array(small.size).fill(1))).toBe(null);
  });
});

const entry = fc.bigInt({ min: -9n, max: 9n });

describe("semidefinite elimination on integers", () => {
  const gram = (rows: readonly (readonly bigint[])[], size: number): bigint[] =>
    Array.from({ length: size * size }, (_, at) =>
      rows.reduce((sum, row) => sum + row[Math.floor(at / size)]! * row[at % size]!, 0n),
    );
  const matrices = fc
    .integer({ min: 1, max: 5 })
    .chain((size) =>
      fc.tuple(
        fc.constant(size),
        fc.array(fc.array(entry, { minLength: size, maxLength: size }), { minLength: 0, maxLength: size }),
      ),
    );

  it("accepts every Gram matrix with its rank, and no Gram matrix minus something", () => {
    fc.assert(
      fc.property(matrices, ([size, rows]) => {
        const matrix = gram(rows, size);
        const { values } = symmetricEigen(Float64Array.from(matrix, Number), size);
        const rank = values.filter((value) => value > 1e-9 * (1 + values.at(-1)!)).length;
        expect(semidefiniteRank(matrix, size)).toBe(rank);
        // one below the smallest eigenvalue on the diagonal is indefinite or negative
        const lowered = matrix.map((value, at) =>
          at % (size + 1) === 0 ? value - BigInt(Math.ceil(values[0]!) + 1) : value,
        );
        expect(semidefiniteRank(lowered, size)).toBe(null);
      }),
      { seed: 5, numRuns: 200 },
    );
  });

  it("knows the matrices on which a zero pivot matters", () => {
    expect(semidefiniteRank([0n, 1n, 1n, 0n], 2)).toBe(null);
    expect(semidefiniteRank([0n, 1n, 1n, 5n], 2)).toBe(null);
    expect(semidefiniteRank([0n, 0n, 0n, 5n], 2)).toBe(1);
    expect(semidefiniteRank([0n, 0n, 0n, 0n], 2)).toBe(0);
    expect(semidefiniteRank([], 0)).toBe(0);
    // the tiniest negative eigenvalue: det = -1, far below the rounding of a float
    const big = 10n ** 30n;
    expect(semidefiniteRank([big, big + 1n, big + 1n, big + 2n], 2)).toBe(null);
    expect(semidefiniteRank([big, big, big, big], 2)).toBe(1);
  });
});

describe("the inertia of an integer matrix", () => {
  it("is the planted one: C diag(d) C^T with C unimodular, zero diagonals included", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 7 }),
        fc.array(fc.integer({ min: -2, max: 2 }), { minLength: 49, maxLength: 49 }),
        (diagonal, entries) => {
          const n = diagonal.length;
          // lower unit triangular times upper unit triangular
          const unit = (lower: boolean, i: number, j: number): number =>
            i === j ? 1 : i > j === lower ? entries[7 * i + j]! : 0;
          const c = (i: number, j: number): number =>
            diagonal.reduce((sum, _, k) => sum + unit(true, i, k) * unit(false, k, j), 0);
          const matrix = Array.from({ length: n * n }, (_, at) =>
            BigInt(diagonal.reduce((sum, d, k) => sum + c(Math.floor(at / n), k) * d * c(at % n, k), 0)),
          );
          expect(integerInertia(matrix, n)).toEqual({
            positive: diagonal.filter((d) => d > 0).length,
            negative: diagonal.filter((d) => d < 0).length,
            zero: diagonal.filter((d) => d === 0).length,
          });
        },
      ),
      { seed: 5, numRuns: 200 },
    );
  });

  it("of a hyperbolic plane is (1, 1)", () => {
    expect(integerInertia([0n, 3n, 3n, 0n], 2)).toEqual({ positive: 1, negative: 1, zero: 0 });
  });
});

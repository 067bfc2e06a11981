/** Laws at random points: the identity epsilon_V = |s| gamma, the inequality (W), and what a change of coordinates may and may not change. */
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PointFile } from "../../models/point.ts";
import type { Measured } from "../measurement.ts";
import { replay } from "./replay.ts";

const real = fc.integer({ min: -40, max: 40 }).map((k) => k / 16);
const vector = (size: number): fc.Arbitrary<number[]> => fc.array(real, { minLength: size, maxLength: size });
const matrix = (rows: number, columns: number): fc.Arbitrary<number[][]> =>
  fc.array(vector(columns), { minLength: rows, maxLength: rows });

/** d = 3, L = 2, one unit per block: dim N = 2. */
const points: fc.Arbitrary<PointFile> = fc
  .record({
    loss: fc.constantFrom("squared", "pseudo-huber"),
    activation: fc.constantFrom("tanh", "softplus", "silu", "sigmoid"),
    dimension: fc.constantFrom(2, 3),
    x: matrix(4, 3),
    y: vector(4),
    w: vector(3),
    U: matrix(2, 3),
    V: matrix(2, 3),
  })
  .map(({ loss, activation, dimension: d, x, y, w, U, V }) => ({
    format: "depthproof-point/1",
    loss,
    data: { x: x.map((row) => row.slice(0, d)), y },
    architecture: { kind: "residual", depth: 2, dimension: d, block: { width: 1, activation } },
    parameters: {
      w: w.slice(0, d),
      U: U.map((row) => [row.slice(0, d)]),
      V: V.map((row) => row.slice(0, d).map((entry) => [entry])),
    },
  }));

const quarterTurn = (row: readonly number[]): number[] => [-row[1]!, row[0]!, ...row.slice(2)];

/** x, w, U, V turned together: the same function in other coordinates. */
function turned(point: PointFile): PointFile {
  const { w, U, V } = point.parameters as unknown as { w: number[]; U: number[][][]; V: number[][][] };
  return {
    ...point,
    data: { ...point.data, x: point.data.x.map(quarterTurn) },
    parameters: {
      w: quarterTurn(w),
      U: U.map((rows) => rows.map(quarterTurn)),
      V: V.map((rows) => quarterTurn(rows.map((row) => row[0]!)).map((entry) => [entry])),
    },
  };
}

const runs = { seed: 11, numRuns: 60 };
const gap = (a: Measured, b: Measured): number => Math.abs(a.value - b.value) - a.error - b.error;

describe("laws at random points", () => {
  it("(I) epsilon_V = |s| gamma and (W) lambda_min <= lambda_min(M)", () => {
    fc.assert(
      fc.property(points, (point) => {
        const found = replay(point, ["s", "gamma", "epsilon_v", "lambda_min", "witness_curvature"]);
        fc.pre(Object.values(found).every(({ value }) => value !== null));
        const { s, gamma, epsilon_v, lambda_min, witness_curvature } = found as Record<string, Measured>;
        expect(Math.abs(epsilon_v!.value - Math.abs(s!.value) * gamma!.value)).toBeLessThan(1e-12 * (1 + gamma!.value));
        expect(lambda_min!.value - lambda_min!.error).toBeLessThanOrEqual(
          witness_curvature!.value + witness_curvature!.error,
        );
      }),
      runs,
    );
  });

  it("turning the coordinates changes no quantity", () => {
    const names = ["risk", "linear_risk", "feature_risk", "gradient_norm", "lambda_min", "alpha", "gamma", "nullity_u"];
    fc.assert(
      fc.property(points, (point) => {
        const [before, after] = [replay(point, names), replay(turned(point), names)];
        for (const name of names) {
          const [a, b] = [before[name]!, after[name]!];
          expect(a.value === null, name).toBe(b.value === null);
          if (a.value !== null && b.value !== null)
            expect(gap(a, b), name).toBeLessThanOrEqual(1e-12 * (1 + Math.abs(a.value)));
        }
      }),
      runs,
    );
  });
});

describe("independence", () => {
  it("imports only types from outside its folder", () => {
    const files = readdirSync(import.meta.dirname).filter((file) => !file.endsWith(".test.ts"));
    const foreign = files.flatMap((file) =>
      [
        ...readFileSync(`${import.meta.dirname}/${file}`, "utf8").matchAll(/^import (?!type)[^;]*?from "\.\.[^"]*"/gms),
      ].map(([line]) => `${file}: ${line}`),
    );
    expect(foreign).toEqual([]);
  });
});

/**
 * Away from critical points a flat direction is no null vector of the Hessian: with w small and the inner weights large, the negative
 * eigenvalue that (W) of docs/theory.md shows there lies far below the rounding of the largest one.
 */
import { expect, it } from "vitest";
import type { PointFile } from "../../src/models/point.ts";
import { stream } from "../../src/numerics/random.ts";
import type { Measurement } from "../../src/verifiers/measurement.ts";
import { replay } from "../../src/verifiers/replay/replay.ts";
import { contextOf, measured, point, valuesOf } from "../claims/measure.ts";

const block = { width: 1, activation: "softplus" };
const architecture = (dimension: number) => ({ kind: "residual", depth: 1, dimension, block });

const isExactZero = (found: Measurement | undefined): boolean => found?.value === 0 && found.error === 0;

function expectLeftOpen(instance: PointFile): void {
  const { witness_curvature: witness, lambda_min: first, index } = measured(contextOf(instance));
  if (witness?.value == null || !(witness.value < -witness.error)) return;
  const second = replay(instance, ["lambda_min", "index"]);
  expect(isExactZero(first), "first route").toBe(false);
  expect(isExactZero(second.lambda_min), "second route").toBe(false);
  for (const count of [index, second.index])
    expect(count!.value! + (count as { error: number }).error).toBeGreaterThan(0);
}

it("x = (-7.5, 3, -5), w of size 1e-4: (W) gives -4e-22, and neither route says 0", () => {
  const parameters = { w: [-2e-5, -8e-5, 4e-5], U: [[[9.5, -8.5, -9.5]]], V: [[[-7], [6], [-2.5]]] };
  const instance = point("squared", { x: [[-7.5, 3, -5]], y: [-0.5] }, architecture(3), parameters);
  expect(valuesOf(instance).witness_curvature).toBeLessThan(-4e-22);
  expectLeftOpen(instance);
});

it("at random points with small readouts and large inner weights", () => {
  const random = stream(31, "bending");
  const vector = (size: number, scale: number): number[] => Array.from(random.normals(size), (value) => scale * value);
  for (let trial = 0; trial < 400; trial++) {
    const dimension = 1 + random.integer(3);
    const [x, inner] = [10 ** random.integer(3), 10 ** (1 + random.integer(3))];
    const samples = 1 + random.integer(3);
    const data = {
      x: Array.from({ length: samples }, () => vector(dimension, x)),
      y: vector(samples, 1e-4),
    };
    const parameters = {
      w: vector(dimension, 1e-4),
      U: [[vector(dimension, inner)]],
      V: [vector(dimension, inner).map((entry) => [entry])],
    };
    expectLeftOpen(point("squared", data, architecture(dimension), parameters));
  }
});

it("the index counts a smallest eigenvalue that is negative beyond its own error", () => {
  const random = stream(31, "own error");
  for (let trial = 0; trial < 200; trial++) {
    const inner = 10 ** random.integer(5);
    const parameters = {
      w: Array.from(random.normals(2), (value) => 1e-4 * value),
      U: [[Array.from(random.normals(2), (value) => inner * value)]],
      V: [Array.from(random.normals(2), (value) => [inner * value])],
    };
    const data = { x: [Array.from(random.normals(2), (value) => 1e-3 * value)], y: [1e-8 * random.normal()] };
    const absolute = { ...architecture(2), block: { width: 1, activation: "absolute" } };
    const { lambda_min: lowest, index } = measured(contextOf(point("pseudo-huber", data, absolute, parameters)));
    if (lowest?.value != null && lowest.value < -lowest.error) expect(index!.value).toBeGreaterThan(0);
  }
});

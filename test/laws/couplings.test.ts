/**
 * A line along which the outputs stay the same need not lie in the kernel of the Hessian: at w = 0 nobody hears V, yet moving both w and V is
 * felt. The points below are exactly critical, their Hessians in (w, V) are [[2 E h h^T, c I], [c I, 0]] with c = 2 E r phi = -4 delta, so lambda_min < 0
 * (inertia +2, -2 in exact rationals), however small the coupling beside the other entries.
 */
import { describe, expect, it } from "vitest";
import { float64Evaluator } from "../../src/models/engines/float64.ts";
import type { PointFile } from "../../src/models/point.ts";
import { readPoint } from "../../src/models/point-file.ts";
import { curvatureAt } from "../../src/verifiers/critical/curvature.ts";
import { replay } from "../../src/verifiers/replay/replay.ts";

/** x = (+-1, 0), (0, +-1); phi = relu(x_1); h = x + V phi with V = (0, outer); labels (4 delta, 4 delta, side, -side). */
const point = (delta: number, outer: number, side: number): PointFile => ({
  format: "depthproof-point/1",
  loss: "squared",
  data: {
    x: [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ],
    y: [4 * delta, 4 * delta, side, -side],
  },
  architecture: { kind: "residual", depth: 1, dimension: 2, block: { width: 1, activation: "relu", trainable: false } },
  parameters: { w: [0, 0], U: [[[1, 0]]], V: [[[0], [outer]]] },
});

const cases: readonly (readonly [string, PointFile])[] = [
  ...[10, 12, 14, 16, 18, 20, 24].map((k) => [`large weights, 2^${k}`, point(2 ** -k, -0.5 * 2 ** k, 1)] as const),
  ...[30, 40, 44, 48].map((k) => [`small labels, 2^-${k}`, point(2 ** -(k + 1), -1, 2 ** -k)] as const),
];

describe("a strict saddle with a small coupling is never taken for a minimum", () => {
  it.each(cases)("%s", (_, file) => {
    const read = readPoint(file);
    if (!read.ok) throw new Error(read.reason);
    const evaluator = float64Evaluator(read.problem);
    const gradient = new Float64Array(evaluator.free);
    evaluator.gradient(read.theta, gradient);
    expect([...gradient].map(Math.abs)).toEqual([0, 0, 0, 0]);
    expect(curvatureAt(evaluator, read.theta, null)?.sign).not.toBe("non-negative");
    const second = replay(file, ["lambda_min"]).lambda_min!;
    if (second.value === null) throw new Error(second.reason);
    expect(second.value - second.error).toBeLessThan(0);
  });
});

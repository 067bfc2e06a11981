import { describe, expect, it } from "vitest";
import { contextAt } from "../../../test/laws/random-instance.ts";
import { engines } from "../../models/engines/index.ts";
import type { PointFile } from "../../models/point.ts";
import { readPoint } from "../../models/point-file.ts";
import { measurePoint } from "../measure.ts";
import type { Measured, Measurements } from "../measurement.ts";

function measured(point: PointFile, engine: keyof typeof engines, names: readonly string[]): Measurements {
  const read = readPoint(point);
  if (!read.ok) throw new Error(read.reason);
  return measurePoint(contextAt({ evaluator: engines[engine](read.problem), theta: read.theta }), new Set(names));
}

/** Block 2 takes back what block 1 added, K tanh: f is as without them, but h_1 and every h after it carry the rounding of K. */
const cancelling: PointFile = {
  format: "depthproof-point/1",
  loss: "pseudo-huber",
  data: {
    x: [
      [0.7, -1.3],
      [-0.31, 0.4],
      [1.1, 0.3],
      [0.2, 1.9],
    ],
    y: [1, -0.5, 0.75, -1.5],
  },
  architecture: {
    kind: "residual",
    depth: 3,
    dimension: 2,
    block: { width: 1, activation: "tanh", bias: true },
  },
  parameters: {
    w: [0.5, 0.75],
    U: [[[0, 0.8]], [[0, 0.8]], [[0, -0.6]]],
    b: [[0.3], [0.3], [0.1]],
    V: [
      [[1e6], [0]],
      [[-1e6], [0]],
      [[0.7], [-0.4]],
    ],
  },
};

/** At the stored floats, from the definitions in 60-digit arithmetic (mpmath), v = (1, 0). */
const truth = {
  gamma: 0.7089884650216201745792611,
  alpha: 0.3520212192095393853995692,
  beta: -0.06770094954783213296669164,
  kappa: 0.2537906265824676103802777,
  witness_curvature: -0.5489876813006527133140356,
  displacement: 0.3432969017922576166752558,
};

/**
 * Labels odd in both coordinates: y = sign(x_1 x_2), phi_1 and phi_2 depend on x_2 alone, phi_3 on x_1 alone, w = 0. So f = 0, every moment
 * E[l' phi_l] is exactly 0, and the Hessian in w and V_l, all there is to train, is positive semidefinite.
 */
function oddLabels(width: number): PointFile {
  const inner = (row: number[]): number[][] => Array.from({ length: width }, (_, j) => (j === 0 ? row : [0, 0, 0]));
  const outer = (size: number): number[][] =>
    [0, 1, 2].map((i) => Array.from({ length: width }, (_, j) => (i === 0 && j === 0 ? size : 0)));
  const bias = (size: number): number[] => Array.from({ length: width }, (_, j) => (j === 0 ? size : 0));
  const block = { width, activation: "tanh", bias: true, trainable: false };
  return {
    format: "depthproof-point/1",
    loss: "squared",
    data: {
      x: [
        [0.7, 0.9, 1e-11],
        [0.7, -0.9, 1e-11],
        [-0.31, 0.9, 1e-11],
        [-0.31, -0.9, 1e-11],
      ],
      y: [1, -1, -1, 1],
    },
    architecture: { kind: "residual", depth: 3, dimension: 3, blocks: [block, block, block] },
    parameters: {
      w: [0, 0, 0],
      U: [inner([0, 1, 0]), inner([0, 1, 0]), inner([1, 0, 0])],
      b: [bias(0.3), bias(0.3), bias(0)],
      V: [outer(3e6), outer(-3e6), outer(0)],
    },
  };
}

describe.each(["float64", "wasm"] as const)("where the representations cancel, %s engine", (engine) => {
  it("bars hold the true values", () => {
    const found = measured(cancelling, engine, Object.keys(truth));
    for (const [name, value] of Object.entries(truth)) {
      const item = found[name] as Measured;
      expect(Math.abs(item.value - value), name).toBeLessThanOrEqual(item.error);
      // 1e6 roundings of numbers of size 1, a few dozen of them
      expect(item.error, name).toBeLessThan(1e-8);
    }
  });

  it("stay at the rounding level without cancellation", () => {
    const { V, ...others } = cancelling.parameters as { V: number[][][] };
    const small = { ...cancelling, parameters: { ...others, V: [[[1], [0]], [[-1], [0]], V[2]!] } } as PointFile;
    const found = measured(small, engine, Object.keys(truth));
    for (const name of Object.keys(truth)) expect((found[name] as Measured).error, name).toBeLessThan(1e-13);
  });

  it("moments that vanish are not told from 0", () => {
    const { gamma, witness_curvature: curvature } = measured(oddLabels(1), engine, ["gamma", "witness_curvature"]);
    expect((gamma as Measured).value).toBeLessThanOrEqual((gamma as Measured).error);
    expect(curvature).toMatchObject({ value: null, reason: expect.stringMatching(/gamma is 0 within rounding/) });
  });

  it("nor do they make lambda_min negative in large nets", () => {
    // 3 + 3 * 3 * 225 = 2028 parameters: too many for a spectrum, so (W) is asked
    const { lambda_min: lowest } = measured(oddLabels(225), engine, ["lambda_min"]);
    const { value, error } = lowest as Measured;
    expect(value + error).toBeGreaterThanOrEqual(0);
  });
});

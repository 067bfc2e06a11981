import { describe, expect, it } from "vitest";
import { contextAt } from "../../../test/laws/random-instance.ts";
import { float64Evaluator } from "../../models/engines/float64.ts";
import type { PointFile } from "../../models/point.ts";
import { readPoint } from "../../models/point-file.ts";
import { measurePoint } from "../measure.ts";
import type { Measured } from "../measurement.ts";

const names = ["linear_risk", "feature_risk", "hidden_linear_risk"];

function measured(point: PointFile): Readonly<Record<string, Measured>> {
  const read = readPoint(point);
  if (!read.ok) throw new Error(read.reason);
  const instance = { evaluator: float64Evaluator(read.problem), theta: read.theta };
  return measurePoint(contextAt(instance), new Set(names)) as Readonly<Record<string, Measured>>;
}

describe("where a direction decides some points and leaves others", () => {
  // e_2 separates the third point for good; along e_1 the first two are a fair coin, whatever the features: inf = (2/3) ln 2
  const point: PointFile = {
    format: "depthproof-point/1",
    loss: "logistic",
    data: {
      x: [
        [1, 0],
        [1, 0],
        [0, 1],
      ],
      y: [1, -1, 1],
    },
    architecture: { kind: "residual", depth: 1, dimension: 2, block: { width: 1, activation: "identity" } },
    parameters: { w: [1, 1], U: [[[0, 1]]], V: [[[0], [0.5]]] },
  };

  it.each(names)("the bar of %s holds the infimum, which no float is", (name) => {
    const { value, error } = measured(point)[name]!;
    // (2/3) ln 2 to 33 digits, in two floats
    const [head, tail] = [0.4620981203732969, -2.1547e-17];
    expect(Math.abs(value - head - tail)).toBeLessThanOrEqual(error);
    expect(error).toBeGreaterThan(0);
    expect(error).toBeLessThan(1e-13);
  });

  it("equal infima are not told apart", () => {
    const { linear_risk: linear, feature_risk: feature } = measured(point);
    expect(feature!.value + feature!.error).toBeGreaterThanOrEqual(linear!.value - linear!.error);
  });
});

describe("features that depend on x and on each other", () => {
  const shape = { kind: "residual", depth: 3, dimension: 2 };
  const point = (activation: string, bias: number): PointFile => ({
    format: "depthproof-point/1",
    loss: "squared",
    data: {
      x: [
        [0.7, 1.3],
        [0.31, 0.4],
        [1.1, -0.3],
        [0.2, 1.9],
        [0.9, 0.6],
        [-0.4, 1.7],
      ],
      y: [1, -0.5, 0.75, -1.5, 0.25, 2],
    },
    architecture: { ...shape, block: { width: 1, activation, bias: true } },
    parameters: {
      w: [0.3, 0.7],
      U: [[[0.3, 0.7]], [[0.6, 0.1]], [[0.2, 0.9]]],
      b: [[bias], [bias], [bias]],
      V: [
        [[0.1], [0.7]],
        [[0.3], [-0.4]],
        [[0.2], [0.6]],
      ],
    },
  });

  it("leave the infimum what it is, and tight, where they are linear", () => {
    const { linear_risk: linear, feature_risk: feature, hidden_linear_risk: hidden } = measured(point("identity", 0));
    for (const other of [feature!, hidden!]) {
      expect(Math.abs(other.value - linear!.value)).toBeLessThanOrEqual(other.error + linear!.error);
      expect(other.error).toBeLessThan(1e-12);
    }
  });

  it.each(["relu", "absolute"])("are seen through %s units that are always on", (activation) => {
    // u.x + 2 > 0 throughout: the same features as those of the identity
    const [on, linear] = [measured(point(activation, 2)), measured(point("identity", 2))];
    expect(Math.abs(on.feature_risk!.value - linear.feature_risk!.value)).toBeLessThanOrEqual(
      on.feature_risk!.error + linear.feature_risk!.error,
    );
    for (const { error } of [on.feature_risk!, linear.feature_risk!]) expect(error).toBeLessThan(1e-12);
  });

  it("are not taken for dependent where exact arithmetic says otherwise", () => {
    // x + 2^-60 x^2 has a feature of its own, which no float shows: labels x^2 that only it could fit
    const quadratic = point("square-plus-identity", 0);
    const x = [[1], [2], [3], [-1]];
    const hidden: PointFile = {
      ...quadratic,
      data: { x, y: x.map(([entry]) => entry! ** 2) },
      architecture: { ...shape, depth: 1, dimension: 1, block: { width: 1, activation: "square-plus-identity" } },
      parameters: { w: [1], U: [[[2 ** -60]]], V: [[[1]]] },
    };
    const { value, error } = measured(hidden).feature_risk!;
    // phi = 2^-60 x + 2^-120 x^2 and x: R_feat = 0
    expect(value - error).toBeLessThanOrEqual(0);
    expect(value).toBeGreaterThan(1);
  });
});

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

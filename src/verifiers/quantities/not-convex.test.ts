/** Without convexity: linear_risk is the risk of some predictor, which can refute and never confirm; what needs convexity is absent. */
import { describe, expect, it } from "vitest";
import { contextAt } from "../../../test/laws/random-instance.ts";
import { NC5 } from "../../../test/theory-instances.ts";
import { float64Evaluator } from "../../models/engines/float64.ts";
import { bestLinearPredictor } from "../../models/linear-predictor.ts";
import { losses } from "../../models/losses/index.ts";
import type { PointFile } from "../../models/point.ts";
import { readPoint } from "../../models/point-file.ts";
import { stream } from "../../numerics/random.ts";
import { evaluateCondition, parseFormula } from "../formula/index.ts";
import { measurePoint } from "../measure.ts";
import type { Measured, Measurements } from "../measurement.ts";
import { replay } from "../replay/replay.ts";

const names = ["risk", "linear_risk", "linear_norm", "readout_distance", "master_bound", "feature_risk"];
const well = losses["double-well"]!;

function byFirstRoute(point: PointFile): Measurements {
  const read = readPoint(point);
  if (!read.ok) throw new Error(read.reason);
  return measurePoint(contextAt({ evaluator: float64Evaluator(read.problem), theta: read.theta }), new Set(names));
}
const bySecondRoute = (point: PointFile): Measurements => replay(point, names);
const routes = [
  ["first", byFirstRoute],
  ["second", bySecondRoute],
] as const;

/** What the condition says of these measurements. */
function outcome(text: string, found: Measurements): string {
  const parsed = parseFormula(text);
  if (!parsed.ok) throw new Error(text);
  return evaluateCondition(parsed.root, (name) => found[name]!).kind;
}

const withReadout = (w: number): PointFile => ({ ...NC5, parameters: { ...NC5.parameters, w: [w] } });

describe.each(routes)("the %s route", (_, measure) => {
  it("refutes in the shallow well and does not confirm in the deep one", () => {
    const [shallow, deep] = [measure(NC5), measure(withReadout(-1.0355787140888537))];
    expect(shallow.linear_risk).toMatchObject({ grade: "upper-bound" });
    expect(outcome("risk <= linear_risk", shallow)).toBe("fails");
    expect(outcome("risk <= linear_risk + 0.1", deep)).toBe("not-refuted");
    expect(outcome("linear_risk <= risk + 0.1", deep)).toBe("holds");
    // a lower end is never claimed
    expect(outcome("linear_risk >= -1", deep)).not.toBe("holds");
  });

  it("has no t*, and nothing that is measured against it", () => {
    const { linear_norm, readout_distance, master_bound, feature_risk } = measure(NC5);
    for (const item of [linear_norm, readout_distance, master_bound, feature_risk]) expect(item!.value).toBeNull();
  });

  it("stays above the infimum on a fine grid, d = 1", () => {
    for (let trial = 0; trial < 20; trial++) {
      const random = stream(31, `not-convex/${trial}`);
      const [x, y] = [[...random.normals(5)], [...random.normals(5)]];
      const point = { ...NC5, data: { x: x.map((entry) => [entry]), y } };
      const { value, error } = measure(point).linear_risk as Measured;
      const risk = (t: number): number => x.reduce((sum, entry, i) => sum + well.value(t * entry, y[i]!) / 5, 0);
      const lowest = Math.min(...Array.from({ length: 40_001 }, (__, k) => risk(k / 2000 - 10)));
      // the grid is 5e-4 wide and R'' at most a few hundred near its minimum
      expect(value + error).toBeGreaterThan(lowest - 1e-4);
      expect(error).toBeLessThan(1e-12);
    }
  });
});

it("the bound is the risk at the predictor that is named, where the gradient vanishes", () => {
  for (let trial = 0; trial < 20; trial++) {
    const random = stream(37, `descents/${trial}`);
    const [samples, dimension] = [12, 3];
    const [x, y] = [random.normals(samples * dimension), random.normals(samples)];
    const weights = new Float64Array(samples).fill(1 / samples);
    const found = bestLinearPredictor({ samples, dimension, outputs: 1, x, y, weights }, well);
    if (found.kind !== "upper-bound") throw new Error(found.kind);
    const p = Array.from({ length: samples }, (_, i) =>
      found.t.reduce((sum, entry, j) => sum + entry * x[i * dimension + j]!, 0),
    );
    const risk = p.reduce((sum, f, i) => sum + well.value(f, y[i]!) / samples, 0);
    expect(Math.abs(risk - found.risk)).toBeLessThanOrEqual(found.error);
    for (let j = 0; j < dimension; j++) {
      const slope = p.reduce((sum, f, i) => sum + (well.slope(f, y[i]!) * x[i * dimension + j]!) / samples, 0);
      expect(Math.abs(slope)).toBeLessThan(1e-9);
    }
  }
});

it("finds the same predictor again, and says so where there is none to be found", () => {
  const data = { samples: 2, dimension: 1, outputs: 1, x: Float64Array.of(0, 0), y: Float64Array.of(1, 2) };
  const weights = Float64Array.of(0.5, 0.5);
  const first = bestLinearPredictor({ ...data, weights }, well);
  expect(first).toEqual(bestLinearPredictor({ ...data, weights }, well));
  // all inputs 0: R(t) = E l(0; y) for every t
  expect(first).toMatchObject({ kind: "upper-bound", risk: (well.value(0, 1) + well.value(0, 2)) / 2 });
  expect(bestLinearPredictor({ ...data, weights: new Float64Array(2) }, well).kind).toBe("failed");
  const far = { ...data, x: Float64Array.of(1, 1), y: Float64Array.of(1e300, -1e300) };
  expect(bestLinearPredictor({ ...far, weights }, well).kind).toBe("failed");
});

/** Points that a cell's stream alone determines: random ones and those on a training trajectory. */
import type { Evaluator } from "../models/evaluator.ts";
import type { Stream } from "../numerics/random.ts";
import { randomPoint } from "../verifiers/searches/random-points.ts";
import { trajectoryPoints } from "../verifiers/searches/trajectory-points.ts";
import { type AxisValues, evaluateAxisFormula } from "./axis-formula.ts";
import type { PointsSpec } from "./spec/types.ts";

type Regenerable = Extract<PointsSpec, { kind: "random" | "trajectory" }>;

/** All of them, or only number `only`. */
export function regenerablePoints(
  evaluator: Evaluator,
  random: Stream,
  points: Regenerable,
  axes: AxisValues,
  only?: number,
): Float64Array[] {
  if (points.kind === "trajectory") {
    const all = trajectoryPoints(evaluator, random, {
      ...points,
      scale: points.scale === undefined ? undefined : evaluateAxisFormula(points.scale, axes),
    });
    return only === undefined ? all : all.slice(only, only + 1);
  }
  const scale = evaluateAxisFormula(points.scale, axes);
  const numbers = only === undefined ? Array.from({ length: points.count }, (_, k) => k) : [only];
  return numbers.map((k) => randomPoint(evaluator, random, k, scale, points.readout ?? "random"));
}

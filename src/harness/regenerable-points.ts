/** Points that a cell's stream alone determines: random ones and those on a training trajectory. */
import type { Evaluator } from "../models/evaluator.ts";
import type { Stream } from "../numerics/random.ts";
import { evaluateNumber, namesIn, parseFormula } from "../verifiers/formula/index.ts";
import type { Measurement, Measurements } from "../verifiers/measurement.ts";
import { type Objective, pushDown } from "../verifiers/searches/push-down.ts";
import { optimiseReadout, randomPoint } from "../verifiers/searches/random-points.ts";
import { trajectoryPoints } from "../verifiers/searches/trajectory-points.ts";
import { type AxisValues, evaluateAxisFormula } from "./axis-formula.ts";
import { quantitiesAt } from "./quantities-at.ts";
import type { PointsSpec } from "./spec/types.ts";
import { triesOf } from "./tries.ts";

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
  return numbers.map((k) => {
    const start = randomPoint(evaluator, random, k, scale, points.readout ?? "random");
    return points.minimise === undefined ? start : pushed(evaluator, random.child(`push-${k}`), points, start);
  });
}

type RandomPoints = Extract<PointsSpec, { kind: "random" }>;

function pushed(evaluator: Evaluator, random: Stream, points: RandomPoints, start: Float64Array): Float64Array {
  const settle = points.readout === "optimal" ? (theta: Float64Array) => optimiseReadout(evaluator, theta) : undefined;
  const objective = objectiveOf(evaluator, points.minimise ?? "0");
  return pushDown(evaluator.problem.program, start, objective, triesOf(points), random, settle);
}

/** Where rounding hides the number by more than this share, there is nothing to be learnt from making it small. */
const known = 1e-9;

function objectiveOf(evaluator: Evaluator, text: string): Objective {
  const parsed = parseFormula(text);
  if (!parsed.ok) throw new Error(`the formula of minimise does not parse: ${text}`);
  const names = namesIn(parsed.root);
  return (theta) => {
    const quantities = quantitiesAt(evaluator, theta, null, names);
    const number = evaluateNumber(parsed.root, (name) => own(quantities, name));
    return number.value !== null && number.error <= known * (1 + Math.abs(number.value)) ? number.value : null;
  };
}

const own = (quantities: Measurements, name: string): Measurement =>
  (Object.hasOwn(quantities, name) ? quantities[name] : undefined) ?? { value: null, reason: "not measured" };

export const originOf = (points: Regenerable): string =>
  points.kind === "random" && points.minimise !== undefined ? "random, pushed down" : points.kind;

/** The norm budgets of a function class at one cell's axes. */
import type { ClassBudgets } from "../verifiers/searches/class-supremum.ts";
import { type AxisValues, evaluateAxisFormula } from "./axis-formula.ts";
import type { PointsSpec } from "./spec/types.ts";

export function classBudgets(points: Extract<PointsSpec, { kind: "class" }>, axes: AxisValues): ClassBudgets {
  return {
    readout: evaluateAxisFormula(points.readout, axes),
    outer: evaluateAxisFormula(points.outer, axes),
    inner: evaluateAxisFormula(points.inner, axes),
  };
}

/** The norm budgets of a function class at one cell's axes. */
import type { ClassBudgets } from "../verifiers/searches/class-supremum.ts";
import { evaluateAxisFormula } from "./axis-formula.ts";
import type { CellAxes } from "./plan.types.ts";
import type { PointsSpec } from "./spec/types.ts";

export function classBudgets(points: Extract<PointsSpec, { kind: "class" }>, axes: CellAxes): ClassBudgets {
  return {
    readout: evaluateAxisFormula(points.readout, axes),
    outer: evaluateAxisFormula(points.outer, axes),
    inner: evaluateAxisFormula(points.inner, axes),
  };
}

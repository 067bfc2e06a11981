/** The risk of the best linear predictor at a witness: as measured where a claim names it, else found here; null where it is only bounded. */
import type { Problem } from "../../models/evaluator.ts";
import type { Measurements } from "../../verifiers/measurement.ts";
import { dataContext } from "../../verifiers/quantities/data-context.ts";
import { linearRisk } from "../../verifiers/quantities/linear-risk.ts";

export function linearRiskAt({ data, loss, program }: Problem, measured: Measurements): number | null {
  const known = Object.hasOwn(measured, "linear_risk") ? measured.linear_risk : undefined;
  const risk = known ?? linearRisk.measure(dataContext(data, loss, program.depth, program.width));
  return risk.value === null || risk.grade === "upper-bound" ? null : risk.value;
}

/** ||w - t*||, t* the best linear predictor; error: how far the computed one may be from it, and rounding. */
import { outOfReach } from "./linear-norm.ts";
import { type PointContext, parameterValues, residualOnly } from "./point-context.ts";
import { absent, measured, type Quantity } from "./quantity.ts";

export const readoutDistance: Quantity<PointContext> = {
  name: "readout_distance",
  measure: (context) => {
    const structure = context.residual();
    if (!structure) return absent(residualOnly);
    const predictor = context.linear();
    if (predictor.kind !== "attained") return absent(predictor.reason);
    const error = context.linearError();
    if (error === null) return absent(outOfReach);
    const w = parameterValues(context, context.evaluator.problem.program.blocks[structure.readout]!);
    const scale = predictor.norm + Math.sqrt(w.reduce((sum, entry) => sum + entry * entry, 0));
    return measured(Math.sqrt(w.reduce((sum, entry, j) => sum + (entry - predictor.t[j]!) ** 2, 0)), scale, error);
  },
};

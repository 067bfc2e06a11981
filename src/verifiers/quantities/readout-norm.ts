/** ||w||; at a critical point found by a search the error covers the distance to the true one, so that w != 0 is never rounding. */
import { type PointContext, parameterValues, residualOnly } from "./point-context.ts";
import { absent, measured, type Quantity } from "./quantity.ts";

export const readoutNorm: Quantity<PointContext> = {
  name: "readout_norm",
  measure: (context) => {
    const structure = context.residual();
    if (!structure) return absent(residualOnly);
    const w = parameterValues(context, context.evaluator.problem.program.blocks[structure.readout]!);
    const norm = Math.sqrt(w.reduce((sum, entry) => sum + entry * entry, 0));
    return measured(norm, norm, context.parameterError);
  },
};

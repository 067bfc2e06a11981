/** ||w||. */
import { type PointContext, parameterValues, residualOnly } from "./point-context.ts";
import { absent, measured, type Quantity } from "./quantity.ts";

export const readoutNorm: Quantity<PointContext> = {
  name: "readout_norm",
  measure: (context) => {
    const structure = context.residual();
    if (!structure) return absent(residualOnly);
    const w = parameterValues(context, context.evaluator.problem.program.blocks[structure.readout]!);
    return measured(Math.sqrt(w.reduce((sum, entry) => sum + entry * entry, 0)));
  },
};

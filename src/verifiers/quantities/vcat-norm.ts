/** ||[V_1 ... V_L]||, the spectral norm of all output matrices side by side (d x sum n_l). */
import { spectralNorm } from "../../numerics/svd.ts";
import { type PointContext, parameterValues, residualOnly } from "./point-context.ts";
import { absent, measured, type Quantity } from "./quantity.ts";

export const vcatNorm: Quantity<PointContext> = {
  name: "vcat_norm",
  measure: (context) => {
    const structure = context.residual();
    if (!structure) return absent(residualOnly);
    const outer = structure.outer.map((index) => context.evaluator.problem.program.blocks[index]!);
    const columns = outer.reduce((sum, block) => sum + block.columns, 0);
    const stacked = new Float64Array(context.data.dimension * columns);
    let start = 0;
    for (const block of outer) {
      const values = parameterValues(context, block);
      for (let i = 0; i < block.rows; i++)
        for (let j = 0; j < block.columns; j++) stacked[i * columns + start + j] = values[i * block.columns + j]!;
      start += block.columns;
    }
    return measured(spectralNorm(stacked, context.data.dimension, columns));
  },
};

/** rank E[l'' h_L h_L^T], from the singular values of the rows (weight l'')^(1/2) h_L; error 1 without a clear gap. */
import { numericalRank } from "../../numerics/rank.ts";
import { type PointContext, residualOnly } from "./point-context.ts";
import { absent, type Quantity } from "./quantity.ts";

export const representationRank: Quantity<PointContext> = {
  name: "representation_rank",
  measure: (context) => {
    const structure = context.residual();
    if (!structure) return absent(residualOnly);
    const { nodes, curvatures } = context.forward();
    const { samples, dimension, weights } = context.data;
    const h = nodes[structure.representations.at(-1)!]!;
    const rows = new Float64Array(samples * dimension);
    for (let i = 0; i < samples; i++)
      for (let j = 0; j < dimension; j++) rows[i * dimension + j] = Math.sqrt(weights[i]! * curvatures[i]!) * h[j * samples + i]!;
    const { rank, gap } = numericalRank(rows, samples, dimension);
    const clear = gap >= 1e3;
    return { value: rank, error: clear ? 0 : 1, grade: clear ? "exact" : "measured" };
  },
};

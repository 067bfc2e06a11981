/** rank E[l'' h_L h_L^T], from the singular values of the rows (weight l'')^(1/2) h_L; error 1 without a clear gap. */
import { nullSpace } from "../../numerics/qr.ts";
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
      for (let j = 0; j < dimension; j++)
        rows[i * dimension + j] = Math.sqrt(weights[i]! * curvatures[i]!) * h[j * samples + i]!;
    const space = nullSpace(rows, samples, dimension);
    const clear = space.gap >= 1e3;
    return { value: dimension - space.dimension, error: clear ? 0 : 1, grade: clear ? "exact" : "measured" };
  },
};

/**
 * rank E[l'' h_L h_L^T], from the singular values of the rows (weight l'')^(1/2) h_L; error 1 without a clear gap.
 * With several outputs each has its own l'': the smallest rank counts.
 */
import type { ResidualStructure } from "../../models/program.ts";
import { type NullSpace, nullSpace } from "../../numerics/qr.ts";
import { type PointContext, residualOnly } from "./point-context.ts";
import { absent, type Quantity } from "./quantity.ts";

export const representationRank: Quantity<PointContext> = {
  name: "representation_rank",
  measure: (context) => {
    const structure = context.residual();
    if (!structure) return absent(residualOnly);
    const { dimension, outputs } = context.data;
    const spaces = Array.from({ length: outputs }, (_, k) => unweightedDirections(context, structure, k));
    const clear = spaces.every((space) => space.gap >= 1e3);
    const rank = dimension - Math.max(...spaces.map((space) => space.dimension));
    return { value: rank, error: clear ? 0 : 1, grade: clear ? "exact" : "measured" };
  },
};

/** The u with E[l'' (u.h_L)^2] = 0, l'' that of output k. */
function unweightedDirections(context: PointContext, structure: ResidualStructure, k: number): NullSpace {
  const { nodes, curvatures } = context.forward();
  const { samples, dimension, weights } = context.data;
  const h = nodes[structure.representations.at(-1)!]!;
  const rows = new Float64Array(samples * dimension);
  for (let i = 0; i < samples; i++)
    for (let j = 0; j < dimension; j++)
      rows[i * dimension + j] = Math.sqrt(weights[i]! * curvatures[k * samples + i]!) * h[j * samples + i]!;
  return nullSpace(rows, samples, dimension);
}

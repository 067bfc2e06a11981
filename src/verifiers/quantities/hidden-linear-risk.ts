/** The largest, over l = 1..L, of inf_t E l(t.h_l; y): how much worse than on x a linear predictor may be on a hidden representation. */
import type { Data } from "../../models/data.ts";
import { bestLinearPredictor } from "../../models/linear-predictor.ts";
import type { Measured } from "../measurement.ts";
import { type PointContext, residualOnly } from "./point-context.ts";
import { absent, type Quantity } from "./quantity.ts";

export const hiddenLinearRisk: Quantity<PointContext> = {
  name: "hidden_linear_risk",
  measure: (context) => {
    const structure = context.residual();
    if (!structure) return absent(residualOnly);
    const { nodes } = context.forward();
    let largest: Measured | null = null;
    for (const node of structure.representations.slice(1)) {
      const predictor = bestLinearPredictor(representationData(context.data, nodes[node]!), context.loss);
      if (predictor.kind === "failed") return absent(predictor.reason);
      if (largest === null || predictor.risk > largest.value)
        largest = { value: predictor.risk, error: predictor.error, grade: "measured" };
    }
    return largest ?? absent("no hidden representation");
  },
};

/** h_l in the place of x, sample by sample. */
function representationData(data: Data, node: Float64Array): Data {
  const { samples, dimension } = data;
  const x = Float64Array.from(
    { length: samples * dimension },
    (_, k) => node[(k % dimension) * samples + Math.floor(k / dimension)]!,
  );
  return { ...data, x };
}

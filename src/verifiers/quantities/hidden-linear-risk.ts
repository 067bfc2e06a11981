/** The largest, over l = 1..L, of inf_t E l(t.h_l; y): how much worse than on x a linear predictor may be on a hidden representation. */
import type { Data } from "../../models/data.ts";
import { bestLinearPredictor, type LinearPredictor } from "../../models/linear-predictor.ts";
import { exactNodeRank } from "./exact-nodes.ts";
import { convexOnly, type PointContext, residualOnly } from "./point-context.ts";
import { absent, type Quantity } from "./quantity.ts";

export const hiddenLinearRisk: Quantity<PointContext> = {
  name: "hidden_linear_risk",
  measure: (context) => {
    const structure = context.residual();
    if (!structure) return absent(residualOnly);
    if (!context.loss.convex) return absent(convexOnly);
    const fits = structure.representations.slice(1).map((node) => fitOn(context, node));
    const failed = fits.find((fit) => fit.kind === "failed");
    if (failed) return absent(failed.reason);
    const found = fits.filter((fit) => fit.kind !== "failed");
    if (found.length === 0) return absent("no hidden representation");
    const value = found.reduce((largest, { risk }) => Math.max(largest, risk), 0);
    // another representation may have the largest infimum, as far as the bars go
    const highest = found.reduce((most, { risk, error }) => Math.max(most, risk + error), 0);
    const lowest = found.reduce((most, { risk, error }) => Math.max(most, risk - error), Number.NEGATIVE_INFINITY);
    return { value, error: Math.max(highest - value, value - lowest), grade: "measured" };
  },
};

function fitOn(context: PointContext, node: number): LinearPredictor {
  const { data, loss } = context;
  const x = bySample(data, context.forward().nodes[node]!);
  return bestLinearPredictor({ ...data, x }, loss, {
    errors: bySample(data, context.nodeErrors()[node]!),
    rank: (samples) => exactNodeRank(context, [[node]], samples),
  });
}

/** h_l in the place of x, sample by sample. */
function bySample({ samples, dimension }: Data, node: Float64Array): Float64Array {
  return Float64Array.from(
    { length: samples * dimension },
    (_, k) => node[(k % dimension) * samples + Math.floor(k / dimension)]!,
  );
}

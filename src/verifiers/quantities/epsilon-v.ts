/** epsilon_V = (sum_l ||G_l^T v||^2)^(1/2), G_l = dR/dV_l. */
import type { PointContext } from "./point-context.ts";
import { absent, measured, type Quantity } from "./quantity.ts";

export const epsilonV: Quantity<PointContext> = {
  name: "epsilon_v",
  measure: (context) => {
    const witness = context.witness();
    if (!witness.ok) return absent(witness.reason);
    const { moments } = witness;
    return measured(moments.epsilonV, moments.epsilonV, context.gradientNoise());
  },
};

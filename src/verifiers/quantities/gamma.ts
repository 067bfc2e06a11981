/** gamma = (sum_l ||E[l' phi_l]||^2)^(1/2). */
import type { PointContext } from "./point-context.ts";
import { absent, measured, type Quantity } from "./quantity.ts";

export const gamma: Quantity<PointContext> = {
  name: "gamma",
  measure: (context) => {
    const witness = context.witness();
    if (!witness.ok) return absent(witness.reason);
    const { moments } = witness;
    return measured(moments.gamma, moments.gamma, moments.gammaError);
  },
};

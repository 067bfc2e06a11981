/** alpha = E[l'' (v.h_L)^2]. */
import type { PointContext } from "./point-context.ts";
import { absent, measured, type Quantity } from "./quantity.ts";

export const alpha: Quantity<PointContext> = {
  name: "alpha",
  measure: (context) => {
    const witness = context.witness();
    if (!witness.ok) return absent(witness.reason);
    const { moments } = witness;
    return measured(moments.alpha, 0, moments.alphaError);
  },
};

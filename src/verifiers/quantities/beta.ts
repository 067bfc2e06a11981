/** beta = E[l'' (v.h_L) psi]. */
import type { PointContext } from "./point-context.ts";
import { absent, measured, type Quantity } from "./quantity.ts";
import { gammaIsNoise, resolved } from "./witness-direction.ts";

export const beta: Quantity<PointContext> = {
  name: "beta",
  measure: (context) => {
    const witness = context.witness();
    if (!witness.ok) return absent(witness.reason);
    const { moments } = witness;
    if (!resolved(moments)) return absent(gammaIsNoise);
    return measured(moments.beta, 0, moments.betaError);
  },
};

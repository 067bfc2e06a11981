/** kappa = E[l'' psi^2]. */
import type { PointContext } from "./point-context.ts";
import { absent, measured, type Quantity } from "./quantity.ts";
import { gammaIsNoise, resolved } from "./witness-direction.ts";

export const kappa: Quantity<PointContext> = {
  name: "kappa",
  measure: (context) => {
    const witness = context.witness();
    if (!witness.ok) return absent(witness.reason);
    const { moments } = witness;
    if (!resolved(moments)) return absent(gammaIsNoise);
    return measured(moments.kappa, 0, moments.kappaError);
  },
};

/** Smallest relative distance of a pre-activation to a kink; absent for smooth activations. Its error is absolute: z is a difference. */
import type { PointContext } from "./point-context.ts";
import { absent, measured, type Quantity } from "./quantity.ts";

export const kinkMargin: Quantity<PointContext> = {
  name: "kink_margin",
  measure: (context) => {
    const margin = context.kinkMargin();
    return margin === null ? absent("every activation that can move is smooth") : measured(margin, 1 + context.depth);
  },
};

/** Smallest relative distance of a pre-activation to a kink; absent for smooth activations. */
import { kinkMargin as measureKinkMargin } from "../critical/kink-margin.ts";
import type { PointContext } from "./point-context.ts";
import { absent, measured, type Quantity } from "./quantity.ts";

export const kinkMargin: Quantity<PointContext> = {
  name: "kink_margin",
  measure: (context) => {
    const margin = measureKinkMargin(context.evaluator, context.theta);
    return margin === null ? absent("every activation is smooth") : measured(margin);
  },
};

/** ||t*||, the norm of the best linear predictor. */
import type { DataContext } from "./data-context.ts";
import { absent, measured, type Quantity } from "./quantity.ts";

export const linearNorm: Quantity<DataContext> = {
  name: "linear_norm",
  measure: ({ linear }) => {
    const predictor = linear();
    return predictor.kind === "attained" ? measured(predictor.norm) : absent(predictor.reason);
  },
};

/** ||t*||, the norm of the best linear predictor; error: how far the computed one may be from it. */
import type { DataContext } from "./data-context.ts";
import { absent, measured, type Quantity } from "./quantity.ts";

export const outOfReach = "t* is not unique, or the inputs are too ill-conditioned for floats to say where it is";

export const linearNorm: Quantity<DataContext> = {
  name: "linear_norm",
  measure: ({ linear, linearError }) => {
    const predictor = linear();
    if (predictor.kind !== "attained") return absent(predictor.reason);
    const error = linearError();
    return error === null ? absent(outOfReach) : measured(predictor.norm, predictor.norm, error);
  },
};

/** R_lin = inf_t E l(t.x; y); error: primal value minus Fenchel dual bound, plus rounding. */
import type { DataContext } from "./data-context.ts";
import { absent, measured, type Quantity } from "./quantity.ts";

export const linearRisk: Quantity<DataContext> = {
  name: "linear_risk",
  measure: ({ linear }) => {
    const predictor = linear();
    switch (predictor.kind) {
      case "attained":
        return { value: predictor.risk, error: predictor.error, grade: "measured" };
      case "separable":
        return measured(predictor.risk, 0);
      case "failed":
        return absent(predictor.reason);
      default:
        return predictor satisfies never;
    }
  },
};

/** R_lin = inf_t E l(t.x; y); error: primal value minus Fenchel dual bound, plus rounding. Without convexity R at some t, an upper bound. */
import type { DataContext } from "./data-context.ts";
import { absent, type Quantity } from "./quantity.ts";

export const linearRisk: Quantity<DataContext> = {
  name: "linear_risk",
  measure: ({ linear }) => {
    const predictor = linear();
    switch (predictor.kind) {
      case "attained":
      case "doubtful":
      case "separable":
        return { value: predictor.risk, error: predictor.error, grade: "measured" };
      case "upper-bound":
        return { value: predictor.risk, error: predictor.error, grade: "upper-bound" };
      case "failed":
        return absent(predictor.reason);
      default:
        return predictor satisfies never;
    }
  },
};

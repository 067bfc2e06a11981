/** E||x||. */
import type { DataContext } from "./data-context.ts";
import { measured, type Quantity } from "./quantity.ts";

export const meanNormX: Quantity<DataContext> = {
  name: "mean_norm_x",
  measure: ({ data, inputNorms }) => measured(inputNorms().reduce((sum, norm, i) => sum + data.weights[i]! * norm, 0)),
};

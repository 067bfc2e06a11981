/** max_i ||x_i||. */
import type { DataContext } from "./data-context.ts";
import { measured, type Quantity } from "./quantity.ts";

export const maxNormX: Quantity<DataContext> = {
  name: "max_norm_x",
  measure: ({ inputNorms }) => measured(inputNorms().reduce((largest, norm) => Math.max(largest, norm), 0)),
};

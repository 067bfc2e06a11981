/** ||X||_F = (sum_i ||x_i||^2)^(1/2), without weights. */
import type { DataContext } from "./data-context.ts";
import { measured, type Quantity } from "./quantity.ts";

export const frobeniusX: Quantity<DataContext> = {
  name: "frobenius_x",
  measure: ({ inputNorms }) => measured(Math.sqrt(inputNorms().reduce((sum, norm) => sum + norm * norm, 0))),
};

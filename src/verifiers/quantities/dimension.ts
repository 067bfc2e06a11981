/** Input dimension d. */
import type { DataContext } from "./data-context.ts";
import { exact, type Quantity } from "./quantity.ts";

export const dimension: Quantity<DataContext> = {
  name: "dimension",
  measure: ({ data }) => exact(data.dimension),
};

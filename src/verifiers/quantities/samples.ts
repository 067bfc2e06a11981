/** Number of samples n. */
import type { DataContext } from "./data-context.ts";
import { exact, type Quantity } from "./quantity.ts";

export const samples: Quantity<DataContext> = {
  name: "samples",
  measure: ({ data }) => exact(data.samples),
};

/** Units of the first layer of a block (hidden width elsewhere). */
import type { DataContext } from "./data-context.ts";
import { exact, type Quantity } from "./quantity.ts";

export const width: Quantity<DataContext> = {
  name: "width",
  measure: ({ width }) => exact(width),
};

/** Depth L: blocks of a residual net, layers elsewhere. */
import type { DataContext } from "./data-context.ts";
import { exact, type Quantity } from "./quantity.ts";

export const depth: Quantity<DataContext> = {
  name: "depth",
  measure: ({ depth }) => exact(depth),
};

/** The poster's bound e^2 max_i ||x_i|| / sqrt n. */
import type { ClassContext } from "./class-context.ts";
import { measured, type Quantity } from "./quantity.ts";

export const rademacherBound: Quantity<ClassContext> = {
  name: "rademacher_bound",
  measure: (context) => {
    const largest = context.inputNorms().reduce((best, norm) => Math.max(best, norm), 0);
    return measured((Math.E ** 2 * largest) / Math.sqrt(context.data.samples));
  },
};

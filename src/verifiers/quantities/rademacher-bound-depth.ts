/** (1 + 2/L)^L ||X||_F / n (docs/theory.md, section 7). */
import { power } from "../../numerics/power.ts";
import { type ClassContext, frobeniusNorm } from "./class-context.ts";
import { measured, type Quantity } from "./quantity.ts";

export const rademacherBoundDepth: Quantity<ClassContext> = {
  name: "rademacher_bound_depth",
  measure: (context) => {
    const factor = power(1 + 2 / context.depth, context.depth);
    return measured(
      (factor * frobeniusNorm(context)) / context.data.samples,
      (factor * frobeniusNorm(context) * (1 + context.depth / 50)) / context.data.samples,
    );
  },
};

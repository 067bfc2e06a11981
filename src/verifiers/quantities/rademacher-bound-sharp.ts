/** min{(1+2/L)^L, (1+1/L)^L (1 + sqrt(2 c_L))} ||X||_F / n, c_L = L ln(1 + 1/(L+1)) (docs/theory.md, section 7). */
import { log } from "../../numerics/elementary.ts";
import { power } from "../../numerics/power.ts";
import { type ClassContext, frobeniusNorm } from "./class-context.ts";
import { measured, type Quantity } from "./quantity.ts";

export const rademacherBoundSharp: Quantity<ClassContext> = {
  name: "rademacher_bound_sharp",
  measure: (context) => {
    const { depth } = context;
    const c = depth * log(1 + 1 / (depth + 1));
    const factor = Math.min(power(1 + 2 / depth, depth), power(1 + 1 / depth, depth) * (1 + Math.sqrt(2 * c)));
    return measured(
      (factor * frobeniusNorm(context)) / context.data.samples,
      (factor * frobeniusNorm(context) * (1 + depth / 50)) / context.data.samples,
    );
  },
};

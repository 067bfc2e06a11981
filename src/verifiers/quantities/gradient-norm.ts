/** ||grad R|| over all trainable parameters; error: its rounding floor. */
import type { PointContext } from "./point-context.ts";
import { measured, type Quantity } from "./quantity.ts";

export const gradientNorm: Quantity<PointContext> = {
  name: "gradient_norm",
  measure: (context) =>
    measured(Math.sqrt(context.gradient().reduce((sum, entry) => sum + entry * entry, 0)), 0, context.gradientNoise()),
};

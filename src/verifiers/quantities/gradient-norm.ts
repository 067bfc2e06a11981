/** ||grad R|| over all trainable parameters; error: its rounding floor. */
import { differentiable, notDifferentiable, type PointContext } from "./point-context.ts";
import { absent, measured, type Quantity } from "./quantity.ts";

export const gradientNorm: Quantity<PointContext> = {
  name: "gradient_norm",
  measure: (context) => {
    if (!differentiable(context)) return absent(notDifferentiable);
    const squared = context.gradient().reduce((sum, entry) => sum + entry * entry, 0);
    return measured(Math.sqrt(squared), 0, context.gradientNoise());
  },
};

/** epsilon_w = ||grad_w R||; error: the rounding floor of the whole gradient. */
import { gradientBlock, type PointContext } from "./point-context.ts";
import { absent, measured, type Quantity } from "./quantity.ts";

export const gradientNormW: Quantity<PointContext> = {
  name: "gradient_norm_w",
  measure: (context) => {
    const { blocks } = context.evaluator.problem.program;
    const readout = blocks.find((block) => block.name === "w");
    if (!readout) return absent("the architecture has no readout w");
    const entries = gradientBlock(context, readout);
    return measured(Math.sqrt(entries.reduce((sum, entry) => sum + entry * entry, 0)), 0, context.gradientNoise());
  },
};

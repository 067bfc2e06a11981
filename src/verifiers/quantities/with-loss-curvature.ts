/** For quantities made of l'': absent where a residual lies on a kink of the loss's slope, because l'' does not exist there. */
import { notTwiceDifferentiable, type PointContext } from "./point-context.ts";
import { absent, type Quantity } from "./quantity.ts";

export const withLossCurvature = (quantity: Quantity<PointContext>): Quantity<PointContext> => ({
  name: quantity.name,
  measure: (context) => (context.lossKink() ? absent(notTwiceDifferentiable) : quantity.measure(context)),
});

/** mu = sup |l'|, the Lipschitz constant of the loss in the prediction. */
import type { DataContext } from "./data-context.ts";
import { absent, exact, type Quantity } from "./quantity.ts";

export const lossLipschitz: Quantity<DataContext> = {
  name: "loss_lipschitz",
  measure: ({ loss }) =>
    loss.lipschitz === null ? absent(`the ${loss.kind} loss is not Lipschitz`) : exact(loss.lipschitz),
};

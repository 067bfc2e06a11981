/** dim N, N = {v : U_l v = 0, l = 2..L}: a fact about the stored floats, decided without rounding. */
import { type PointContext, residualOnly } from "./point-context.ts";
import { absent, exact, type Quantity } from "./quantity.ts";

export const nullityU: Quantity<PointContext> = {
  name: "nullity_u",
  measure: (context) => {
    const nullity = context.nullityU();
    return nullity === null ? absent(residualOnly) : exact(nullity);
  },
};

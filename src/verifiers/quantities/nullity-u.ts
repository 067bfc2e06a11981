/** dim N, N = {v : U_l v = 0, l = 2..L}; error 1 where the numerical rank has no clear gap. */
import { type PointContext, residualOnly } from "./point-context.ts";
import { absent, type Quantity } from "./quantity.ts";
import { invisibleSpace } from "./witness-direction.ts";

export const nullityU: Quantity<PointContext> = {
  name: "nullity_u",
  measure: (context) => {
    const structure = context.residual();
    if (!structure) return absent(residualOnly);
    const { dimension, clear } = invisibleSpace(context, structure);
    return { value: dimension, error: clear ? 0 : 1, grade: clear ? "exact" : "measured" };
  },
};

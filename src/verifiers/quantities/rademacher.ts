/** Empirical Rademacher complexity of the class: a lower estimate, so it can refute an upper bound and never confirm one. */
import type { ClassContext } from "./class-context.ts";
import type { Quantity } from "./quantity.ts";

export const rademacher: Quantity<ClassContext> = {
  name: "rademacher",
  measure: ({ estimate }) => ({ value: estimate.value, error: estimate.error, grade: "lower-bound" }),
};

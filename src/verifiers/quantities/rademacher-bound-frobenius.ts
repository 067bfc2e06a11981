/** e^2 ||X||_F / n (docs/theory.md, section 7). */
import { type ClassContext, frobeniusNorm } from "./class-context.ts";
import { measured, type Quantity } from "./quantity.ts";

export const rademacherBoundFrobenius: Quantity<ClassContext> = {
  name: "rademacher_bound_frobenius",
  measure: (context) => measured((Math.E ** 2 * frobeniusNorm(context)) / context.data.samples),
};

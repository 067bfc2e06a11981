/** What the class quantities are measured from: the data, the depth and the estimate of the supremum. */
import type { RademacherEstimate } from "../searches/class-supremum.ts";
import type { DataContext } from "./data-context.ts";

export interface ClassContext extends DataContext {
  readonly estimate: RademacherEstimate;
}

/** ||X||_F without weights: the Rademacher bounds are for the plain sample. */
export function frobeniusNorm(context: DataContext): number {
  return Math.sqrt(context.inputNorms().reduce((sum, norm) => sum + norm * norm, 0));
}

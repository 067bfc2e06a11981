/** Reading the fields that several architectures share. */
import type { Activation } from "../activation.ts";
import { activations } from "../activations/index.ts";
import type { ProgramAxes } from "../architecture.ts";

export function activationNamed(kind: string): Activation {
  const activation = activations[kind];
  if (!activation) throw new Error(`unknown activation "${kind}"; known: ${Object.keys(activations).join(", ")}`);
  return activation;
}

/** The width axis wins over the architecture's own number; formulas are evaluated before compilation. */
export function widthOf(width: number | string | undefined, axes: ProgramAxes): number {
  if (axes.width !== null) return axes.width;
  if (typeof width === "string") throw new Error(`width "${width}" is a formula and must be evaluated first`);
  return width ?? 1;
}

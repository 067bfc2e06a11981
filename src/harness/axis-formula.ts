/** Numbers in a spec that depend on the axes, such as `scale: 1 / sqrt(depth)`. */

import type { Problem } from "../models/evaluator.ts";
import { evaluateNumber, parseFormula } from "../verifiers/formula/index.ts";
import type { Cell, CellAxes } from "./plan.types.ts";
import type { NumberOrFormula } from "./spec/types.ts";

export type AxisValues = Pick<CellAxes, "depth"> & Partial<Pick<CellAxes, "dimension" | "width" | "samples">>;

/** Names an axis formula may use. */
export const axisNames: ReadonlySet<string> = new Set(["depth", "dimension", "width", "samples"]);

/** Throws where the formula has no value: the spec reader has parsed it and resolved its names. */
export function evaluateAxisFormula(formula: NumberOrFormula, axes: AxisValues): number {
  if (typeof formula === "number") return formula;
  const parsed = parseFormula(formula);
  if (!parsed.ok) throw new Error(`"${formula}" is not a formula: ${parsed.problems[0]?.message ?? "unknown"}`);
  const result = evaluateNumber(parsed.root, (name) => {
    const value = axisNames.has(name) ? axes[name as keyof AxisValues] : undefined;
    return value === undefined
      ? { value: null, reason: `${name} is not an axis of this sweep` }
      : { value, error: 0, grade: "exact" };
  });
  if (result.value === null) throw new Error(`"${formula}" has no value at depth ${axes.depth}: ${result.reason}`);
  return result.value;
}

/** A cell's axes with the sizes that its data and architecture fix. */
export function axesOf({ axes }: Cell, { program, data }: Problem): AxisValues {
  return { depth: axes.depth, dimension: data.dimension, samples: data.samples, width: program.width };
}

/** Numbers of a spec that may be formulas of the axes: `width: depth + 1`, `outer: 1 / sqrt(depth)`. */
import { evaluateNumber as evaluateFormula, parseFormula } from "../../verifiers/formula/index.ts";
import type { NumberOrFormula } from "./types.ts";

/** The number at these axes; NaN where the formula has no value, which the spec's checks refuse with a place. */
export function evaluateNumber(value: NumberOrFormula, axes: Readonly<Record<string, number>>): number {
  if (typeof value === "number") return value;
  const parsed = parseFormula(value);
  if (!parsed.ok) return Number.NaN;
  const result = evaluateFormula(parsed.root, (name) => {
    const axis = Object.hasOwn(axes, name) ? axes[name] : undefined;
    return axis === undefined || !Number.isFinite(axis)
      ? { value: null, reason: `${name} is not known here` }
      : { value: axis, error: 0, grade: "exact" };
  });
  return result.value ?? Number.NaN;
}

/** Cells that differ only in depth and seed: what one fit across depth is made of. */
import { evaluateNumber, parseFormula } from "../../verifiers/formula/index.ts";
import type { Cell } from "../plan.types.ts";
import type { NumberOrFormula, Spec } from "../spec/types.ts";

/** An axis that is a formula of depth, such as width: depth + 1, is one axis value although its number changes with depth. */
function entriesOf(
  entries: readonly NumberOrFormula[] | undefined,
  value: number | undefined,
  depth: number,
): string[] {
  if (value === undefined) return [""];
  const at = (entry: NumberOrFormula): number | null => {
    if (typeof entry === "number") return entry;
    const parsed = parseFormula(entry);
    return parsed.ok ? evaluateNumber(parsed.root, () => ({ value: depth, error: 0, grade: "exact" })).value : null;
  };
  const matching = (entries ?? []).filter((entry) => at(entry) === value).map(String);
  return matching.length > 0 ? matching : [String(value)];
}

/** The groups a cell belongs to: all axes but depth and seed. More than one where two formulas of depth meet. */
export function groupsOf(spec: Spec, { axes }: Cell): readonly string[] {
  const fixed = [axes.dataset, axes.architecture, axes.loss, axes.file].filter((part) => typeof part === "string");
  const samples = axes.samples === undefined ? [] : [`samples ${axes.samples}`];
  const dimensions = entriesOf(spec.sweep.dimension, axes.dimension, axes.depth);
  const widths = entriesOf(spec.sweep.width, axes.width, axes.depth);
  return dimensions.flatMap((dimension) =>
    widths.map((width) => {
      const free = [dimension && `dimension ${dimension}`, width && `width ${width}`].filter((part) => part !== "");
      return [...fixed, ...samples, ...free].join(", ");
    }),
  );
}

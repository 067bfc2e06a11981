/** Many values per depth behind the worst one: every point as a dot while there are few, else bands between quantiles. */
import * as Plot from "@observablehq/plot";
import type { Spread } from "../../illustrate/illustrations.types.ts";
import { dots, type Place } from "./dots.ts";

export type { Spread };

export const spreadValues = (spreads: readonly Spread[]): number[] => spreads.flatMap(({ values }) => values);

/** `shift` moves them sideways on the logarithmic axis, so that two sets stand side by side. */
export function spreadMarks(spreads: readonly Spread[], className: string, shift: number = 1): Plot.Markish[] {
  const single = spreads.filter(({ kind }) => kind === "all");
  const places = single.flatMap(({ depth, values }) => values.map((y): Place => ({ x: depth * shift, y })));
  const banded = spreads.filter(({ kind, values }) => kind === "quantiles" && values.length === 7);
  const bands = banded.map(({ depth, values: [, low, lower, , upper, high] }) => {
    return { x: depth * shift, low: low ?? 0, lower: lower ?? 0, upper: upper ?? 0, high: high ?? 0 };
  });
  const medians = banded.map(({ depth, values }) => ({ x: depth * shift, y: values[3] ?? 0 }));
  return [
    Plot.ruleX(bands, { x: "x", y1: "low", y2: "high", className: `${className}-outer` }),
    Plot.ruleX(bands, { x: "x", y1: "lower", y2: "upper", className: `${className}-inner` }),
    dots(medians, `${className} median`),
    dots(places, className),
  ];
}

/** What a formula bounds and its bound against depth, at every point, with the two at the worst point of each depth marked. */
import * as Plot from "@observablehq/plot";
import type { Sides } from "../../illustrate/illustrations.types.ts";
import type { Fragment } from "../fragment.ts";
import { depthSpan, withError } from "../phrase.ts";
import { depthAxis } from "./depth-axis.ts";
import { crosses, dashes, dots } from "./dots.ts";
import { valueAxis } from "./margin-axis.ts";
import { spreadMarks, spreadValues } from "./spread-marks.ts";
import { draw, frame } from "./svg.ts";
import { verticalAxis } from "./vertical-axis.ts";

/** Factors on the depth, so that value and bound stand side by side. */
const left = 0.94;
const right = 1.06;

export function valueChart(sides: Sides): Fragment {
  const { value, bound, worst } = sides;
  const ends = worst.flatMap((one) => [...bar(one.value, one.valueError), ...bar(one.bound, one.boundError)]);
  const axis = valueAxis([...spreadValues(value.spreads), ...spreadValues(bound.spreads), ...ends], resolved(worst));
  const x = depthAxis(worst.map(({ depth }) => depth));
  const options: Plot.PlotOptions = {
    ...frame,
    x: { ...x, ticks: [...x.ticks], tickFormat: String, label: "depth L", labelArrow: "none", labelAnchor: "center" },
    y: verticalAxis(axis, "value and bound"),
    marks: [
      ...spreadMarks(bound.spreads, "bounds", right),
      ...spreadMarks(value.spreads, "values", left),
      ...worstMarks(worst),
    ],
  };
  return draw({ options, className: "chart", name: "Value and bound against depth", description: describe(worst) });
}

/** What is known to differ from zero is to be seen apart from it. */
const resolved = (worst: Sides["worst"]): number[] =>
  worst
    .flatMap((one) => [
      { size: Math.abs(one.value), error: one.valueError },
      { size: Math.abs(one.bound), error: one.boundError },
    ])
    .flatMap(({ size, error }) => (size > error ? [size] : []));

const bar = (middle: number, error: number): number[] => [middle - error, middle + error].filter(Number.isFinite);

function worstMarks(worst: Sides["worst"]): Plot.Markish[] {
  const bars = worst.flatMap((one) => [
    { x: one.depth * left, low: one.value - one.valueError, high: one.value + one.valueError },
    { x: one.depth * right, low: one.bound - one.boundError, high: one.bound + one.boundError },
  ]);
  return [
    Plot.ruleX(bars, { x: "x", y1: "low", y2: "high", className: "error-bars" }),
    dashes(
      worst.map(({ depth, bound }) => ({ x: depth * right, y: bound })),
      "worst-bound",
    ),
    dots(
      worst.map(({ depth, value }) => ({ x: depth * left, y: value })),
      "worst-value",
    ),
    crosses(
      worst.filter(({ value, bound }) => value > bound).map(({ depth, value }) => ({ x: depth * left, y: value })),
      "exceeds",
    ),
  ];
}

function describe(worst: Sides["worst"]): string {
  const last = worst.at(-1);
  if (last === undefined) return "No point.";
  const span = depthSpan(worst.map(({ depth }) => depth));
  return `${span}; at the worst point of L = ${last.depth} the value is ${withError(last.value, last.valueError)} and the bound ${withError(last.bound, last.boundError)}.`;
}

/** Worst (of an existential claim: best) margin against log2 L in the size of a word; the line is zero, below it the formula fails. */
import * as Plot from "@observablehq/plot";
import type { Fragment } from "../fragment.ts";
import { depthSpan, significant } from "../phrase.ts";
import { depthAxis } from "./depth-axis.ts";
import { crosses, dots, type Place } from "./dots.ts";
import { type DepthMargin, marginAxis } from "./margin-axis.ts";
import { chartName, describe } from "./margin-chart.ts";
import { draw } from "./svg.ts";
import { yScale } from "./vertical-axis.ts";

export function sparkline(items: readonly DepthMargin[], extreme: "best" | "worst"): Fragment {
  const axis = marginAxis(items);
  const x = depthAxis(items.map(({ depth }) => depth));
  const failing = items.filter(({ state }) => state === "fails");
  const rest = items.filter(({ state }) => state !== "fails");
  const options: Plot.PlotOptions = {
    width: 120,
    height: 32,
    margin: 4,
    axis: null,
    x: { ...x, ticks: [...x.ticks] },
    y: yScale(axis),
    marks: [
      Plot.ruleY([0], { stroke: "var(--muted)", strokeWidth: 1 }),
      Plot.lineY(items, { x: "depth", y: "margin", stroke: "var(--ink)", strokeWidth: 1.3 }),
      dots(placesOf(rest), "spark-dots"),
      crosses(placesOf(failing), "spark-crosses"),
    ],
  };
  return draw({ options, className: "sparkline", name: chartName(extreme), description: describe(items) });
}

const placesOf = (items: readonly DepthMargin[]): Place[] =>
  items.flatMap(({ depth, margin }) => (margin === null ? [] : [{ x: depth, y: margin }]));

/** The same for the value that a claim across depth fits a line to: what decides is the slope, so there is no zero line. */
export function trendSparkline(readings: readonly { readonly depth: number; readonly y: number }[]): Fragment {
  const depths = readings.map(({ depth }) => depth);
  const x = depthAxis(depths);
  const values = readings.map(({ y }) => y);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const options: Plot.PlotOptions = {
    width: 120,
    height: 32,
    margin: 4,
    axis: null,
    x: { ...x, ticks: [...x.ticks] },
    y: { domain: low === high ? [low - 1, high + 1] : [low, high] },
    marks: [
      Plot.lineY(readings, { x: "depth", y: "y", stroke: "var(--ink)", strokeWidth: 1.3 }),
      dots(
        readings.map(({ depth, y }) => ({ x: depth, y })),
        "spark-dots",
      ),
    ],
  };
  const description = `${depthSpan(depths)}, from ${significant(values[0] ?? 0)} to ${significant(values.at(-1) ?? 0)}.`;
  return draw({ options, className: "sparkline", name: "Fitted value against depth", description });
}

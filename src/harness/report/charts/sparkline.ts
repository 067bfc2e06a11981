/** Worst (of an existential claim: best) margin against log2 L in the size of a word; the line is zero, below it the formula fails. */
import * as Plot from "@observablehq/plot";
import type { Fragment } from "../fragment.ts";
import { depthAxis } from "./depth-axis.ts";
import { type DepthMargin, marginAxis } from "./margin-axis.ts";
import { chartName, describe, yScale } from "./margin-chart.ts";
import { draw } from "./svg.ts";

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
      Plot.dot(rest, { x: "depth", y: "margin", r: 1.8, fill: "var(--ink)" }),
      Plot.dot(failing, { x: "depth", y: "margin", r: 3.4, symbol: "times", stroke: "var(--fails)", strokeWidth: 2 }),
    ],
  };
  return draw({ options, className: "sparkline", name: chartName(extreme), description: describe(items) });
}

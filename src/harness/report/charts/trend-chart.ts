/** The fits behind a claim across depth: worst values with error bars and the line through them, the group nearest to failing in front. */
import * as Plot from "@observablehq/plot";
import type { TrendLine } from "../../illustrate/illustrations.types.ts";
import type { Fragment } from "../fragment.ts";
import { depthSpan, tick, withError } from "../phrase.ts";
import { depthAxis } from "./depth-axis.ts";
import { dots } from "./dots.ts";
import { draw, frame } from "./svg.ts";

export function trendChart(lines: readonly TrendLine[]): Fragment {
  const [first, ...others] = lines;
  const depths = [...new Set(lines.flatMap(({ readings }) => readings.map(({ depth }) => depth)))];
  const x = depthAxis(depths.sort((a, b) => a - b));
  const options: Plot.PlotOptions = {
    ...frame,
    x: { ...x, ticks: [...x.ticks], tickFormat: String, label: "depth L", labelArrow: "none", labelAnchor: "center" },
    // Inset, so that the lowest mark does not cover the tick of its depth.
    y: { label: "fitted value", labelArrow: "none", grid: true, ticks: 5, tickFormat: tick, insetBottom: 8 },
    marks: [...others.flatMap((line) => group(line, "other")), ...(first === undefined ? [] : group(first, "nearest"))],
  };
  return draw({
    options,
    className: "chart",
    name: "Fitted values against depth",
    description: describe(lines, depths),
  });
}

function group({ readings, slope }: TrendLine, className: string): Plot.Markish[] {
  const mean = (of: (reading: TrendLine["readings"][number]) => number): number =>
    readings.reduce((sum, reading) => sum + of(reading), 0) / Math.max(1, readings.length);
  const [x, y] = [mean((reading) => reading.x), mean((reading) => reading.y)];
  // The least-squares line goes through the means.
  const fitted = readings.map((reading) => ({ depth: reading.depth, y: y + slope * (reading.x - x) }));
  const bars = readings.map((reading) => ({
    depth: reading.depth,
    low: reading.y - reading.error,
    high: reading.y + reading.error,
  }));
  return [
    Plot.lineY(fitted, { x: "depth", y: "y", className: `fit-${className}` }),
    Plot.ruleX(bars, { x: "depth", y1: "low", y2: "high", className: "error-bars" }),
    dots(
      readings.map((reading) => ({ x: reading.depth, y: reading.y })),
      `readings ${className}`,
    ),
  ];
}

function describe([first]: readonly TrendLine[], depths: readonly number[]): string {
  return first === undefined ? "No fit." : `${depthSpan(depths)}; slope ${withError(first.slope, first.error)}.`;
}

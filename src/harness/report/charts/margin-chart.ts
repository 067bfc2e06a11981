/** Worst (of an existential claim: best) margin against depth with error bars; below the zero line the formula fails. */
import * as Plot from "@observablehq/plot";
import type { Fragment } from "../fragment.ts";
import { count, depthSpan, withError } from "../phrase.ts";
import { depthAxis } from "./depth-axis.ts";
import { type DepthMargin, type MarginAxis, marginAxis } from "./margin-axis.ts";
import { type Spread, spreadMarks, spreadValues } from "./spread-marks.ts";
import { draw, frame } from "./svg.ts";
import { verticalAxis } from "./vertical-axis.ts";

/** Shape and colour together tell the state, so that neither is needed alone. */
export const marks: Readonly<Record<DepthMargin["state"], { symbol: Plot.SymbolType; colour: string }>> = {
  holds: { symbol: "circle", colour: "var(--holds)" },
  tie: { symbol: "circle", colour: "var(--paper)" },
  fails: { symbol: "times", colour: "var(--fails)" },
  undecided: { symbol: "square", colour: "var(--undecided)" },
  absent: { symbol: "plus", colour: "var(--muted)" },
};

/** `spreads`: the margins of all applicable points, where they are known. */
export function marginChart(
  items: readonly DepthMargin[],
  extreme: "best" | "worst",
  spreads: readonly Spread[] = [],
): Fragment {
  const depths = items.map(({ depth }) => depth);
  const axis = marginAxis(items, spreadValues(spreads));
  const x = depthAxis(depths);
  const options: Plot.PlotOptions = {
    ...frame,
    x: { ...x, ticks: [...x.ticks], tickFormat: String, label: "depth L", labelArrow: "none", labelAnchor: "center" },
    y: verticalAxis(axis, `${extreme} margin`),
    marks: [
      failZone(axis, x.domain),
      Plot.ruleY([0], { stroke: "currentColor", strokeWidth: 1.2 }),
      ...spreadMarks(spreads, "points"),
      ...series(items, axis),
    ],
  };
  return draw({ options, className: "chart", name: chartName(extreme), description: describe(items) });
}

export const chartName = (extreme: "best" | "worst"): string =>
  `${extreme === "best" ? "Best" : "Worst"} margin against depth`;

function failZone({ domain: [low] }: MarginAxis, [left, right]: readonly [number, number]): Plot.Markish {
  const zone = low < 0 ? [{ left, right, low }] : [];
  return Plot.rect(zone, { x1: "left", x2: "right", y1: "low", y2: () => 0, fill: "var(--fail-zone)" });
}

function series(items: readonly DepthMargin[], { domain: [low, high] }: MarginAxis): Plot.Markish[] {
  const clip = (y: number) => Math.min(high, Math.max(low, y));
  const bars = items.flatMap(({ depth, margin, error }) =>
    margin === null || error === null || error === 0
      ? []
      : [{ depth, low: clip(margin - error), high: clip(margin + error) }],
  );
  return [
    Plot.lineY(items, { x: "depth", y: "margin", stroke: "var(--muted)", strokeWidth: 1.2 }),
    Plot.ruleX(bars, { x: "depth", y1: "low", y2: "high", stroke: "var(--ink)", strokeWidth: 1.4 }),
    ...states(items).map((state) => dots(items, state)),
  ];
}

export function states(items: readonly DepthMargin[]): DepthMargin["state"][] {
  const order: DepthMargin["state"][] = ["holds", "tie", "undecided", "absent", "fails"];
  return order.filter((state) => items.some((item) => item.state === state));
}

function dots(items: readonly DepthMargin[], state: DepthMargin["state"]): Plot.Markish {
  const { symbol, colour } = marks[state];
  const cross = symbol === "times" || symbol === "plus";
  return Plot.dot(
    items.filter((item) => item.state === state),
    {
      x: "depth",
      y: (item: DepthMargin) => item.margin ?? 0,
      symbol,
      r: state === "fails" ? 5 : 4,
      fill: cross ? "none" : colour,
      stroke: cross ? colour : state === "tie" ? "var(--holds)" : "var(--paper)",
      strokeWidth: cross ? 2.4 : state === "tie" ? 1.8 : 1,
      title: tooltip,
    },
  );
}

function tooltip({ depth, margin, error, applicable }: DepthMargin): string {
  if (margin === null) return `L = ${depth}: no applicable point`;
  return `L = ${depth}: ${withError(margin, error)} at ${count(applicable)} applicable points`;
}

export function describe(items: readonly DepthMargin[]): string {
  const named = (state: DepthMargin["state"], words: string) => {
    const depths = items.filter((item) => item.state === state).map(({ depth }) => depth);
    return depths.length === 0 ? [] : [`${words} at L = ${depths.join(", ")}`];
  };
  const exceptions = [
    ...named("fails", "negative"),
    ...named("undecided", "undecided"),
    ...named("tie", "tied"),
    ...named("absent", "no applicable point"),
  ];
  const span = depthSpan(items.map(({ depth }) => depth));
  return exceptions.length === 0 ? `Positive throughout ${span}.` : `${span}; ${exceptions.join("; ")}.`;
}

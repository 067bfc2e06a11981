/** What the searches ended at, per depth: one stacked bar of label counts. */
import * as Plot from "@observablehq/plot";
import type { Fragment } from "../fragment.ts";
import { count, depthSpan } from "../phrase.ts";
import { draw, frame } from "./svg.ts";

export interface LabelCount {
  readonly depth: number;
  /** Position in the fixed order of labels, which is the order of the stack. */
  readonly rank: number;
  readonly label: string;
  readonly count: number;
}

export function labelChart(items: readonly LabelCount[]): Fragment {
  const depths = [...new Set(items.map(({ depth }) => depth))].sort((a, b) => a - b);
  const every = Math.ceil(depths.length / 12);
  const options: Plot.PlotOptions = {
    ...frame,
    x: {
      type: "band",
      domain: depths,
      // A single bar is not as wide as the chart.
      padding: Math.max(0.1, 1 - depths.length / 6),
      ticks: depths.filter((_, i) => i % every === 0),
      tickFormat: String,
      label: "depth L",
      labelArrow: "none",
    },
    y: { label: "searches", labelArrow: "none", grid: true, ticks: Math.min(5, highest(items)), tickFormat: count },
    color: { type: "identity" },
    marks: [
      Plot.barY(items, {
        x: "depth",
        y: "count",
        fill: (item: LabelCount) => `var(--label-${item.rank})`,
        order: "rank",
        stroke: "var(--paper)",
        strokeWidth: 0.8,
        title: (item: LabelCount) => `L = ${item.depth}: ${count(item.count)} ${item.label}`,
      }),
      Plot.ruleY([0]),
    ],
  };
  return draw({
    options,
    className: "chart",
    name: "What the searches ended at",
    description: describe(items, depths),
  });
}

/** The largest stack: counts have no ticks between whole numbers. */
function highest(items: readonly LabelCount[]): number {
  const totals = new Map<number, number>();
  for (const { depth, count: n } of items) totals.set(depth, (totals.get(depth) ?? 0) + n);
  return Math.max(...totals.values());
}

function describe(items: readonly LabelCount[], depths: readonly number[]): string {
  const totals = new Map<string, number>();
  for (const item of items) totals.set(item.label, (totals.get(item.label) ?? 0) + item.count);
  const words = [...totals].map(([label, total]) => `${count(total)} ${label}`);
  return `${depthSpan(depths)}: ${words.join(", ")}.`;
}

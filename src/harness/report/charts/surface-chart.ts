/** The risk around a point as filled contours, equally many grid points between two levels, with the direction across as an arrow. */
import * as Plot from "@observablehq/plot";
import type { Surface } from "../../illustrate/illustrations.types.ts";
import type { Fragment } from "../fragment.ts";
import { significant, tick } from "../phrase.ts";
import { crosses, segments } from "./dots.ts";
import { levelLine } from "./level-line.ts";
import { draw, frame } from "./svg.ts";

const shades = 5;
const box = { width: 300, height: 300, marginLeft: 44, marginRight: 14, marginTop: 28, marginBottom: 42 } as const;
const within = {
  x: [box.marginLeft, box.width - box.marginRight],
  y: [box.marginTop, box.height - box.marginBottom],
} as const;

export interface SurfaceChart {
  readonly chart: Fragment;
  /** Lower end of each shade but the first. */
  readonly levels: readonly number[];
}

/** `linearRisk`: drawn as a line where the surface crosses it. */
export function surfaceChart(surface: Surface, linearRisk: number | null): SurfaceChart {
  const { risks, size, reach } = surface;
  const finite = risks.filter((risk) => risk !== null).sort((a, b) => a - b);
  const levels = levelsOf(finite);
  const options: Plot.PlotOptions = {
    ...frame,
    ...box,
    x: {
      domain: [-reach, reach],
      ticks: 5,
      tickFormat: tick,
      label: "across",
      labelArrow: "none",
      labelAnchor: "center",
    },
    y: { domain: [-reach, reach], ticks: 5, tickFormat: tick, label: "up", labelArrow: "none" },
    color: {
      type: "threshold",
      domain: [...levels],
      range: Array.from({ length: levels.length + 1 }, (_, k) => `var(--shade-${k})`),
    },
    marks: [
      Plot.frame({ fill: "var(--shade-0)", stroke: "none" }),
      contour(risks, size, reach, levels, { fill: "value", className: "levels" }),
      ...(linearRisk === null ? [] : [segments(levelLine(surface, linearRisk), "linear-level")]),
      Plot.ruleY([0], { x1: -reach, x2: reach, className: "across" }),
      crosses([{ x: 0, y: 0 }], "witness"),
    ],
  };
  const [low, high] = [finite[0] ?? 0, finite.at(-1) ?? 0];
  const description = `Risks from ${significant(low)} to ${significant(high)} on a grid of ${size} by ${size} points around the witness.`;
  return {
    chart: draw({
      options,
      className: "chart surface",
      name: "Risk around the witness",
      description,
      digits: 0,
      within,
    }),
    levels,
  };
}

/** So that each shade covers about as many grid points. */
function levelsOf(sorted: readonly number[]): number[] {
  const levels = Array.from({ length: shades - 1 }, (_, k) => sorted[Math.floor(((k + 1) * sorted.length) / shades)]);
  return [...new Set(levels.filter((level) => level !== undefined))].filter((level) => level > (sorted[0] ?? 0));
}

function contour(
  risks: Surface["risks"],
  size: number,
  reach: number,
  thresholds: readonly number[],
  style: Plot.ContourOptions,
): Plot.Markish {
  // Grid points that are not finite are higher than all others.
  const value = risks.map((risk) => risk ?? Number.MAX_VALUE);
  // A grid point stands in the middle of its square, so the outer squares reach beyond the frame by half.
  const half = reach / (size - 1);
  const place = { width: size, height: size, x1: -reach - half, x2: reach + half, y1: -reach - half, y2: reach + half };
  return Plot.contour(value, {
    ...place,
    value: Plot.identity,
    thresholds: [...thresholds],
    ...style,
  } as Plot.ContourOptions);
}

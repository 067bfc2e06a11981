/** Risk against index of the critical points, as in Dauphin and others 2014, with the best linear predictor as a line. */
import * as Plot from "@observablehq/plot";
import type { Stationary } from "../../illustrate/illustrations.types.ts";
import type { Fragment } from "../fragment.ts";
import { count, significant, tick } from "../phrase.ts";
import { dots } from "./dots.ts";
import { valueAxis } from "./margin-axis.ts";
import { draw, frame } from "./svg.ts";
import { verticalAxis } from "./vertical-axis.ts";

/** On the line to rounding: critical points of linear networks are. */
const isAbove = ({ y }: { readonly y: number }): boolean => y > 1 + 1e-9;

export function stationaryChart({ points }: Stationary): Fragment {
  const placed = points.map(({ index, parameters, risk }) => ({ x: index / parameters, y: risk }));
  const axis = valueAxis([1, ...placed.map(({ y }) => y)]);
  const widest = Math.max(0.1, ...placed.map(({ x }) => x));
  const options: Plot.PlotOptions = {
    ...frame,
    x: {
      domain: [-0.04 * widest, 1.06 * widest],
      ticks: 5,
      tickFormat: tick,
      label: "share of negative eigenvalues",
      labelArrow: "none",
      labelAnchor: "center",
    },
    y: verticalAxis(axis, "risk / risk of the best linear predictor"),
    marks: [
      Plot.ruleY([1], { className: "reference" }),
      dots(
        placed.filter((point) => !isAbove(point)),
        "stationary below",
      ),
      dots(placed.filter(isAbove), "stationary above"),
      Plot.text([{ x: 1.06 * widest, y: 1 }], {
        x: "x",
        y: "y",
        text: () => "best linear predictor",
        textAnchor: "end",
        dy: -6,
        className: "on-marks",
      }),
    ],
  };
  return draw({
    options,
    className: "chart",
    name: "Risk against index of the critical points",
    description: describe(placed),
  });
}

function describe(placed: readonly { x: number; y: number }[]): string {
  const above = placed.filter(isAbove);
  const minima = above.filter(({ x }) => x === 0);
  const most = significant(Math.max(...placed.map(({ x }) => x)), 2);
  return `${count(placed.length)} critical points, up to a share of ${most} negative eigenvalues; ${count(above.length)} above the best linear predictor, ${count(minima.length)} of those without a negative eigenvalue.`;
}

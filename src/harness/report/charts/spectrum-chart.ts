/** The eigenvalues of a Hessian in ascending order, with the band of rounding around zero. */
import * as Plot from "@observablehq/plot";
import type { Fragment } from "../fragment.ts";
import { count, significant, tick } from "../phrase.ts";
import { dots } from "./dots.ts";
import { valueAxis } from "./margin-axis.ts";
import { draw, frame } from "./svg.ts";
import { verticalAxis } from "./vertical-axis.ts";

export function spectrumChart(values: readonly number[], error: number): Fragment {
  const axis = valueAxis([...values, error]);
  const last = values.length;
  const places = values.map((y, k) => ({ x: k + 1, y }));
  const [negative, zero, positive] = [
    places.filter(({ y }) => y < -error),
    places.filter(({ y }) => Math.abs(y) <= error),
    places.filter(({ y }) => y > error),
  ];
  const options: Plot.PlotOptions = {
    ...frame,
    x: { domain: [0, last + 1], ticks: 6, tickFormat: tick, label: "rank", labelArrow: "none", labelAnchor: "center" },
    y: verticalAxis(axis, "eigenvalue"),
    marks: [
      Plot.ruleY([0], { className: "zero" }),
      dots(negative, "eigen negative"),
      dots(zero, "eigen within"),
      dots(positive, "eigen positive"),
    ],
  };
  const description = `${count(negative.length)} negative, ${count(zero.length)} within rounding of zero, ${count(positive.length)} positive; from ${significant(values[0] ?? 0)} to ${significant(values.at(-1) ?? 0)}.`;
  return draw({ options, className: "chart", name: "Eigenvalues of the Hessian", description });
}

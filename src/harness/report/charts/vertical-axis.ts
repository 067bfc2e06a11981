/** The vertical scale of a chart: ticks as short as they can be, very small and very large values in units of a power of ten. */
import type * as Plot from "@observablehq/plot";
import { decadeTick, power, tick } from "../phrase.ts";
import type { MarginAxis } from "./margin-axis.ts";

/** Ticks from here on, or below the other, would be wider than their margin. */
const large = 5;
const small = -3;

export function verticalAxis(axis: MarginAxis, label: string): Plot.ScaleOptions {
  const common = { ...yScale(axis), labelArrow: "none" as const, grid: true };
  if (axis.type === "symlog") return { ...common, tickFormat: decadeTick, label };
  const exponent = unit(axis.domain);
  const format = exponent === 0 ? tick : (x: number): string => tick(x / 10 ** exponent);
  return { ...common, tickFormat: format, label: exponent === 0 ? label : `${label}, in units of ${power(exponent)}` };
}

export function yScale({ type, domain, ticks, constant }: MarginAxis): Plot.ScaleOptions {
  const scale = { type, domain: [...domain], ...(ticks === null ? { ticks: 5 } : { ticks: [...ticks] }) };
  return type === "symlog" ? { ...scale, constant } : scale;
}

/** 0 where the ticks are short as they are. */
function unit([low, high]: MarginAxis["domain"]): number {
  const exponent = Math.floor(Math.log10(Math.max(-low, high)));
  return exponent >= large || exponent < small ? exponent : 0;
}

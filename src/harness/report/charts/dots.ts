/** Many small marks as one path each: a round dot takes ten bytes instead of sixty. The style sheet draws them by class. */
import type * as Plot from "@observablehq/plot";
import type { MarkupElement } from "../dom.ts";

export interface Place {
  readonly x: number;
  readonly y: number;
}

/** In pixels, a tenth being finer than any eye. */
type Stroke = (x: string, y: string) => string;

const tenth = (pixels: number): string => String(Math.round(pixels * 10) / 10);

interface Context {
  readonly document: { readonly createElementNS: (space: string, name: string) => MarkupElement };
}
type Scale = (value: number) => number;

/** A mark of Plot: `data` are in the units of the axes. */
function path(data: readonly Place[], className: string, stroke: Stroke, once: boolean = true): Plot.Markish {
  const render = (_index: unknown, scales: unknown, _values: unknown, _size: unknown, context: unknown) => {
    const { x, y } = scales as { x: Scale; y: Scale };
    // Two that fall on the same tenth of a pixel are one.
    const all = data.map((one) => stroke(tenth(x(one.x)), tenth(y(one.y))));
    const strokes = once ? new Set(all) : all;
    const element = (context as Context).document.createElementNS("http://www.w3.org/2000/svg", "path");
    element.setAttribute("class", className);
    element.setAttribute("d", [...strokes].join(""));
    return element;
  };
  return data.length === 0 ? null : (render as unknown as Plot.Markish);
}

/** Round with the line cap of the style sheet. From one to the next by its distance, which is shorter than its place. */
export function dots(data: readonly Place[], className: string): Plot.Markish {
  let last: { readonly x: string; readonly y: string } | null = null;
  const seen = new Set<string>();
  const step = (from: string, to: string): string => tenth(Number(to) - Number(from));
  const stroke: Stroke = (x, y) => {
    if (seen.has(`${x},${y}`)) return "";
    seen.add(`${x},${y}`);
    const [across, down] = last === null ? [] : [step(last.x, x), step(last.y, y)];
    last = { x, y };
    if (across === undefined || down === undefined) return `M${x},${y}h0`;
    return `m${across}${down.startsWith("-") ? "" : ","}${down}h0`;
  };
  return path(data, className, stroke, false);
}

/** A short horizontal line. */
export const dashes = (data: readonly Place[], className: string): Plot.Markish =>
  path(data, className, (x, y) => `M${x},${y}m-5,0h10`);

/** A cross of two strokes. */
export const crosses = (data: readonly Place[], className: string): Plot.Markish =>
  path(data, className, (x, y) => `M${x},${y}m-4,-4l8,8m0,-8l-8,8`);

/** Separate straight lines. */
export function segments(lines: readonly (readonly [Place, Place])[], className: string): Plot.Markish {
  const ends = lines.flat();
  let second = false;
  return path(
    ends,
    className,
    (x, y) => {
      second = !second;
      return `${second ? "M" : "L"}${x},${y}`;
    },
    false,
  );
}

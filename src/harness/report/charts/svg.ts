/** A Plot drawing as a clean SVG fragment: no style element, two decimals, colours by CSS variables, a name for assistive tools. */
import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import type { MarkupElement } from "../dom.ts";
import { type Fragment, fragment } from "../fragment.ts";
import { compact } from "./compact.ts";
import { shortened } from "./path-data.ts";

export interface Drawing {
  readonly options: Plot.PlotOptions;
  /** Kind of drawing, for the style sheet. */
  readonly className: string;
  readonly name: string;
  readonly description: string;
  /** Decimals of a coordinate, in pixels. */
  readonly digits?: number;
  /** The paths of contours (class "levels") are pushed back into this box of pixels: they
   * end half a grid square outside, with their corners cut. */
  readonly within?: { readonly x: readonly [number, number]; readonly y: readonly [number, number] };
}

/** Size and margins that the charts of a claim share, so that they stand side by side. */
export const frame: Plot.PlotOptions = {
  width: 460,
  height: 260,
  marginLeft: 62,
  marginRight: 12,
  marginTop: 28,
  marginBottom: 42,
};

/** Every text in `options` must be the report's own words or numbers; names out of a spec do not go into drawings. */
export function draw({ options, className, name, description, digits = 1, within }: Drawing): Fragment {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const svg = Plot.plot({ ...options, document, className: "chart" }) as unknown as MarkupElement;
  for (const style of svg.querySelectorAll("style")) style.remove();
  for (const part of svg.querySelectorAll("[aria-label], [aria-hidden], [aria-description]")) {
    for (const attribute of ["aria-label", "aria-hidden", "aria-description"]) part.removeAttribute(attribute);
  }
  for (const attribute of ["font-size", "font-family", "width", "height"]) svg.removeAttribute(attribute);
  for (const group of svg.querySelectorAll("[font-variant]")) group.removeAttribute("font-variant");
  // said once, by the style sheet
  for (const attribute of ["text-anchor", "fill"]) svg.removeAttribute(attribute);
  for (const attribute of ["stroke-linecap", "stroke-linejoin"])
    for (const part of svg.querySelectorAll(`[${attribute}=round]`)) part.removeAttribute(attribute);
  if (within !== undefined) pushInside(svg, within);
  compact(svg);
  svg.setAttribute("class", className);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", `${name}. ${description}`);
  return fragment(rounded(svg.outerHTML, digits));
}

function pushInside(svg: MarkupElement, { x, y }: NonNullable<Drawing["within"]>): void {
  const inside = (value: string, [low, high]: readonly [number, number]): number =>
    Math.min(high, Math.max(low, Number(value)));
  for (const path of svg.querySelectorAll(".levels path")) {
    const d = path.getAttribute("d") ?? "";
    path.setAttribute(
      "d",
      d.replace(/([-\d.e]+),([-\d.e]+)/g, (_, a: string, b: string) => `${inside(a, x)},${inside(b, y)}`),
    );
  }
}

/** Attributes that hold coordinates; texts are numbers that a reader reads, and stay. */
const coordinates = /(?<= )(d|x|y|x1|x2|y1|y2|cx|cy|width|height|transform)="([^"]*)"/g;

// Coordinates come out of Math.log, whose last bit differs between engines; a drawing does not need more than a tenth of a pixel.
function rounded(markup: string, digits: number): string {
  const long = new RegExp(`-?\\d+\\.\\d{${digits + 1},}(?:e-?\\d+)?`, "g");
  const short = (number: string): string => String(Number(Number(number).toFixed(digits)));
  return markup.replace(coordinates, (_, name: string, value: string) => {
    const round = value.replace(long, short);
    return `${name}="${name === "d" ? shortened(round) : round}"`;
  });
}

/** A Plot drawing as a clean SVG fragment: no style element, two decimals, colours by CSS variables, a name for assistive tools. */
import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import type { MarkupElement } from "../dom.ts";
import { type Fragment, fragment } from "../fragment.ts";

export interface Drawing {
  readonly options: Plot.PlotOptions;
  /** Kind of drawing, for the style sheet. */
  readonly className: string;
  readonly name: string;
  readonly description: string;
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
export function draw({ options, className, name, description }: Drawing): Fragment {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const svg = Plot.plot({ ...options, document, className }) as unknown as MarkupElement;
  for (const style of svg.querySelectorAll("style")) style.remove();
  for (const part of svg.querySelectorAll("[aria-label], [aria-hidden], [aria-description]")) {
    for (const attribute of ["aria-label", "aria-hidden", "aria-description"]) part.removeAttribute(attribute);
  }
  for (const attribute of ["font-size", "font-family", "width", "height"]) svg.removeAttribute(attribute);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", `${name}. ${description}`);
  return fragment(rounded(svg.outerHTML));
}

// Coordinates come out of Math.log, whose last bit differs between engines; a drawing does not need more than a hundredth of a pixel.
function rounded(markup: string): string {
  return markup.replace(/-?\d+\.\d{3,}(?:e-?\d+)?/g, (number) => String(Number(Number(number).toFixed(2))));
}

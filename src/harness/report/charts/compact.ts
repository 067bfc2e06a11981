/** Axes and rules of a drawing written as few elements: nothing that is drawn changes, only how many bytes say it. */
import type { MarkupElement } from "../dom.ts";

/** Replaces groups of plain lines, and groups of moved tick marks, by one path each; texts lose their transforms. */
export function compact(svg: MarkupElement): void {
  for (const group of svg.querySelectorAll("g")) {
    const children = [...group.childNodes];
    const strokes = children.map(strokeOf);
    if (children.length > 1 && strokes.every((stroke) => stroke !== null)) merge(group, children, strokes.join(""));
  }
  for (const text of svg.querySelectorAll("text")) placed(text);
}

function strokeOf(element: MarkupElement): string | null {
  if (element.localName === "line") return lineStroke(element);
  return element.localName === "path" ? tickStroke(element) : null;
}

const names = (element: MarkupElement): string =>
  [...element.attributes]
    .map(({ name }) => name)
    .sort()
    .join(" ");

function lineStroke(line: MarkupElement): string | null {
  if (names(line) !== "x1 x2 y1 y2" || [...line.childNodes].length > 0) return null;
  const at = (name: string): string => line.getAttribute(name) ?? "0";
  if (at("y1") === at("y2")) return `M${at("x1")},${at("y1")}H${at("x2")}`;
  return `M${at("x1")},${at("y1")}L${at("x2")},${at("y2")}`;
}

/** "M0,0L-6,0" moved to (62,218). */
function tickStroke(tick: MarkupElement): string | null {
  const [, across, down] = /^M0,0L(-?[\d.]+),(-?[\d.]+)$/.exec(tick.getAttribute("d") ?? "") ?? [];
  const moved = translation(tick);
  if (names(tick) !== "d transform" || across === undefined || moved === null) return null;
  return `M${moved.x},${moved.y}l${across},${down}`;
}

function translation(element: MarkupElement): { x: string; y: string } | null {
  const [, x, y] = /^translate\((-?[\d.]+),(-?[\d.]+)\)$/.exec(element.getAttribute("transform") ?? "") ?? [];
  return x === undefined || y === undefined ? null : { x, y };
}

function merge(group: MarkupElement, [first, ...others]: readonly MarkupElement[], d: string): void {
  if (first === undefined) return;
  for (const other of others) other.remove();
  const path = group.ownerDocument.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", d);
  group.replaceChild(path, first);
}

function placed(text: MarkupElement): void {
  const moved = translation(text);
  if (moved === null || text.getAttribute("x") !== null) return;
  const shift = text.getAttribute("y");
  text.removeAttribute("transform");
  text.setAttribute("x", moved.x);
  text.setAttribute("y", moved.y);
  if (shift !== null) text.setAttribute("dy", shift);
}

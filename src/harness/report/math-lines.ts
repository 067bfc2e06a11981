/**
 * Where a formula may be broken: before the relations, sums and connectives of its top level. Every piece between two breaks is an
 * mrow, and the alternatives or conditions that "or" and "and" join are mrows of the class "part" around theirs.
 */
import type { MarkupElement } from "./dom.ts";

type Pieces = readonly MarkupElement[];

/** The children of `root` by part and piece; null where the formula sets its lines itself. */
export function linesOf(root: MarkupElement): readonly (readonly Pieces[])[] | null {
  const items = [...root.childNodes].flatMap(unwrapped).flatMap(opened);
  if (items.some(({ localName }) => localName === "mtable")) return null;
  return split(items, (item) => connectives.has(item.textContent?.trim() ?? "")).map((part) => split(part, isBreak));
}

/** In text style already: the rows of the typesetter, and what a switch to text style encloses. */
function unwrapped(node: MarkupElement): MarkupElement[] {
  const plain =
    (node.localName === "mrow" && !isBracketed(node)) ||
    (node.localName === "mstyle" &&
      node.getAttribute("displaystyle") === "false" &&
      node.getAttribute("scriptlevel") === "0");
  return plain ? [...node.childNodes].flatMap((child) => (isSwitch(child) ? unwrapped(child) : [child])) : [node];
}

/** Brackets around much that is no higher than a line: what they hold may be broken, too. */
const much = 30;
const high = "mfrac, mtable, munderover";

/** Nothing in it is higher than a line. */
export const isLow = (node: MarkupElement): boolean =>
  !high.split(", ").includes(node.localName) && [...node.querySelectorAll(high)].length === 0;

function opened(item: MarkupElement): MarkupElement[] {
  const long = item.localName === "mrow" && (item.textContent ?? "").length > much && isLow(item);
  return long ? [...item.childNodes].flatMap(opened) : [item];
}

const isBracketed = ({ childNodes }: MarkupElement): boolean =>
  [...childNodes].at(0)?.getAttribute("stretchy") === "true";

const isSwitch = ({ localName }: MarkupElement): boolean => localName === "mstyle";

const connectives: ReadonlySet<string> = new Set(["and", "or", "∧", "∨"]);
const relations: ReadonlySet<string> = new Set(["=", "<", ">", "≤", "≥", "≠", "⇒", "∈"]);
export const signs: ReadonlySet<string> = new Set(["+", "−"]);

/** `before`: what the piece has already; a sign that follows no term belongs to the next one. */
function isBreak(item: MarkupElement, before: Pieces): boolean {
  const text = item.textContent ?? "";
  if (item.localName !== "mo" || item.getAttribute("form") === "prefix") return false;
  return relations.has(text) || (signs.has(text) && before.some(isTerm));
}

const isTerm = ({ localName, textContent }: MarkupElement): boolean =>
  localName !== "mtext" && localName !== "mspace" && !relations.has(textContent ?? "");

/** Starts anew at each item that `begins`, never with an empty piece. */
function split(items: Pieces, begins: (item: MarkupElement, before: Pieces) => boolean): readonly Pieces[] {
  const pieces: MarkupElement[][] = [[]];
  for (const item of items) {
    const before = pieces.at(-1) ?? [];
    if (before.length > 0 && begins(item, before)) pieces.push([]);
    pieces.at(-1)?.push(item);
  }
  return pieces;
}

/**
 * LaTeX to inert MathML. The input may be anybody's: temml's output is rebuilt from an allow-list of elements and attributes,
 * and whatever does not fit is shown as plain text instead. Inline styles become classes, because the page's policy forbids them.
 */
import { parseHTML } from "linkedom";
import temml from "temml";
import type { MarkupElement } from "./dom.ts";
import { escapeMarkup, type Fragment, fragment } from "./fragment.ts";
import { isLow, linesOf, signs } from "./math-lines.ts";

const longest = 4000;

// Commands that reach outside the formula: links, HTML attributes, images, definitions.
const refused =
  /\\(?:href|url|class|style|id|data|html\w*|includegraphics|[gex]?def|let|futurelet|global|long|(?:re)?newcommand|providecommand|require|color\w*|\w*colorbox|textcolor|definecolor|rule|tag|label|ref|eqref)(?![a-zA-Z])/;

const elements = new Set(
  "math mrow mi mo mn mtext ms mspace mfrac msqrt mroot msub msup msubsup munder mover munderover mmultiscripts mprescripts mtable mtr mtd mpadded mphantom mstyle menclose none".split(
    " ",
  ),
);
const attributes = new Set(
  "accent accentunder columnalign columnlines columnspacing depth displaystyle form height largeop linethickness lspace mathvariant maxsize minsize movablelimits notation rowlines rowspacing rspace scriptlevel separator stretchy symmetric voffset width".split(
    " ",
  ),
);
const plainValue = /^[\w.%+ -]{0,40}$/;
const knownClass =
  /^(?:tml-(?:left|right|cancel|jot|small|prime|hat-[1-4]|tilde-[2-4]|sml-pad|med-pad|lrg-pad)|upstrike|downstrike|sout|mathcal)$/;

// The only inline declarations kept: lengths that move or pad a part of a formula, by at most a few em.
const declaration = /^(?:margin|padding)(?:-(?:left|right|top|bottom))?:-?[0-2]?(?:\.\d{1,5})?(?:em|ex)?$/;

interface Refusal {
  readonly refused: string;
}

/** Inline mathematics; its name for assistive tools, and what is shown when typesetting fails, is the plain text. */
export function typeset(latex: string, text: string): Fragment {
  const body = inert(latex);
  if (typeof body !== "string") return fragment(`<code class="formula">${escapeMarkup(text)}</code>`);
  return fragment(`<math aria-label="${escapeMarkup(text)}">${body}</math>`);
}

function inert(latex: string): string | Refusal {
  if (latex.trim() === "" || latex.length > longest || refused.test(latex)) return { refused: "not a plain formula" };
  try {
    const options = { throwOnError: true, trust: false, strict: true, maxExpand: 200, wrap: "tex" } as const;
    const markup: string = temml.renderToString(latex, { ...options, maxSize: [10, 100] });
    const { document } = parseHTML(`<html><body>${markup}</body></html>`);
    const root: MarkupElement | null = document.querySelector("math");
    return root === null ? { refused: "no formula" } : laidOut(root);
  } catch (error) {
    return { refused: String(error) };
  }
}

function laidOut(root: MarkupElement): string | Refusal {
  const parts = linesOf(root);
  if (parts === null) return content(root.childNodes, false);
  const rows = parts.map((pieces) => joined(pieces.map((piece) => row(content(piece, piece.every(isLow))))));
  return joined(rows.length === 1 ? rows : rows.map((part) => row(part, ' class="part"')));
}

const row = (body: string | Refusal, attribute = ""): string | Refusal =>
  typeof body === "string" ? `<mrow${attribute}>${withSign(body)}</mrow>` : body;

/** A sign that a row begins with stays the one between two terms. */
const withSign = (body: string): string =>
  body.startsWith("<mo>") && signs.has(body.charAt(4)) ? `<mo form="infix">${body.slice(4)}` : body;

function joined(all: readonly (string | Refusal)[]): string | Refusal {
  return all.find((one) => typeof one !== "string") ?? all.join("");
}

/** `low`: nothing between the brackets of this row is higher than a line, so that they need not stretch. */
const content = (nodes: Iterable<MarkupElement>, low: boolean): string | Refusal =>
  joined([...nodes].map((node) => (node.nodeType === 3 ? escapeMarkup(node.textContent ?? "") : element(node, low))));

function element(node: MarkupElement, low: boolean): string | Refusal {
  const name = node.localName;
  if (!elements.has(name)) return { refused: name };
  const body = content(node.childNodes, name === "mrow" && isLow(node));
  if (typeof body !== "string") return body;
  const markup = `<${name}${keptAttributes(node)}>${body}</${name}>`;
  // Engines reserve the width of the widest bracket for one that may stretch.
  return low && name === "mo" ? markup.replace('stretchy="true"', 'stretchy="false"') : markup;
}

/** The dictionary of MathML knows one form of these only. */
const brackets: ReadonlySet<string> = new Set(["(", ")", "[", "]", "{", "}"]);

function keptAttributes(node: MarkupElement): string {
  const classes = [...(node.getAttribute("class") ?? "").split(/\s+/).filter((name) => knownClass.test(name))];
  for (const rule of (node.getAttribute("style") ?? "").split(";").map((item) => item.replace(/\s/g, ""))) {
    if (declaration.test(rule)) classes.push(classOf(rule));
  }
  const kept = [...node.attributes].filter(
    ({ name, value }) =>
      attributes.has(name) && plainValue.test(value) && !(name === "form" && brackets.has(node.textContent ?? "")),
  );
  const all = kept.map(({ name, value }) => ` ${name}="${escapeMarkup(value)}"`).join("");
  return classes.length === 0 ? all : `${all} class="${classes.join(" ")}"`;
}

// "margin-left:-0.1667em" <-> "tml_margin-left_-0p1667em": the class tells the rule, so no table has to travel with a formula.
function classOf(rule: string): string {
  return `tml_${rule.replace(":", "_").replaceAll(".", "p")}`;
}

/** The style rules for the classes that `typeset` put on a page; each is held against the same allow-list again. */
export function mathRules(page: string): string {
  const used = new Set(page.match(/(?<=[ "])tml_[a-z-]+_[\w-]+(?=[ "])/g) ?? []);
  const rules = [...used].sort().map((name) => {
    const [, property = "", value = ""] = name.split("_");
    return { name, rule: `${property}:${value.replaceAll("p", ".")}` };
  });
  return rules
    .filter(({ rule }) => declaration.test(rule))
    .map(({ name, rule }) => `math .${name} { ${rule}; }`)
    .join("\n");
}

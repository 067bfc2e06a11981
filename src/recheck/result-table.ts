/** The outcome of a recheck as elements of the page: a sentence, and a table of every number there, here and their difference. */
import type { Agreement, Reading } from "./agreement.ts";
import { conclusion } from "./conclusion.ts";
import { element, type Page, type PageElement } from "./dom.ts";
import type { Line, RecheckOutcome } from "./recheck.ts";

/** `name`: of the claim, for assistive tools. */
export function resultOf(page: Page, outcome: RecheckOutcome, name: string): readonly PageElement[] {
  if (!outcome.ok) return [element(page, "p", { class: "rechecked disagrees" }, `Not rechecked: ${outcome.reason}.`)];
  const { tone, sentence } = conclusion(outcome.recheck);
  const word = tone === "agrees" ? "Rechecked here. " : "NOT REPRODUCED. ";
  const verdict = element(page, "p", { class: `rechecked ${tone}` }, element(page, "strong", {}, word), sentence);
  return [verdict, table(page, [outcome.recheck.margin, ...outcome.recheck.others], name)];
}

const columns = ["", "in this report", "reference engine, here", "difference", "second route, here", "difference"];

function table(page: Page, lines: readonly Line[], name: string): PageElement {
  const heads = columns.map((text, k) =>
    text === ""
      ? element(page, "td", {})
      : element(page, "th", { scope: "col", ...(k > 0 && { class: "number" }) }, text),
  );
  const caption = element(page, "caption", {}, "Every number in full, as stored and as measured in this page just now");
  const head = element(page, "thead", {}, element(page, "tr", {}, ...heads));
  const body = element(page, "tbody", {}, ...lines.map((line) => row(page, line)));
  const scroll = { class: "scroll", role: "group", tabindex: "0", "aria-label": `Recheck of ${name}` };
  return element(page, "div", scroll, element(page, "table", {}, caption, head, body));
}

function row(page: Page, { name, stored, reference, second, ofReference, ofSecond }: Line): PageElement {
  const numbers = [
    numberText(stored),
    numberText(reference),
    differenceText(ofReference),
    numberText(second),
    differenceText(ofSecond),
  ];
  const bad = ofReference.kind === "different" || ofReference.kind === "missing" || ofSecond.kind === "different";
  const cells = numbers.map((text) => element(page, "td", { class: "number" }, text));
  return element(
    page,
    "tr",
    bad ? { class: "state-different" } : {},
    element(page, "th", { scope: "row" }, name),
    ...cells,
  );
}

/** All digits: that is what is compared. */
const numberText = ({ value, says }: Reading): string =>
  value === null ? "none" : says === null ? String(value) : `${value} (${says.replace("-", " ")})`;

function differenceText(found: Agreement): string {
  switch (found.kind) {
    case "reproduced":
    case "within-error":
      return found.difference === 0 ? "0" : found.difference.toExponential(1);
    case "different":
      return found.difference === null ? "different" : `${found.difference.toExponential(1)} (different)`;
    case "missing":
      return found.reason;
    case "absent":
      return "none";
    default:
      return found satisfies never;
  }
}

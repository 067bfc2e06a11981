import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { catalogue } from "../../verifiers/quantities/catalogue.ts";
import { mathRules, typeset } from "./math.ts";

const hostile = [
  "\\href{javascript:alert(1)}{x}",
  "\\url{javascript:alert(1)}",
  "\\class{skip}{x}",
  "\\style{position:fixed;inset:0}{x}",
  "\\id{claims}{x}",
  "\\data{x=1}{y}",
  "\\htmlData{a=b}{c}",
  "\\includegraphics{https://example.org/x.png}",
  "\\def\\a{\\a\\a}\\a",
  "\\newcommand{\\b}{\\b}\\b",
  "\\colorbox{red}{x}",
  "\\rule{9999em}{9999em}",
  "\\frac{a}{",
  "{".repeat(3000),
  "x".repeat(5000),
  "",
];

const escaped = [
  "\\text{<img src=x onerror=alert(1)>}",
  "<script>alert(1)</script>",
  'x"onload="alert(1)',
  "&lt;script&gt;",
];

describe("typeset", () => {
  it("refuses what reaches outside a formula and shows the plain text instead", () => {
    for (const latex of hostile) expect(typeset(latex, "a < b").markup).toBe('<code class="formula">a &lt; b</code>');
  });

  it("escapes text, and puts nothing into the page but mathematics", () => {
    for (const latex of escaped) {
      const { document } = parseHTML(`<html><body>${typeset(latex, latex).markup}</body></html>`);
      expect(document.querySelectorAll("script, img, a, [href], [src], [style], [onload], [onerror]").length).toBe(0);
    }
  });

  it("typesets every quantity of the catalogue", () => {
    for (const { symbol } of Object.values(catalogue)) {
      expect(typeset(symbol, "plain").markup).toMatch(/^<math aria-label="plain">.*<\/math>$/s);
    }
  });

  it("turns the lengths temml writes as styles into classes with a rule each", () => {
    const { markup } = typeset("\\nabla_{\\!w}", "gradient");
    expect(markup).not.toContain("style=");
    expect(mathRules(markup)).toBe("math .tml_margin-left_-0p1667em { margin-left:-0.1667em; }");
  });

  it("may be broken before relations, sums and connectives, in parts that these join", () => {
    const { markup } = typeset("a + b \\le c \\;\\text{ or }\\; -d < \\textstyle\\sum_l e_l - f", "plain");
    const { document } = parseHTML(`<html><body>${markup}</body></html>`);
    const rows = (selector: string) =>
      [...document.querySelectorAll(selector)].map(({ textContent }) => (textContent ?? "").replace(/\s/g, ""));
    expect(rows("math > .part")).toEqual(["a+b≤c", "or−d<∑lel−f"]);
    expect(rows("math > .part > mrow")).toEqual(["a", "+b", "≤c", "or−d", "<∑lel", "−f"]);
    // a sign that a row begins with has the space of one between two terms
    expect([...document.querySelectorAll('mo[form="infix"]')].map(({ textContent }) => textContent)).toEqual([
      "+",
      "−",
    ]);
  });

  it("stretches brackets around fractions, and no others", () => {
    const brackets = (latex: string) => typeset(latex, "plain").markup.match(/<mo stretchy="\w+">[()]/g);
    expect(brackets("\\log\\left(L\\right)")).toEqual(['<mo stretchy="false">(', '<mo stretchy="false">)']);
    expect(brackets("\\left(\\frac{1}{L}\\right)")).toEqual(['<mo stretchy="true">(', '<mo stretchy="true">)']);
  });

  it("makes no rule from a class that only looks like one of its own", () => {
    expect(mathRules('<p class="tml_position_fixed"> tml_margin-left_999em </p>')).toBe("");
  });
});

import { describe, expect, it } from "vitest";
import { catalogue } from "../quantities/catalogue.ts";
import { checkFormula, expandLets, type Node, namesIn, parseFormula, substitute, toLatex, toText } from "./index.ts";
import { editDistance, nearestName } from "./nearest-name.ts";

const names = new Set([...Object.keys(catalogue), "gap"]);
const parse = (text: string): Node => {
  const parsed = parseFormula(text);
  if (!parsed.ok) throw new Error(parsed.problems[0]?.message);
  return parsed.root;
};
const problems = (text: string, wanted: "condition" | "number" = "condition", slope = true): string[] =>
  checkFormula(parse(text), wanted, names, { slope, conditions: new Set(["covers"]) }).map(
    ({ offset, length, message }) => `${offset}+${length} ${message}`,
  );

describe("check", () => {
  it.each([
    "risk <= linear_risk or lambda_min < 0",
    "slope(log(rademacher), log(depth), from: 8) <= 0.05",
    "max(risk, gap, 1) ^ 2 > e and not index == 0",
  ])("accepts %s", (text) => expect(problems(text)).toEqual([]));

  it.each([
    ["risc <= linear_risk", /^0\+4 unknown name "risc"; did you mean "risk"\?$/],
    ["risk <= linear-risk", /^8\+6 unknown name "linear"/],
    ["risk <= __proto__", /^8\+9 unknown name "__proto__"$/],
    ["risk <= constructor", /^8\+11 unknown name/],
    ["risk + 1", /^0\+8 this is a number where a condition/],
    ["risk and index == 0", /^0\+4 this is a number/],
    ["(risk < 1) + 1 < 2", /^0\+10 this is a condition where a number/],
    ["risk < not (index == 0)", /^7\+16 this is a condition/],
    ["sqrt(risk, 2) < 1", /^0\+13 sqrt takes 1 argument, not 2/],
    ["max(risk) < 1", /^0\+9 max takes at least 2 arguments, not 1/],
    ["log() < 1", /takes 1 argument, not 0/],
    ["slope(risk, log(width), from: 8) < 1", /^12\+10 the second argument/],
    ["slope(risk, 3, from: 8) < 1", /^12\+1 the second argument/],
    ["slope(risk, depth, from: 1.5) < 1", /whole number/],
    ["slope(risk, depth, from: 8) < risk", /^30\+4 "risk" has no single value/],
    ["slope(slope(risk, depth, from: 1), depth, from: 8) < 1", /^6\+27 slope/],
  ])("%s", (text, message) => expect(problems(text)).toEqual([expect.stringMatching(message)]));

  it("finds every problem, in order of place", () => {
    expect(problems("risc <= 1 and lamda_min")).toEqual([
      expect.stringMatching(/^0\+4/),
      expect.stringMatching(/^14\+9 this is a number/),
      expect.stringMatching(/^14\+9 unknown.*"lambda_min"/),
    ]);
  });

  it("allows slope only where told", () =>
    expect(problems("slope(risk, depth, from: 8) < 1", "condition", false)).toEqual([expect.stringMatching(/^0\+27/)]));

  it("knows let names that are conditions", () => {
    const options = { conditions: new Set(["covers"]) };
    const known = new Set(["covers", "risk"]);
    expect(checkFormula(parse("covers and risk < 1"), "condition", known, options)).toEqual([]);
    expect(checkFormula(parse("covers < 1"), "condition", known, options)).toHaveLength(1);
  });
});

describe("nearest name", () => {
  it.each([
    ["", "abc", 3],
    ["kitten", "sitting", 3],
    ["rsik", "risk", 1],
    ["a", "a", 0],
  ])("distance of %s and %s", (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
    expect(editDistance(b, a)).toBe(distance);
  });

  it("suggests spelling variants, nothing far-fetched", () => {
    expect(nearestName("linear-risk", names)).toBe("linear_risk");
    expect(nearestName("LambdaMin", names)).toBe("lambda_min");
    expect(nearestName("temperature", names)).toBeNull();
  });
});

describe("lets", () => {
  const parsedLets = (lets: Record<string, string>): Record<string, Node> =>
    Object.fromEntries(Object.entries(lets).map(([name, text]) => [name, parse(text)]));
  const expanded = (text: string, lets: Record<string, string>): string => {
    const result = expandLets(parsedLets(lets));
    return result.ok ? toText(substitute(parse(text), result.lets)) : `! ${result.problems[0]?.message}`;
  };

  it("expands names inside names, in any order", () => {
    expect(expanded("twice <= c", { twice: "2 * once", once: "a + b" })).toBe("2 * (a + b) <= c");
    expect(expanded("x ^ x", { x: "-a" })).toBe("(-a)^-a");
    expect(namesIn(parse("max(a, slope(b, log(depth), from: 2)) < pi"))).toEqual(new Set(["a", "b", "depth"]));
  });

  it("does not take inherited members for lets", () =>
    expect(expanded("constructor <= toString", {})).toBe("constructor <= toString"));

  it.each([
    [{ a: "a + 1" }, /a -> a/],
    [{ a: "b", b: "c + 1", c: "2 * b" }, /b -> c -> b/],
  ])("refuses recursion %#", (lets, message) =>
    expect(expandLets(parsedLets(lets as Record<string, string>))).toMatchObject({
      ok: false,
      problems: [{ message: expect.stringMatching(message) }],
    }),
  );

  it("refuses growth by doubling", () => {
    const lets: Record<string, string> = { x0: "a" };
    for (let i = 1; i < 60; i++) lets[`x${i}`] = `x${i - 1} + x${i - 1}`;
    expect(expandLets(parsedLets(lets))).toMatchObject({
      ok: false,
      problems: [{ message: expect.stringMatching(/large/) }],
    });
  });
});

describe("LaTeX", () => {
  const symbols = (name: string): string => catalogue[name]?.symbol ?? name;
  const latex = (text: string): string => toLatex(parse(text), symbols);
  it.each([
    ["a <= b", "a \\le b"],
    ["a - (b - c)", "a - \\left(b - c\\right)"],
    ["a - -b", "a - \\left(-b\\right)"],
    ["a / (b + 1)", "\\frac{a}{b + 1}"],
    ["2 * depth * 3", "2\\,L \\cdot 3"],
    ["(a + b) * c", "\\left(a + b\\right)\\,c"],
    ["s ^ 2", "\\left(v\\cdot w\\right)^{2}"],
    ["gamma ^ 2", "\\gamma^{2}"],
    ["mean_norm_x ^ 2", "\\left(\\mathbb{E}\\lVert x\\rVert\\right)^{2}"],
    ["readout_norm ^ 2", "\\lVert w\\rVert^{2}"],
    ["(1 + 1 / depth) ^ depth", "\\left(1 + \\frac{1}{L}\\right)^{L}"],
    ["e ^ 2 * sqrt(pi)", "\\mathrm{e}^{2}\\,\\sqrt{\\pi}"],
    ["abs(a) == max(b, 1)", "\\left|a\\right| = \\max\\left(b,\\, 1\\right)"],
    ["a < 1.5e-07", "a < 1.5 \\cdot 10^{-7}"],
    ["a < 1e-7", "a < 10^{-7}"],
    ["a < 1 or b < 1 and c < 1", "a < 1 \\;\\text{ or }\\; \\left(b < 1 \\;\\text{ and }\\; c < 1\\right)"],
    ["not a < b", "\\text{not } \\left(a < b\\right)"],
    ["slope(a, log(depth), from: 8)", "\\operatorname{slope}_{L \\ge 8}\\left(a,\\, \\log\\left(L\\right)\\right)"],
  ])("%s", (text, expected) => expect(latex(text)).toBe(expected));
});

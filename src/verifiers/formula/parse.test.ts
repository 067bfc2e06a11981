import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Node, parseFormula, toText } from "./index.ts";

/** Fully parenthesised, so that grouping is visible. */
function grouped(node: Node): string {
  switch (node.kind) {
    case "number":
      return node.text;
    case "constant":
    case "name":
      return node.name;
    case "negate":
      return `(-${grouped(node.operand)})`;
    case "not":
      return `(not ${grouped(node.operand)})`;
    case "arithmetic":
    case "comparison":
      return `(${grouped(node.left)} ${node.operator} ${grouped(node.right)})`;
    case "and":
    case "or":
      return `(${grouped(node.left)} ${node.kind} ${grouped(node.right)})`;
    case "call":
      return `${node.name}[${node.args.map(grouped).join(", ")}]`;
    case "slope":
      return `slope[${grouped(node.of)}, ${grouped(node.against)}, ${node.from}]`;
  }
}

const read = (text: string): string => {
  const parsed = parseFormula(text);
  return parsed.ok ? grouped(parsed.root) : `! ${parsed.problems[0]?.message}`;
};

describe("grouping", () => {
  it.each([
    ["a + b * c", "(a + (b * c))"],
    ["a - b - c", "((a - b) - c)"],
    ["a / b * c", "((a / b) * c)"],
    ["a ^ b ^ c", "(a ^ (b ^ c))"],
    ["-a ^ 2", "(-(a ^ 2))"],
    ["(-a) ^ 2", "((-a) ^ 2)"],
    ["2^-3^2", "(2 ^ (-(3 ^ 2)))"],
    ["2^-a*b", "((2 ^ (-a)) * b)"],
    ["-a * b", "((-a) * b)"],
    ["a * -b + c", "((a * (-b)) + c)"],
    ["--a", "(-(-a))"],
    ["not a < b", "(not (a < b))"],
    ["not a < b and c < d", "((not (a < b)) and (c < d))"],
    ["not not a < b", "(not (not (a < b)))"],
    ["a < 1 or b < 2 and c < 3", "((a < 1) or ((b < 2) and (c < 3)))"],
    ["a < 1 or b < 2 or c < 3", "(((a < 1) or (b < 2)) or (c < 3))"],
    ["a + 1 <= b * 2", "((a + 1) <= (b * 2))"],
    ["(a <= b) == c", "((a <= b) == c)"],
    ["max(a, b, -1) >= e", "(max[a, b, (-1)] >= e)"],
    ["sqrt(2*pi)", "sqrt[(2 * pi)]"],
    ["1.5e-3 + .5 + 2.", "((1.5e-3 + .5) + 2.)"],
    ["notable + android", "(notable + android)"],
    ["\t risk\n<= linear_risk ", "(risk <= linear_risk)"],
    ["slope(log(rademacher), log(depth), from: 8) <= 0.05", "(slope[log[rademacher], log[depth], 8] <= 0.05)"],
  ])("%s", (text, expected) => expect(read(text)).toBe(expected));
});

describe("problems carry their place", () => {
  const cases: [string, number, number, RegExp][] = [
    ["", 0, 0, /empty/],
    ["   ", 0, 0, /empty/],
    ["risk <=", 7, 0, /end of the formula/],
    ["risk <= )", 8, 1, /found "\)"/],
    ["(risk", 5, 0, /close the parenthesis/],
    ["risk)", 4, 1, /never opened/],
    ["2 depth", 2, 5, /operator is missing/],
    ["risk (2)", 0, 4, /not a function/],
    ["2 (3)", 2, 1, /operator is missing/],
    ["a < b < c", 6, 1, /do not chain: write "a < b and b < \.\.\."/],
    ["0 <= x + 1 == c", 11, 2, /"0 <= x \+ 1 and x \+ 1 == /],
    ["a = b", 2, 1, /written "=="/],
    ["a != b", 2, 2, /not a == b/],
    ["a === b", 2, 3, /"=="/],
    ["a =< b", 2, 2, /"<="/],
    ["a ** b", 2, 2, /"\^"/],
    ["a && b", 2, 2, /"and"/],
    ["a || b", 2, 2, /"or"/],
    ["!a", 0, 1, /"not"/],
    ["a.b", 1, 1, /member access/],
    ["a[0]", 1, 1, /indexing/],
    ['a == "b"', 5, 1, /no strings/],
    ["a ? b : c", 2, 1, /only numbers/],
    ["a ≤ b", 2, 1, /"<="/],
    ["a \u0000", 2, 1, /U\+0000/],
    ["a 😀", 2, 2, /U\+1F600/],
    ["+a", 0, 1, /leading plus/],
    ["squrt(2)", 0, 5, /did you mean "sqrt"/],
    ["constructor(2)", 0, 11, /not a function/],
    ["sqrt 2", 0, 4, /in parentheses/],
    ["1e999 < a", 0, 5, /float64/],
    ["1e-999 < a", 0, 6, /float64/],
    ["max(1,)", 6, 1, /found "\)"/],
    ["a , b", 2, 1, /no place/],
    ["slope(a, log(depth))", 19, 1, /expected ","/],
    ["slope(a, log(depth), 8)", 21, 1, /expected "from"/],
    ["slope(a, log(depth), from: -8)", 27, 1, /first depth/],
    ["x => process.exit()", 2, 2, /">="/],
  ];
  it.each(cases)("%s", (text, offset, length, message) => {
    const parsed = parseFormula(text);
    expect(parsed.ok).toBe(false);
    if (parsed.ok) return;
    expect(parsed.problems[0]).toMatchObject({ offset, length, message: expect.stringMatching(message) });
  });
});

describe("bounds", () => {
  it("refuses length and nesting, not width", () => {
    expect(parseFormula(`${"a+".repeat(499)}a`).ok).toBe(true);
    expect(parseFormula(`${"a+".repeat(500)}a`)).toMatchObject({ ok: false, problems: [{ offset: 1000 }] });
    expect(parseFormula(`${"(".repeat(64)}a${")".repeat(64)}`).ok).toBe(true);
    for (const prefix of ["(", "-", "not ", "2^", "sqrt("])
      expect(parseFormula(`${prefix.repeat(65)}a`)).toMatchObject({
        problems: [{ message: expect.stringMatching(/nested deeper than 64/) }],
      });
  });

  it("never throws on anything", () => {
    const words = "risk 1e3 ( ) <= < == + - ^ not and or slope( , from : . ' __proto__ √".split(" ");
    const salad = fc.array(fc.constantFrom(...words), { maxLength: 40 }).map((parts) => parts.join(" "));
    const text = fc.oneof(fc.string({ maxLength: 60 }), fc.string({ unit: "binary", maxLength: 60 }), salad);
    fc.assert(
      fc.property(text, (formulaText) => {
        const parsed = parseFormula(formulaText);
        if (parsed.ok) return;
        expect(parsed.problems).toHaveLength(1);
        const { offset, length } = parsed.problems[0]!;
        expect(offset >= 0 && length >= 0 && offset + length <= formulaText.length).toBe(true);
      }),
      { seed: 11, numRuns: 3000 },
    );
  });
});

describe("canonical text", () => {
  it.each([
    ["((a))<=(b)", "a <= b"],
    ["a-(b-c)", "a - (b - c)"],
    ["(a^b)^c", "(a^b)^c"],
    ["-(a+b)", "-(a + b)"],
    ["(not a<b) and (c<d or e<1)", "not a < b and (c < d or e < 1)"],
    ["max( a,b )", "max(a, b)"],
    ["slope(a,log(depth),from:8)", "slope(a, log(depth), from: 8)"],
  ])("%s", (text, expected) => {
    const parsed = parseFormula(text);
    expect(parsed.ok && toText(parsed.root)).toBe(expected);
  });
});

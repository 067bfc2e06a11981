import { describe, expect, it } from "vitest";
import type { Grade, Measurement } from "../measurement.ts";
import { decide, evaluateCondition, evaluateNumber, type Node, parseFormula } from "./index.ts";

const parse = (text: string): Node => {
  const parsed = parseFormula(text);
  if (!parsed.ok) throw new Error(parsed.problems[0]?.message);
  return parsed.root;
};
const measured = (value: number, error = 0, grade: Grade = error === 0 ? "exact" : "measured"): Measurement => ({
  value,
  error,
  grade,
});
type World = Record<string, Measurement>;
const lookup =
  (world: World) =>
  (name: string): Measurement =>
    Object.hasOwn(world, name) ? world[name]! : { value: null, reason: "unknown" };
const value = (text: string, world: World = {}): Measurement => evaluateNumber(parse(text), lookup(world));
const says = (text: string, world: World = {}): string => {
  const outcome = evaluateCondition(parse(text), lookup(world));
  return outcome.kind === "holds" && outcome.tie ? "tie" : outcome.kind;
};

describe("numbers", () => {
  it.each([
    ["2 + 3 * 4 - 10 / 5", 12],
    ["2^10 / 4^2", 64],
    ["2^-2", 0.25],
    ["0^0", 1],
    ["sqrt(144) + sqrt(0.25)", 12.5],
    ["0.5 * 3 - 1e3", -998.5],
    ["max(1, 2, 3) - min(4, 2)", 1],
    ["abs(-7) + exp(0) + log(1)", 8],
    ["-3^2", -9],
    ["0 * 0.5", 0],
  ])("%s is exact", (text, expected) => expect(value(text)).toEqual({ value: expected, error: 0, grade: "exact" }));

  // 40 correct digits of the true values would not fit a literal: an error bar of a few ulps must cover the nearest float.
  it.each([
    ["1/3", 1 / 3],
    ["0.1 + 0.2", 0.3],
    ["e", Math.E],
    ["e^2", 7.38905609893065],
    ["2 * pi", 2 * Math.PI],
    ["sqrt(2)", Math.SQRT2],
    ["log(2)", Math.LN2],
    ["exp(1) - e", 0],
    ["8^(1/3)", 2],
    ["(1 + 1/64)^64", 2.697344952565099],
    ["2^0.5", Math.SQRT2],
  ])("%s carries its rounding", (text, expected) => {
    const result = value(text);
    if (result.value === null) throw new Error(result.reason);
    expect(result.error).toBeGreaterThan(0);
    expect(result.error).toBeLessThan(1e-13);
    expect(Math.abs(result.value - expected)).toBeLessThanOrEqual(result.error + 1e-15);
  });

  it("carries error bars through", () => {
    const world = { a: measured(2, 0.1), b: measured(4, 0.2) };
    // half-widths by hand: sums add, a b <= (2.1)(4.2) - 8, 1/a <= 1/1.9 - 1/2, a^2 <= 2.1^2 - 4
    const cases: [string, number, number][] = [
      ["a + b", 6, 0.3],
      ["a - b", -2, 0.3],
      ["a * b", 8, 0.82],
      ["1 / a", 0.5, 1 / 1.9 - 0.5],
      ["a^2", 4, 0.41],
      ["sqrt(b)", 2, 2 - Math.sqrt(3.8)],
      ["-a", -2, 0.1],
      ["max(a, b)", 4, 0.2],
    ];
    for (const [text, centre, half] of cases) {
      const result = value(text, world);
      expect(result).toMatchObject({ value: centre, grade: "measured" });
      if (result.value !== null) expect(result.error).toBeCloseTo(half, 12);
    }
  });

  it("an even power of a number that may be 0 is not negative", () =>
    expect(says("a^2 >= 0", { a: measured(0.1, 1) })).toBe("tie"));

  it("turns one-sided grades around with the sign", () => {
    const world = { a: measured(2, 0.5, "lower-bound") };
    expect(value("a + 1", world)).toMatchObject({ value: 3, grade: "lower-bound" });
    expect(value("-a", world)).toMatchObject({ value: -2, grade: "upper-bound" });
    expect(value("1 / a", world)).toMatchObject({ value: 0.5, grade: "measured" });
    expect(value("log(a)", world)).toMatchObject({ grade: "lower-bound" });
    expect(value("a - a", world)).toMatchObject({ value: null });
    expect(value("min(a, 1)", world)).toMatchObject({ value: 1, grade: "measured" });
  });

  it.each([
    ["1 / a", { a: measured(0) }, /division/],
    ["1 / a", { a: measured(0.1, 0.2) }, /division/],
    ["a^-1", { a: measured(0.1, 0.2) }, /power/],
    ["sqrt(a)", { a: measured(-1, 0.2) }, /square root/],
    ["log(a)", { a: measured(-1, 0.2) }, /logarithm of a negative/],
    ["log(a)", { a: measured(1, 2) }, /zero within its error/],
    ["a^0.5", { a: measured(-1) }, /fractional power/],
    ["exp(a)", { a: measured(1000) }, /too large/],
    ["a * a", { a: measured(1e200) }, /too large/],
    ["a + b", { a: measured(1), b: { value: null, reason: "gamma = 0" } }, /b: gamma = 0/],
    ["a", { a: measured(Number.NaN) }, /finite/],
    ["a", { a: measured(1, Number.NaN) }, /error bar/],
    ["a", { a: measured(1, -1) }, /error bar/],
  ] as [string, World, RegExp][])("%s does not always exist", (text, world, reason) =>
    expect(value(text, world)).toEqual({ value: null, reason: expect.stringMatching(reason) }),
  );

  it("clips a root at 0 when only the error bar is negative", () => {
    expect(value("sqrt(a)", { a: measured(-1e-20, 1e-18) })).toMatchObject({ value: 0 });
    expect(value("a^0.5", { a: measured(-1e-20, 1e-18) })).toMatchObject({ value: 0 });
  });
});

describe("comparisons", () => {
  const near = (value: number): World => ({ a: measured(1, 1e-11), b: measured(1 + value, 1e-11) });
  it.each([
    ["a <= b", near(1), "holds"],
    ["a < b", near(1), "holds"],
    ["a <= b", near(-1), "fails"],
    ["a >= b", near(-1), "holds"],
    ["a > b", near(1), "fails"],
    ["a <= b", near(1e-12), "tie"],
    ["a <= b", near(-1e-12), "tie"],
    ["a < b", near(1e-12), "undecided"],
    ["a < b", near(-1e-12), "undecided"],
    ["not a <= b", near(1e-12), "undecided"],
    ["not a < b", near(1e-12), "tie"],
    ["not a <= b", near(1), "fails"],
    ["not not a <= b", near(1e-12), "tie"],
    ["a == b", near(1e-12), "tie"],
    ["a == b", near(1), "fails"],
    ["not a == b", near(1), "holds"],
    ["not a == b", near(1e-12), "undecided"],
  ] as [string, World, string][])("%s %#", (text, world, expected) => expect(says(text, world)).toBe(expected));

  it.each([
    ["3 <= 3", "tie"],
    ["3 < 3", "fails"],
    ["3 == 3", "tie"],
    ["not 3 == 3", "fails"],
    ["3 == 4", "fails"],
    ["not 3 < 3", "tie"],
    ["not 3 <= 3", "fails"],
    ["2^53 == 2^53", "tie"],
    ["9007199254740993 == 9007199254740992", "tie"],
    ["0.1 + 0.2 == 0.3", "tie"],
    ["0.1 + 0.2 < 0.3", "undecided"],
    ["0.5 + 0.25 < 0.75", "fails"],
    ["1/3 < 1/3", "undecided"],
    ["sqrt(16) < 4", "fails"],
  ])("exact numbers decide ties: %s", (text, expected) => expect(says(text)).toBe(expected));

  it("a wide bar is no tie", () => {
    const wide = { a: measured(1, 0.1), b: measured(1.05) };
    expect(says("a <= b", wide)).toBe("undecided");
    expect(says("a == b", wide)).toBe("undecided");
    expect(says("a <= b", { a: measured(1e9, 0.1), b: measured(1e9) })).toBe("tie");
    expect(says("a <= 0", { a: measured(0, 2e-9) })).toBe("undecided");
    expect(says("a <= 0", { a: measured(0, 0.9e-9) })).toBe("tie");
  });

  it("no margin of measured numbers is told from 0 where squares underflow; exact ones are", () => {
    const tiny = { a: measured(1e-150, 1e-165), b: measured(2e-150, 1e-165), c: measured(1e-150) };
    expect(says("a < b", tiny)).toBe("undecided");
    expect(says("b <= a", tiny)).toBe("tie");
    expect(says("a == b", tiny)).toBe("tie");
    expect(says("c > 0", tiny)).toBe("holds");
    expect(says("c <= 0", tiny)).toBe("fails");
    expect(says("a < 1e-140", tiny)).toBe("holds");
  });

  it("an undecided sign is no tie, whatever its bar and whatever is computed from it", () => {
    const open = { a: { ...measured(-1e-18, 1e-14), undecidedSign: true as const }, b: measured(0, 1e-14) };
    expect(says("a >= 0", { a: measured(-1e-18, 1e-14) })).toBe("tie");
    for (const text of ["a >= 0", "a <= 0", "a == 0", "1e-9 * a >= 0", "max(a, b) >= a + b", "not a < 0"])
      expect([text, says(text, open)]).toEqual([text, "undecided"]);
    expect(says("a >= -1", open)).toBe("holds");
  });

  it("gives the margin with its interval", () => {
    expect(evaluateCondition(parse("a <= b"), lookup({ a: measured(1, 0.5), b: measured(4) }))).toEqual({
      kind: "holds",
      tie: false,
      margin: { value: 3, low: expect.closeTo(2.5, 12), high: expect.closeTo(3.5, 12) },
    });
    expect(evaluateCondition(parse("a == b"), lookup({ a: measured(1, 0.5), b: measured(4) }))).toEqual({
      kind: "fails",
      margin: { value: -3, low: expect.closeTo(-3.5, 12), high: expect.closeTo(-2.5, 12) },
    });
  });
});

describe("one-sided bounds", () => {
  const lower = (x: number): World => ({ a: measured(x, 0.01, "lower-bound"), b: measured(1) });
  it.each([
    ["a <= b", lower(2), "fails"],
    ["a <= b", lower(0.5), "not-refuted"],
    ["a <= b", lower(1), "undecided"],
    ["a >= b", lower(2), "holds"],
    ["a >= b", lower(0.5), "undecided"],
    ["b < a", lower(0.5), "undecided"],
    ["not a > b", lower(0.5), "not-refuted"],
    ["not a <= b", lower(2), "holds"],
    ["1 / a >= b", lower(0.5), "not-refuted"],
    ["a <= b", { a: measured(2), b: measured(1, 0, "upper-bound") }, "fails"],
    ["a <= b", { a: measured(0.5), b: measured(1, 0, "upper-bound") }, "not-refuted"],
    ["a <= b", { a: measured(0.5), b: measured(1, 0, "lower-bound") }, "holds"],
    ["a <= b and b == 1", lower(0.5), "not-refuted"],
    ["a <= b or b == 1", lower(0.5), "tie"],
    ["a <= b and b < 0", lower(0.5), "fails"],
    ["a <= b or b < 0", lower(0.5), "not-refuted"],
  ] as [string, World, string][])("%s %#", (text, world, expected) => expect(says(text, world)).toBe(expected));

  it("an open end shows in the margin, the error bar stays finite", () => {
    const decision = decide(parse("a <= b"), lookup(lower(0.5)));
    expect(decision).toMatchObject({
      outcome: { margin: { value: 0.5, low: Number.NEGATIVE_INFINITY } },
      grade: "lower-bound",
    });
    expect(decision.error).toBeCloseTo(0.01, 12);
  });
});

describe("and, or with unknown and missing parts", () => {
  const atoms: Record<string, string> = { T: "1 < 2", F: "2 < 1", U: "u < 0", X: "x < 0", t: "1 <= 1" };
  const world = { u: measured(0, 1e-10), x: { value: null, reason: "does not exist" } } as const;
  const at = (text: string): string =>
    says(
      text.replaceAll(/\b[TFUXt]\b/g, (letter) => `(${atoms[letter]})`),
      world,
    );
  it.each([
    ["T and T", "holds"],
    ["T and F", "fails"],
    ["T and U", "undecided"],
    ["F and U", "fails"],
    ["U and U", "undecided"],
    ["T or F", "holds"],
    ["F or F", "fails"],
    ["F or U", "undecided"],
    ["T or U", "holds"],
    ["T and X", "inapplicable"],
    ["F and X", "fails"],
    ["X and F", "fails"],
    ["U and X", "inapplicable"],
    ["T or X", "holds"],
    ["X or T", "holds"],
    ["F or X", "inapplicable"],
    ["U or X", "inapplicable"],
    ["(U or X) or T", "holds"],
    ["(T or X) and F", "fails"],
    ["(F and X) or F", "fails"],
    ["not X", "inapplicable"],
    ["not (T and X) or T", "holds"],
    ["not (T or X)", "fails"],
    ["not (F or U)", "tie"],
    ["not (F or not U)", "undecided"],
    ["t and T", "tie"],
    ["t or T", "holds"],
    ["t or F", "tie"],
    ["t and F", "fails"],
  ])("%s", (text, expected) => expect(at(text)).toBe(expected));

  it("names the missing quantity", () =>
    expect(evaluateCondition(parse("x < 0"), lookup(world))).toEqual({
      kind: "inapplicable",
      reason: "x: does not exist",
    }));

  it("grades the side that decides", () => {
    const mixed = { a: measured(1, 0, "certified"), b: measured(5, 0.1) };
    expect(decide(parse("a <= 3 or b <= 4"), lookup(mixed)).grade).toBe("certified");
    expect(decide(parse("a <= 3 and b <= 4"), lookup(mixed)).grade).toBe("measured");
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  count,
  counted,
  decadeTick,
  depthList,
  duration,
  list,
  moment,
  significant,
  tick,
  typesetNumbers,
  withError,
} from "./phrase.ts";

const seed = 20190707;

/** The printed number read back the plain way: minus sign, commas and superscripts undone. */
function readBack(text: string): number {
  const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  const plain = text
    .replaceAll("\u2212", "-")
    .replaceAll(",", "")
    .replace(/ × 10(⁻?)([⁰¹²³⁴⁵⁶⁷⁸⁹]+)/, (_, sign: string, digits: string) => {
      return `e${sign === "" ? "" : "-"}${[...digits].map((digit) => superscripts.indexOf(digit)).join("")}`;
    });
  return Number(plain);
}

describe("significant", () => {
  it("prints what a paper would", () => {
    expect([0, 0.0132, -0.0132, 1840, 12345.6, 1e-13, -9.7e-5, 123456, 0.99999].map((x) => significant(x))).toEqual([
      "0",
      "0.0132",
      "−0.0132",
      "1,840",
      "12,300",
      "1.00 × 10⁻¹³",
      "−9.70 × 10⁻⁵",
      "1.23 × 10⁵",
      "1.00",
    ]);
    expect([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].map((x) => significant(x))).toEqual(["∞", "−∞"]);
  });

  it("reads back as the number rounded to three digits, whatever the size and sign", () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 });
    const law = fc.property(number, (x) => {
      expect(readBack(significant(x))).toBe(Number(x.toPrecision(3)) + 0);
    });
    fc.assert(law, { seed, numRuns: 300 });
  });

  it("never loses a sign", () => {
    const law = fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (x) => {
      expect(significant(-x)).toBe(`−${significant(x)}`);
    });
    fc.assert(law, { seed, numRuns: 100 });
  });
});

describe("phrases", () => {
  it("says when an error is unknown and leaves out an exact zero", () => {
    expect(withError(0.0132, 1.1e-13)).toBe("0.0132 ± 1.1 × 10⁻¹³");
    expect(withError(0.5, 0)).toBe("0.500");
    expect(withError(0.5, null)).toBe("0.500 (error unknown)");
  });

  it("keeps ticks short and apart", () => {
    expect([0, 0.02, 0.1, -0.005, 20, 1e-9, 12.5, 1000].map(tick)).toEqual([
      "0",
      "0.02",
      "0.1",
      "−0.005",
      "20",
      "10⁻⁹",
      "12.5",
      "10³",
    ]);
    expect([-1e-12, 0, 1, 1e-3].map(decadeTick)).toEqual(["−10⁻¹²", "0", "1", "10⁻³"]);
  });

  it("typesets numbers inside a sentence, and leaves names and ranges alone", () => {
    expect(typesetNumbers("slope -0.119 ± 1.6e-13 over L = 2..64 (iris-1, w-2e3)")).toBe(
      "slope −0.119 ± 1.6 × 10⁻¹³ over L = 2..64 (iris-1, w-2e3)",
    );
    expect(typesetNumbers("at 121 points, L = 1..32.")).toBe("at 121 points, L = 1..32.");
  });

  it("counts and lists", () => {
    expect([count(0), count(999), count(1840), count(1234567)]).toEqual(["0", "999", "1,840", "1,234,567"]);
    expect([counted(1, "claim"), counted(2, "claim")]).toEqual(["1 claim", "2 claims"]);
    expect([list([]), list(["a"]), list(["a", "b", "c"])]).toEqual(["", "a", "a, b and c"]);
  });

  it("names every depth, so that a gap shows", () => {
    expect(depthList([8, 1, 2, 4])).toBe("L = 1, 2, 4, 8");
    expect(depthList([1, 2, 3, 4, 7])).toBe("L = 1 to 4, 7");
    expect(depthList([])).toBe("no depth");
  });

  it("tells time", () => {
    expect([duration(41.2), duration(59.999), duration(492.4), duration(7505)]).toEqual([
      "41.2 s",
      "60.0 s",
      "8 min 12 s",
      "2 h 5 min",
    ]);
    expect(moment("2026-11-23T02:14:00Z")).toBe("2026-11-23 02:14 UTC");
    expect(moment("<yesterday>")).toBe("<yesterday>");
  });
});

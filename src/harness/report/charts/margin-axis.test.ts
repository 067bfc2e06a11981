import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DepthMargin, marginAxis, valueAxis } from "./margin-axis.ts";

const at = (margin: number | null, error: number | null = 0): DepthMargin => {
  return { depth: 1, margin, error, state: "holds", applicable: 1 };
};

describe("marginAxis", () => {
  it("is linear while margins are comparable and logarithmic when they span decades", () => {
    expect(marginAxis([at(0.2), at(0.05)]).type).toBe("linear");
    expect(marginAxis([at(0.2), at(1e-9)]).type).toBe("symlog");
  });

  it("shows a tie by its error bar, not by its noise", () => {
    const { constant, ticks } = marginAxis([at(1e-17, 2e-14), at(0.1)]);
    expect(constant).toBeCloseTo(1e-14, 16);
    expect(ticks?.filter((x) => x > 0).every((x) => x >= 1e-14)).toBe(true);
  });

  it("keeps the worst margins apart from zero, however large the others are", () => {
    const { type, constant } = marginAxis([at(1e-6), at(8)], [1e56]);
    expect(type).toBe("symlog");
    expect(constant).toBeLessThanOrEqual(1e-6);
    expect(valueAxis([0.1, 1.5e37], [0.1]).constant).toBeLessThanOrEqual(0.1);
  });

  it("survives having nothing to show", () => {
    expect(marginAxis([at(null, null)]).domain).toEqual([-1, 1]);
    expect(marginAxis([at(0, 0)]).domain).toEqual([-1, 1]);
  });

  it("contains zero, every margin and every tick, on any scale", () => {
    const margin = fc.tuple(fc.integer({ min: -15, max: 3 }), fc.double({ min: -9, max: 9, noNaN: true }));
    const law = fc.property(fc.array(margin, { minLength: 1, maxLength: 8 }), (pairs) => {
      const margins = pairs.map(([exponent, mantissa]) => mantissa * 10 ** exponent);
      const { type, domain, ticks, constant } = marginAxis(margins.map((x) => at(x, Math.abs(x) / 10)));
      for (const x of [0, ...margins, ...(ticks ?? [])]) {
        expect(x).toBeGreaterThanOrEqual(domain[0]);
        expect(x).toBeLessThanOrEqual(domain[1]);
      }
      expect(ticks?.length ?? 0).toBeLessThanOrEqual(11);
      // no two labels on top of each other
      const place = (x: number): number => Math.sign(x) * Math.log1p(Math.abs(x) / constant);
      const share = (place(domain[1]) - place(domain[0])) / 20;
      const places = (type === "symlog" ? (ticks ?? []) : []).map(place);
      for (const [k, one] of places.slice(1).entries()) expect(one - places[k]!).toBeGreaterThan(share);
    });
    fc.assert(law, { seed: 7, numRuns: 200 });
  });
});

import { describe, expect, it } from "vitest";
import { maxDots, quantile, spreadsOf } from "./spread.ts";

describe("quantile", () => {
  it("is the smallest value that the share does not exceed", () => {
    const values = [10, 20, 30, 40];
    expect([0, 0.25, 0.26, 0.5, 0.75, 1].map((level) => quantile(values, level))).toEqual([10, 10, 20, 20, 30, 40]);
    expect(quantile([7], 0.95)).toBe(7);
  });
});

describe("spreadsOf", () => {
  it("keeps every finite value in order while there are few, by depth", () => {
    const placed = [
      { depth: 2, value: 3 },
      { depth: 1, value: 5 },
      { depth: 2, value: 1 },
      { depth: 2, value: Number.NaN },
    ];
    expect(spreadsOf(placed)).toEqual([
      { depth: 1, count: 1, kind: "all", values: [5] },
      { depth: 2, count: 2, kind: "all", values: [1, 3] },
    ]);
  });

  it("keeps seven quantiles of many, both extremes among them", () => {
    const placed = Array.from({ length: maxDots + 100 }, (_, k) => ({ depth: 4, value: (k * 37) % (maxDots + 100) }));
    expect(spreadsOf(placed)).toEqual([
      { depth: 4, count: 400, kind: "quantiles", values: [0, 19, 99, 199, 299, 379, 399] },
    ]);
  });
});

import { describe, expect, it } from "vitest";
import { valueAxis } from "./margin-axis.ts";
import { verticalAxis } from "./vertical-axis.ts";

describe("verticalAxis", () => {
  it.each([
    [[-4e-14, 6e-14], "margin, in units of 10⁻¹⁴", 5e-14, "5"],
    [[1.26e5], "margin, in units of 10⁵", 1.2e5, "1.2"],
    [[0.25, 0.5], "margin", 0.25, "0.25"],
    [[40, 80], "margin", 60, "60"],
  ] as const)("has short ticks for %o", (values, label, value, tick) => {
    const axis = verticalAxis(valueAxis(values), "margin");
    expect(axis).toMatchObject({ type: "linear", label });
    expect((axis.tickFormat as (x: number) => string)(value)).toBe(tick);
  });

  it("has powers of ten where the values span decades", () => {
    const axis = verticalAxis(valueAxis([1e-6, 1]), "margin");
    expect(axis).toMatchObject({ type: "symlog", label: "margin" });
    expect((axis.tickFormat as (x: number) => string)(1e-4)).toBe("10⁻⁴");
  });
});

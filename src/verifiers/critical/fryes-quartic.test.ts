/** Frye's quartic: every start is labelled by what it ends at. */
import { describe, expect, it } from "vitest";
import { stream } from "../../numerics/random.ts";
import { isRightlyLabelled, quartic, quarticStart } from "../ground-truth/fryes-quartic.ts";
import { asItStands, polish } from "../searches/polish.ts";

describe("Frye's quartic", () => {
  it("is never mislabelled from 1000 starts", () => {
    const random = stream(7, "quartic");
    const counts = { CRITICAL: 0, GRADIENT_FLAT: 0 };
    for (let start = 0; start < 1000; start++) {
      const { theta, acceptance } = polish(quartic, quarticStart(random));
      const { label } = acceptance;
      expect([label, ...theta, isRightlyLabelled(label, theta)]).toEqual([label, ...theta, true]);
      if (label === "CRITICAL" || label === "GRADIENT_FLAT") counts[label]++;
    }
    // both basins are large
    expect(counts.CRITICAL).toBeGreaterThan(300);
    expect(counts.GRADIENT_FLAT).toBeGreaterThan(300);
  });

  it("labels the three points as they stand", () => {
    expect(asItStands(quartic, Float64Array.of(-3, 0)).acceptance.label).toBe("CRITICAL");
    const flat = asItStands(quartic, Float64Array.of(Math.SQRT2, 0)).acceptance;
    expect(flat.label).toBe("GRADIENT_FLAT");
    expect(flat.flatness).toBeCloseTo(1, 12);
    expect(flat.gradientNorm ** 2).toBeCloseTo(11.1766, 3);
    expect(asItStands(quartic, Float64Array.of(-Math.SQRT2, 0)).acceptance.label).toBe("GRADIENT_FLAT");
  });

  it("does not call a point CRITICAL that is 1e-5 away", () => {
    expect(asItStands(quartic, Float64Array.of(-3 + 1e-5, 0)).acceptance.label).toBe("UNCONVERGED");
    expect(asItStands(quartic, Float64Array.of(-3, 1e-5)).acceptance.label).toBe("UNCONVERGED");
  });
});

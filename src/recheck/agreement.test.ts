/** When a number measured again counts as the stored one. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { agreement, type Reading } from "./agreement.ts";

const reading = (value: number | null, error = 0, says: Reading["says"] = null): Reading => ({
  value,
  error,
  says,
  reason: value === null ? "why" : null,
});

describe("agreement", () => {
  it("is reproduction up to 1e-12 of the size, and not an absolute amount", () => {
    expect(agreement(reading(1), reading(1 + 9e-13)).kind).toBe("reproduced");
    expect(agreement(reading(1), reading(1 + 2e-12)).kind).toBe("different");
    expect(agreement(reading(1e-13), reading(2e-13)).kind).toBe("different");
    expect(agreement(reading(-1e9), reading(-1e9 - 1e-4)).kind).toBe("reproduced");
  });

  it("goes as far as both error bars together, unless one is infinite", () => {
    expect(agreement(reading(1, 0.25), reading(1.75, 0.5))).toEqual({ kind: "within-error", difference: 0.75 });
    expect(agreement(reading(1, 0.25), reading(1.8, 0.5)).kind).toBe("different");
    expect(agreement(reading(1, 0.25), reading(1.5, Number.POSITIVE_INFINITY)).kind).toBe("different");
    expect(agreement(reading(1, Number.NaN), reading(1.5, 1)).kind).toBe("different");
  });

  it("is contradicted by a formula that holds there and fails here, however near the margins", () => {
    expect(agreement(reading(0, 1, "holds"), reading(-1e-300, 1, "fails")).kind).toBe("different");
    expect(agreement(reading(-1, 1, "fails"), reading(-1, 1, "not-refuted")).kind).toBe("different");
    expect(agreement(reading(1, 1, "not-refuted"), reading(1, 0, "holds")).kind).toBe("reproduced");
    expect(agreement(reading(1, 1, "undecided"), reading(1, 0, "fails")).kind).toBe("reproduced");
  });

  it("tells a number that is missing here from one that exists nowhere", () => {
    expect(agreement(reading(1), reading(null))).toEqual({ kind: "missing", reason: "why" });
    expect(agreement(reading(null), reading(null)).kind).toBe("absent");
    expect(agreement(reading(null), reading(1)).kind).toBe("different");
  });

  it("never calls numbers further apart than both bars and 1e-12 the same", () => {
    const number = fc.double({ noNaN: true, min: -1e6, max: 1e6 });
    const bar = fc.double({ noNaN: true, min: 0, max: 10 });
    const law = fc.property(number, number, bar, bar, (a, b, e, f) => {
      const apart = Math.abs(a - b) > e + f && Math.abs(a - b) > 1e-12 * Math.max(Math.abs(a), Math.abs(b));
      expect(agreement(reading(a, e), reading(b, f)).kind === "different").toBe(apart);
    });
    fc.assert(law, { seed: 5, numRuns: 300 });
  });
});

import { describe, expect, it } from "vitest";
import { stream } from "../random.ts";
import { lbfgs } from "./lbfgs.ts";

/** sum_i scale_i (x_i - shift_i)^2 + offset. */
function quadratic(scales: readonly number[], shifts: readonly number[], offset: number) {
  return (x: Float64Array, gradient: Float64Array): number => {
    let value = offset;
    for (let i = 0; i < x.length; i++) {
      gradient[i] = 2 * scales[i]! * (x[i]! - shifts[i]!);
      value += scales[i]! * (x[i]! - shifts[i]!) ** 2;
    }
    return value;
  };
}

describe("lbfgs", () => {
  it.each([
    { scales: [1, 1, 1], shifts: [0, 0, 0], offset: 0 },
    { scales: [1e-2, 1, 300], shifts: [5, -7, 0.25], offset: -3 },
    { scales: [1e6, 2e6, 5e3], shifts: [1e3, 1e3, -1e3], offset: 1 },
  ])("finds the minimiser of a shifted, scaled quadratic %o", ({ scales, shifts, offset }) => {
    const tolerance = 1e-9 * Math.max(...scales);
    const result = lbfgs(quadratic(scales, shifts, offset), new Float64Array(3).fill(1.5), {
      maxSteps: 500,
      gradientTolerance: tolerance,
    });
    expect(result.reason).toBe("converged");
    shifts.forEach((shift, i) => {
      expect(Math.abs(result.x[i]! - shift)).toBeLessThan(1e-6 * (1 + Math.abs(shift)));
    });
  });

  it("descends Rosenbrock's valley to (1, 1)", () => {
    const rosenbrock = (x: Float64Array, gradient: Float64Array): number => {
      const [a, b] = [x[0]!, x[1]!];
      gradient[0] = -2 * (1 - a) - 400 * a * (b - a * a);
      gradient[1] = 200 * (b - a * a);
      return (1 - a) ** 2 + 100 * (b - a * a) ** 2;
    };
    const result = lbfgs(rosenbrock, Float64Array.of(-1.2, 1), { maxSteps: 300, gradientTolerance: 1e-9 });
    expect(result.reason).toBe("converged");
    expect(result.x[0]).toBeCloseTo(1, 8);
  });

  it("never increases the value and reports every accepted step", () => {
    const random = stream(1, "lbfgs");
    const values: number[] = [];
    const visit = (_: Float64Array, value: number): number => values.push(value);
    lbfgs(quadratic([1, 50, 9], [1, 2, 3], 0), random.normals(3), { maxSteps: 50, gradientTolerance: 1e-10, visit });
    expect(values.length).toBeGreaterThan(3);
    expect(values.every((value, k) => k === 0 || value <= values[k - 1]!)).toBe(true);
  });

  it("says limit and nonfinite instead of pretending", () => {
    expect(
      lbfgs(quadratic([1, 2000], [1, 1], 0), new Float64Array(2), { maxSteps: 1, gradientTolerance: 1e-12 }).reason,
    ).toBe("limit");
    expect(lbfgs(() => Number.NaN, new Float64Array(2), { maxSteps: 5, gradientTolerance: 1e-12 }).reason).toBe(
      "nonfinite",
    );
  });
});

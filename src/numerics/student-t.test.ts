/** Student quantiles against closed forms and printed tables. */
import { describe, expect, it } from "vitest";
import { normalQuantile } from "./normal-quantile.ts";
import { studentQuantile, studentTail } from "./student-t.ts";

describe("studentQuantile", () => {
  it("has closed forms for 1 and 2 degrees of freedom", () => {
    for (const confidence of [0.1, 0.5, 0.9, 0.95, 0.999]) {
      expect(studentQuantile(confidence, 1) / Math.tan((Math.PI / 2) * confidence)).toBeCloseTo(1, 12);
      // t = p sqrt(2 / (1 - p^2))
      const two = confidence * Math.sqrt(2 / (1 - confidence ** 2));
      expect(studentQuantile(confidence, 2) / two).toBeCloseTo(1, 12);
    }
  });

  it("agrees with published tables", () => {
    const table: readonly (readonly [number, number, number])[] = [
      [0.95, 1, 12.706],
      [0.95, 2, 4.303],
      [0.95, 3, 3.182],
      [0.95, 10, 2.228],
      [0.99, 5, 4.032],
      [0.9, 30, 1.697],
      [0.999, 4, 8.61],
    ];
    for (const [confidence, freedom, t] of table) expect(studentQuantile(confidence, freedom)).toBeCloseTo(t, 3);
    expect(studentQuantile(0.95, 10)).toBeCloseTo(2.228138851986274, 12);
    expect(studentQuantile(0.95, 1000)).toBeCloseTo(1.9623390808264083, 11);
  });

  it("tends to the normal quantile", () => {
    // t = z + (z^3 + z)/(4 n) + (5 z^5 + 16 z^3 + 3 z)/(96 n^2) + O(n^-3)
    const z = normalQuantile(0.975);
    const n = 5000;
    const expansion = z + (z ** 3 + z) / (4 * n) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * n * n);
    expect(studentQuantile(0.95, n)).toBeCloseTo(expansion, 10);
  });

  it("inverts the tail and refuses what is no probability", () => {
    for (const freedom of [1, 2, 3, 7, 50]) {
      for (const confidence of [0.01, 0.5, 0.95, 1 - 1e-9]) {
        const t = studentQuantile(confidence, freedom);
        expect(studentTail(t, freedom) / (1 - confidence)).toBeCloseTo(1, 10);
      }
    }
    expect(() => studentQuantile(1, 3)).toThrow(RangeError);
    expect(() => studentQuantile(0.5, 0)).toThrow(RangeError);
  });
});

it("studentTail integrates the density (Simpson's rule, 5 degrees of freedom)", () => {
  // density 8 / (3 pi sqrt 5 (1 + t^2/5)^3)
  const density = (t: number): number => 8 / (3 * Math.PI * Math.sqrt(5) * (1 + (t * t) / 5) ** 3);
  const [steps, end] = [2000, 1.7];
  const width = end / steps;
  let inside = density(0) + density(end);
  for (let i = 1; i < steps; i++) inside += (i % 2 === 1 ? 4 : 2) * density(i * width);
  expect(studentTail(end, 5)).toBeCloseTo(1 - (2 * inside * width) / 3, 12);
});

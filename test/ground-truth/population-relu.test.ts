/** Genuine spurious minima, index 0 and positive risk: they exist from 6 units on, and their risks are known. */
import { describe, expect, it } from "vitest";
import { stream } from "../../src/numerics/random.ts";
import { populationHessian, populationRisk, spuriousMinima } from "../../src/verifiers/ground-truth/population-relu.ts";

describe("the population risk of ReLU units", () => {
  it("has the gradient and Hessian of its values", () => {
    const n = 4;
    const w = stream(61, "derivatives").normals(n * n);
    const [gradient, ahead, behind] = [0, 1, 2].map(() => new Float64Array(n * n)) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    populationRisk(w, n, gradient);
    const hessian = populationHessian(w, n);
    const h = 1e-5;
    for (let k = 0; k < n * n; k++) {
      const shifted = (step: number): Float64Array => w.map((value, i) => (i === k ? value + step : value));
      const slope = (populationRisk(shifted(h), n, ahead) - populationRisk(shifted(-h), n, behind)) / (2 * h);
      expect(slope).toBeCloseTo(gradient[k]!, 8);
      for (let i = 0; i < n * n; i++)
        expect((ahead[i]! - behind[i]!) / (2 * h)).toBeCloseTo(hessian[k * n * n + i]!, 7);
    }
  });

  it("is 0 with the teachers as units", () => {
    const w = Float64Array.from({ length: 25 }, (_, at) => (at % 6 === 0 ? 1 : 0)).map((v, at) => v + 1e-9 * (at % 3));
    expect(populationRisk(w, 5, new Float64Array(25))).toBeCloseTo(0, 8);
  });

  it("has no spurious minimum in reach with 5 units", () => {
    expect(spuriousMinima(5, 60).count).toBe(0);
  });

  it("has spurious minima of the published risks with 8 and 10 units, in about the published shares", () => {
    const eight = spuriousMinima(8, 60);
    expect([...eight.spurious.keys()]).toContain("0.02151");
    expect(eight.count / 60).toBeGreaterThan(0.03);
    expect(eight.count / 60).toBeLessThan(0.3);
    const ten = spuriousMinima(10, 40);
    expect([...ten.spurious.keys()]).toContain("0.01870");
    expect(ten.count / 40).toBeGreaterThan(0.15);
    expect(ten.count / 40).toBeLessThan(0.6);
    for (const risk of [...eight.spurious.keys(), ...ten.spurious.keys()]) expect(Number(risk)).toBeGreaterThan(0.01);
  });
});

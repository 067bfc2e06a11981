import { describe, expect, it } from "vitest";
import { float64Evaluator } from "../../models/engines/float64.ts";
import { losses } from "../../models/losses/index.ts";
import type { ArchitectureSpec } from "../../models/point.ts";
import { compileArchitecture } from "../../models/point-file.ts";
import { stream } from "../../numerics/random.ts";
import { type ClassBudgets, estimateRademacher, type RademacherEstimate } from "./class-supremum.ts";

const relu = { kind: "residual", block: { width: 2, activation: "relu" } };
const softplus = { kind: "residual", block: { width: 1, activation: "softplus" } };
const posterBudgets = (depth: number): ClassBudgets => ({
  readout: 1,
  outer: 1 / Math.sqrt(depth),
  inner: 1 / Math.sqrt(depth),
});

function estimate(
  x: readonly (readonly number[])[],
  depth: number,
  budgets: ClassBudgets,
  signs: "exact" | number = "exact",
  spec: ArchitectureSpec = relu,
  seed = 3,
): RademacherEstimate {
  const dimension = x[0]!.length;
  const compiled = compileArchitecture(spec, { depth, dimension, outputs: 1, width: null });
  if (!compiled.ok) throw new Error(compiled.reason);
  const n = x.length;
  const data = {
    samples: n,
    dimension,
    outputs: 1,
    x: Float64Array.from(x.flat()),
    y: new Float64Array(n),
    weights: new Float64Array(n).fill(1 / n),
  };
  const evaluator = float64Evaluator({ program: compiled.program, loss: losses.squared!, data });
  const result = estimateRademacher(
    { spec, evaluator, engine: float64Evaluator },
    budgets,
    { signs, starts: 4 },
    stream(seed, `class/${depth}`),
  );
  if ("reason" in result) throw new Error(result.reason);
  return result;
}

describe("Rademacher complexity of the residual class", () => {
  it.each([1, 2, 4, 8, 16])("one input, L = %i: exactly (1 + 1/L)^L ||x||", (depth) => {
    const exact = (1 + 1 / depth) ** depth * 2.5;
    expect(Math.abs(estimate([[1.5, 2]], depth, posterBudgets(depth)).value / exact - 1)).toBeLessThan(1e-9);
  });

  it.each([1, 2, 4, 8])("x = +-1, L = %i: exactly half of (1 + 1/L)^L", (depth) => {
    const exact = 0.5 * (1 + 1 / depth) ** depth;
    expect(Math.abs(estimate([[1], [-1]], depth, posterBudgets(depth)).value / exact - 1)).toBeLessThan(1e-9);
  });

  it("budgets of 1 give 2^L ||x|| at one input: above e^2 ||x|| from L = 3 on (NC-9)", () => {
    const { value } = estimate([[0.6, 0.8]], 3, { readout: 1, outer: 1, inner: 1 });
    expect(Math.abs(value / 8 - 1)).toBeLessThan(1e-9);
    expect(value).toBeGreaterThan(Math.E ** 2);
  });

  it("contains the linear class: at least the mean of ||sum sigma_i x_i|| / n", () => {
    const random = stream(9, "linear-class");
    const x = Array.from({ length: 6 }, () => [random.normal(), random.normal() + 0.3, random.normal()]);
    let linear = 0;
    for (let k = 0; k < 32; k++) {
      const total = [0, 1, 2].map((j) => x.reduce((sum, row, i) => sum + ((k >> i) & 1 ? -1 : 1) * row[j]!, 0));
      linear += Math.hypot(...total) / 32 / 6;
    }
    const { value } = estimate(x, 4, posterBudgets(4));
    expect(value).toBeGreaterThan(linear);
    const frobenius = Math.hypot(...x.flat());
    expect(value).toBeLessThan(((1 + 2 / 4) ** 4 * frobenius) / 6);
  });

  it("scales with the inputs and lies inside its Monte Carlo bar", () => {
    const x = [
      [1, 0.2],
      [-0.4, 0.7],
      [0.3, -1.1],
      [0.8, 0.9],
    ];
    const exact = estimate(x, 2, posterBudgets(2));
    const scaled = estimate(
      x.map((row) => row.map((value) => 3 * value)),
      2,
      posterBudgets(2),
    );
    expect(scaled.value / exact.value).toBeCloseTo(3, 6);
    const sampled = estimate(x, 2, posterBudgets(2), 200);
    expect(sampled.error).toBeGreaterThan(0.01);
    expect(Math.abs(sampled.value - exact.value)).toBeLessThan(sampled.error);
  });
});

describe("the bar of sampled signs", () => {
  const unit = { readout: 1, outer: 1, inner: 1 };
  const x = [[0.001], [-0.001]];

  it("holds for softplus, whose members do not shrink with the inputs", () => {
    // signs (1, 1): (s(0.001) + s(-0.001)) / 2 = ln 2 + 0.001^2 / 8 up to 1e-14; signs (1, -1): 0.001 + 0.001 / 2
    const truth = (Math.LN2 + 0.001 ** 2 / 8 + 0.0015) / 2;
    expect(Math.abs(estimate(x, 1, unit, "exact", softplus).value - truth)).toBeLessThan(1e-9);
    const sampled = Array.from({ length: 30 }, (_, seed) => estimate(x, 1, unit, 8, softplus, seed));
    for (const { value, error } of sampled) expect(value - error).toBeLessThanOrEqual(truth);
    expect(Math.max(...sampled.map(({ value }) => value))).toBeGreaterThan(0.5);
  });

  it.each([
    // |f(x)| <= 3 (1 + 1/4)^2 |x|, and what sigma(0) and Lip(sigma) add: h -> h + (sqrt(m) |sigma(0)| + Lip h / 2) / 2
    ["relu", 4.6875 * 2],
    ["sigmoid", 3 * 2.9870163680986273],
  ] as const)("is McDiarmid's with the largest |f(x)|: %s", (activation, reach) => {
    const spec = { kind: "residual", block: { width: 2, activation } };
    const { error, value } = estimate([[2]], 2, { readout: 3, outer: 0.5, inner: 0.5 }, 25, spec);
    // sqrt(2 ln(1e6) F^2 / 25)
    expect(error - 1e-12 * value).toBeCloseTo(reach * Math.sqrt((2 * Math.log(1e6)) / 25), 12);
  });

  it("is refused where the activation has no Lipschitz constant", () => {
    const spec = { kind: "residual", block: { width: 2, activation: "square" } };
    expect(() => estimate(x, 1, unit, 8, spec)).toThrow(/square .* exact signs/);
    expect(estimate(x, 1, unit, "exact", spec).value).toBeGreaterThan(0);
  });
});

describe("Rademacher complexity of the fully connected class", () => {
  const chain = { kind: "fully-connected", width: 2, activation: "relu" };
  const of = (x: readonly (readonly number[])[], depth: number, norm: number) => {
    const compiled = compileArchitecture(chain, { depth, dimension: x[0]!.length, outputs: 1, width: null });
    if (!compiled.ok) throw new Error(compiled.reason);
    const samples = x.length;
    const [y, weights] = [new Float64Array(samples), new Float64Array(samples).fill(1 / samples)];
    const data = { samples, dimension: x[0]!.length, outputs: 1, x: Float64Array.from(x.flat()), y, weights };
    const evaluator = float64Evaluator({ program: compiled.program, loss: losses.squared!, data });
    const context = { spec: chain, evaluator, engine: float64Evaluator };
    return (signs: "exact" | number) =>
      estimateRademacher(
        context,
        { readout: 1, outer: 1, inner: norm },
        { signs, starts: 4 },
        stream(3, `fc/${depth}`),
      );
  };

  it.each([1, 2, 5])(
    "one input, L = %i: exactly M^L ||x||, since every member is M^L-Lipschitz and 0 at 0",
    (depth) => {
      for (const norm of [0.5, 1, 2]) {
        const found = of([[1.5, 2]], depth, norm)("exact");
        if ("reason" in found) throw new Error(found.reason);
        expect(Math.abs(found.value / (norm ** depth * 2.5) - 1)).toBeLessThan(1e-9);
      }
    },
  );

  it("x = +-1, L = 1: half of M: the half-lines share the budgets", () => {
    const found = of([[1], [-1]], 1, 1)("exact");
    if ("reason" in found) throw new Error(found.reason);
    expect(found.value).toBeCloseTo(1 / 2, 9);
  });

  it("needs exact signs: the sampling error of a class without skip is not worked out", () => {
    expect("reason" in of([[1]], 2, 1)(10)).toBe(true);
  });
});

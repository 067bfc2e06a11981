/** Numbers of docs/theory.md, sections 6, 8 and 9, that belong to the shipped points, and to instances no spec can express. */
import { describe, expect, it } from "vitest";
import { losses } from "../../src/models/losses/index.ts";
import type { PointFile } from "../../src/models/point.ts";
import { symmetricEigen } from "../../src/numerics/symmetric-eigen.ts";
import { dataContext } from "../../src/verifiers/quantities/data-context.ts";
import { classQuantities } from "../../src/verifiers/quantities/registry.ts";
import type { RademacherEstimate } from "../../src/verifiers/searches/class-supremum.ts";
import * as instances from "../theory-instances.ts";
import { contextOf, point, shipped, valuesOf } from "./measure.ts";

/** Twelve significant digits; zeros absolutely. */
function expectValues(
  found: Readonly<Record<string, number>>,
  wanted: Readonly<Record<string, number>>,
  digits = 1e-12,
): void {
  for (const [name, value] of Object.entries(wanted))
    expect(Math.abs(found[name]! - value), `${name}: ${found[name]}, expected ${value}`).toBeLessThanOrEqual(
      digits * (Math.abs(value) || 1),
    );
}

const hessianOf = (instance: PointFile): number[] => {
  const { evaluator, theta } = contextOf(instance);
  const hessian = new Float64Array(evaluator.free ** 2);
  evaluator.hessian(theta, hessian);
  return [...hessian];
};

const eigenvaluesOf = (instance: PointFile): number[] => {
  const hessian = Float64Array.from(hessianOf(instance));
  return [...symmetricEigen(hessian, Math.sqrt(hessian.length)).values];
};

const closeTo = (found: readonly number[], wanted: readonly number[], digits: number): void => {
  expect(found.length).toBe(wanted.length);
  const scale = Math.max(...wanted.map(Math.abs));
  found.forEach((value, k) => {
    expect(Math.abs(value - wanted[k]!), `${k}: ${value}, expected ${wanted[k]}`).toBeLessThanOrEqual(digits * scale);
  });
};

describe("the right sides of (M) and (Q0) at the deep instance", () => {
  const rightOfQ0 = (q: Readonly<Record<string, number>>): number =>
    q.readout_distance! * q.gradient_norm_w! + q.linear_norm! * q.vcat_norm! * q.gamma!;
  it.each([
    ["T8a", instances.T8a, 0.561970241025578086647951463972, 0.895844584843563512705521279674],
    ["T8b", instances.T8b, 0.409787995805105205823189303402, 0.640897241792844673710369410311],
    ["T9", instances.T9, 7 / 4, 3.44342833908881342362070680683],
  ] as const)("%s", (_, instance, right, normed) => {
    const found = valuesOf(instance);
    expectValues(found, { master_bound: right }, 1e-11);
    expectValues({ norms: rightOfQ0(found) }, { norms: normed }, 1e-11);
  });
});

describe("spectra", () => {
  it("NC-1: 0 and the roots of 3 z^3 - 44 z^2 + 120 z - 16", () => {
    closeTo(
      eigenvaluesOf(instances.NC1),
      [0, 0.140502323312745800729395339389, 3.41687332768581489239337653228, 11.109291015668105973543894795],
      1e-13,
    );
  });
  it("NC-1b", () => {
    closeTo(
      eigenvaluesOf(instances.NC1b),
      [0, 0.0669700225352574454, 0.61081700109669651665, 3.3202777772884042135],
      1e-13,
    );
  });
  it("NC-1c: non-negative of rank 7, as many as the prediction has coordinates", () => {
    const found = contextOf(shipped("controls/points/nc-1c"));
    expectValues(valuesOf(shipped("controls/points/nc-1c")), { risk: 9 / 7, linear_risk: 115 / 91, gradient_norm: 0 });
    const values = eigenvaluesOf(shipped("controls/points/nc-1c"));
    expect(values).toHaveLength(found.evaluator.free);
    expect(values.filter((value) => Math.abs(value) <= 1e-13)).toHaveLength(found.evaluator.free - 7);
    expect(values.filter((value) => value > 0.01)).toHaveLength(7);
  });
  it("NC-13 and NC-14", () => {
    closeTo(eigenvaluesOf(instances.NC13), [...new Array<number>(9).fill(0), 70 / 3], 1e-13);
    const wanted = [0, 0, 0.851877446894158, 112.351570153693, 226.540298079216, 3861.09190444116, 9999.8778915457];
    closeTo(eigenvaluesOf(instances.NC14), wanted, 1e-13);
  });
  it("NC-1' and NC-1''", () => {
    closeTo(eigenvaluesOf(instances.NC1prime).slice(0, 1), [-1.2747105580540362872], 1e-13);
    expectValues(valuesOf(instances.NC1prime), { witness_curvature: 1 - Math.sqrt(5) });
    const unused = {
      alpha: 0,
      gamma: 2,
      s: 0,
      witness_curvature: -2,
      lambda_min: -2 * Math.SQRT2,
      representation_rank: 1,
    };
    expectValues(valuesOf(instances.NC1doublePrime), unused);
  });
  it("Example 1': rank 4", () => {
    const wanted = [0, 0.090274516737977899, 0.182117714567148432, 1.11839336852176753, 38.5940840146855778];
    closeTo(eigenvaluesOf(instances.example1Prime), wanted, 1e-13);
  });
  it.each([
    ["T1", instances.NC4, [0, -5, -5, 8 / 25]],
    ["T2", instances.T2, [0, -5 / 2, -5 / 2, 0]],
  ] as const)("%s: the whole matrix, V before w", (_, instance, wanted) => closeTo(hessianOf(instance), wanted, 1e-14));
  it("two outputs: non-negative, of rank 9 of 10", () => {
    const values = eigenvaluesOf(instances.twoOutputs);
    expect(values.filter((value) => Math.abs(value) <= 1e-12)).toHaveLength(1);
    expect(values.filter((value) => value > 1e-6)).toHaveLength(9);
  });
});

describe("E[l'' h_L^2] where A1 is said to hold", () => {
  it.each([
    ["NC-1", instances.NC1, 4 / 3],
    ["NC-13", instances.NC13, 18],
    ["NC-14", instances.NC14, 131 / 64],
  ] as const)("%s", (_, instance, wanted) => {
    const { evaluator, theta } = contextOf(instance);
    const { data, loss, program } = evaluator.problem;
    const { nodes, predictions } = evaluator.forward(theta);
    const h = nodes[program.residual!.representations.at(-1)!]!;
    const terms = [...h].map((value, i) => data.weights[i]! * loss.curvature(predictions[i]!, data.y[i]!) * value ** 2);
    expectValues({ moment: terms.reduce((sum, term) => sum + term) }, { moment: wanted });
  });
});

describe("Rademacher bounds", () => {
  const bounds = (depth: number) => {
    const data = { samples: 2, dimension: 1, outputs: 1, x: Float64Array.of(1, -1), y: Float64Array.of(1, 1) };
    const base = dataContext({ ...data, weights: Float64Array.of(0.5, 0.5) }, losses.squared!, depth, 1);
    const estimate = { value: 0, error: 0, grade: "lower-bound", members: [] } as unknown as RademacherEstimate;
    const values = classQuantities.map(({ name, measure }) => [name, measure({ ...base, estimate }).value]);
    return Object.fromEntries(values) as Readonly<Record<string, number>>;
  };
  it.each([
    [1, 3],
    [2, 4],
    [4, 5.0625],
    [8, 5.9604644775390625],
  ])("T7: x = +-1, L = %i: (1 + 2/L)^L sqrt(2) / 2", (depth, wanted) => {
    expect(bounds(depth).rademacher_bound_depth).toBeCloseTo(wanted / Math.SQRT2, 12);
    expect(bounds(depth).rademacher_bound_frobenius).toBeCloseTo((Math.E ** 2 * Math.SQRT2) / 2, 12);
    expect(bounds(depth).rademacher_bound).toBeCloseTo(Math.E ** 2 / Math.SQRT2, 12);
  });
  it("the sharper constant is the better one from L = 8 on, 5.897 against 5.960, and rises to e (1 + sqrt 2)", () => {
    const constant = (depth: number, name: string): number => bounds(depth)[name]! * Math.SQRT2;
    expect(constant(4, "rademacher_bound_sharp")).toBe(constant(4, "rademacher_bound_depth"));
    expect(constant(8, "rademacher_bound_sharp")).toBeCloseTo(5.897, 3);
    expect(constant(8, "rademacher_bound_depth")).toBeCloseTo(5.96, 3);
    expect(constant(2 ** 20, "rademacher_bound_sharp")).toBeCloseTo(6.5625, 4);
  });
});

describe("negative controls", () => {
  it("NC-2: a local minimum on kinks, R = 1/2", () =>
    expectValues(valuesOf(instances.NC2), { risk: 1 / 2, linear_risk: 0 }));

  it("NC-5: without convexity, l(p) = (p^2 - 1)^2 + 0.3 p has a local minimum worse than linear", () => {
    const well = losses["double-well"]!;
    const instance = shipped("paper/points/nc-5");
    expect(instance).toEqual(instances.NC5);
    expectValues(valuesOf(instance), {
      risk: 0.29414648102826284621,
      linear_risk: -0.30542848374391597437,
      gradient_norm: 0,
      lambda_min: 0,
    });
    // rank 1: along w alone, as far as V = 0 goes
    const [lowest, middle, highest] = eigenvaluesOf(instance);
    expect(Math.max(...[lowest!, middle!].map(Math.abs))).toBeLessThan(1e-14);
    expect(highest).toBeGreaterThan(7);
    // R_lin: the other well, below every point of a grid
    const best = -1.0355787140888537414;
    expect(well.slope(best, 0)).toBeCloseTo(0, 14);
    expect(well.value(best, 0)).toBeCloseTo(-0.30542848374391597437, 14);
    const grid = Array.from({ length: 40_001 }, (_, k) => well.value(k / 10_000 - 2, 0));
    expect(Math.min(...grid)).toBeGreaterThanOrEqual(well.value(best, 0));
  });

  it("NC-6: a constant block", () => {
    // E x^2 - (E h x)^2 / E h^2 with h = x + 100
    expectValues(valuesOf(instances.NC6squared), { risk: 1.5 - 51.5 ** 2 / 10101.5, linear_risk: 0 });
    expect(valuesOf(instances.NC6pseudoHuber).risk).toBeCloseTo(0.45668742181244830741, 14);
    expectValues(valuesOf(instances.NC6pseudoHuber), {
      block_lipschitz_product: 1,
      linear_risk: 0,
      gradient_norm_w: 0,
    });
  });

  it("W9: R_lin is taken on the inputs as they are, not on standardised ones", () => {
    expectValues(valuesOf(instances.example1Prime), { linear_risk: 35 / 352 });
    const { data } = instances.example1Prime;
    const standardised = data.x.map(([x]) => [(x! - 2.5) / Math.sqrt(35 / 12)]);
    expect(valuesOf({ ...instances.example1Prime, data: { ...data, x: standardised } }).linear_risk).toBeGreaterThan(1);
  });

  it("NC-7: the gap is M^2 / 5, the bound M / 2, so from M = 3 on the bound fails", () => {
    for (const M of [1, 2, 3, 10]) {
      const block = { width: 1, activation: "absolute", trainable: false };
      const data = { x: [[-1], [1]], y: [-M, M] };
      const found = valuesOf(
        point(
          "squared",
          data,
          { kind: "residual", depth: 1, dimension: 1, block },
          { w: [0.8 * M], U: [[[1]]], V: [[[-0.5]]] },
        ),
      );
      expectValues(found, { risk: (M * M) / 5, linear_risk: 0, gradient_norm_w: 0 });
      const bound = found.linear_norm! * (found.block_lipschitz_product! - 1) * found.mean_norm_x!;
      expect(bound).toBeCloseTo(M / 2, 12);
      expect(found.risk! > bound).toBe(M >= 3);
    }
  });

  it("NC-8: V = 0 makes the constant 0 and w = 0 leaves E l(0), (sqrt 2 + sqrt 5) / 2 - 1 on y = x = 1, 2", () => {
    expectValues(valuesOf(shipped("controls/points/nc-8")), {
      risk: (Math.SQRT2 + Math.sqrt(5)) / 2 - 1,
      linear_risk: 0,
      block_lipschitz_product: 1,
    });
  });

  it("NC-11: norms of 1, and Hardt and Ma's inequality (2.3) as printed and as it should be", () => {
    expectValues(valuesOf(shipped("controls/points/nc-11")), { risk: 4, gradient_norm: 0, linear_risk: 0 });
    // 4 L (1 - tau)^(L-1) sigma^2 (f - C) as printed, 4 L (1 - tau)^(2(L-1)) sigma (f - C) corrected, here an equality
    const cases = [
      ["hardt-ma-single", 4 * 16, 4 * 4],
      ["hardt-ma-three", (4 * 3) / 4, (4 * 3) / 16],
    ] as const;
    for (const [name, printed, corrected] of cases) {
      const { risk, gradient_norm } = valuesOf(shipped(`controls/points/${name}`));
      expect(gradient_norm! ** 2).toBeLessThan(0.5 * printed * risk!);
      expect(gradient_norm! ** 2).toBeCloseTo(corrected * risk!, 11);
    }
  });

  it("the near-identity constant is sharp: (sqrt(1 + M^2) - 1) / M, that is 0.41421, 0.90499, 0.99900 for M = 1, 10, 1000", () => {
    for (const M of [1, 10, 1000]) {
      const found = valuesOf({ ...shipped("controls/points/tight-constant"), data: { x: [[1]], y: [M] } });
      expectValues({ gap: found.risk! - found.linear_risk! }, { gap: Math.sqrt(1 + M * M) - 1 });
      expect(found.linear_norm! * (found.block_lipschitz_product! - 1) * found.mean_norm_x!).toBeCloseTo(M, 8);
    }
  });
});

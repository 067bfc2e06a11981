/**
 * Frye's quartic x^4/4 - 3x^2 + 9x + 0.9y^4 + 5y^2 + 40: one critical point and two points where only the gradient's length is stationary.
 * Frye et al., Critical point-finding methods reveal gradient-flat regions of deep network losses, 2021.
 */
import { describe, expect, it } from "vitest";
import type { Evaluator } from "../../models/evaluator.ts";
import { squared } from "../../models/losses/squared.ts";
import { stream } from "../../numerics/random.ts";
import { asItStands, polish } from "../searches/polish.ts";

const at = (theta: Float64Array): readonly [number, number] => [theta[0]!, theta[1]!];
const value = (x: number, y: number): number => x ** 4 / 4 - 3 * x * x + 9 * x + 0.9 * y ** 4 + 5 * y * y + 40;

function unused(): never {
  throw new Error("not needed here");
}

/** Absolute values of the terms that are added up in the gradient. */
const magnitudes = (x: number, y: number): readonly [number, number] => [
  Math.abs(x) ** 3 + 6 * Math.abs(x) + 9,
  3.6 * Math.abs(y) ** 3 + 10 * Math.abs(y),
];

/**
 * Offered as a linear unit whose input holds those magnitudes and whose loss has slope 1, so that the rounding floor comes out as
 * a few units in the last place of them.
 */
const quartic: Evaluator = {
  engine: "quartic",
  problem: {
    program: {
      blocks: [{ name: "w", rows: 1, columns: 2, shape: "vector", offset: 0, trainable: true }],
      size: 2,
      free: Int32Array.of(0, 1),
      rows: [2, 1],
      operations: [{ kind: "affine", input: 0, output: 1, weight: 0, bias: -1 }],
      output: 1,
      depth: 1,
      dimension: 2,
      width: 1,
      residual: null,
    },
    loss: squared,
    data: {
      samples: 1,
      dimension: 2,
      outputs: 1,
      x: new Float64Array(2),
      y: new Float64Array(1),
      weights: Float64Array.of(1),
    },
  },
  free: 2,
  forward: (theta) => ({
    nodes: [Float64Array.from(magnitudes(...at(theta))), new Float64Array(1)],
    predictions: new Float64Array(1),
    slopes: Float64Array.of(1),
    curvatures: new Float64Array(1),
    risk: value(...at(theta)),
  }),
  risk: (theta) => value(...at(theta)),
  gradient: (theta, out) => {
    const [x, y] = at(theta);
    out.set([x ** 3 - 6 * x + 9, 3.6 * y ** 3 + 10 * y]);
    return value(x, y);
  },
  hessianVector: unused,
  hessianVectors: unused,
  hessian: (theta, out) => {
    const [x, y] = at(theta);
    out.set([3 * x * x - 6, 0, 0, 10.8 * y * y + 10]);
  },
  jacobian: unused,
  predictionErrors: unused,
};

const near = (theta: Float64Array, x: number, y: number, tolerance: number): boolean =>
  Math.hypot(theta[0]! - x, theta[1]! - y) <= tolerance;

describe("Frye's quartic", () => {
  it("is never mislabelled from 1000 starts", () => {
    const random = stream(7, "quartic");
    const counts = { CRITICAL: 0, GRADIENT_FLAT: 0 };
    for (let start = 0; start < 1000; start++) {
      const begin = Float64Array.of(12 * random.uniform() - 6, 6 * random.uniform() - 3);
      const { theta, acceptance } = polish(quartic, begin);
      const { label } = acceptance;
      if (label !== "CRITICAL" && label !== "GRADIENT_FLAT") throw new Error(`${label} from ${begin} at ${theta}`);
      counts[label]++;
      if (label === "CRITICAL") expect(near(theta, -3, 0, 1e-8), `${theta}`).toBe(true);
      else expect(near(theta, Math.SQRT2, 0, 1e-2) || near(theta, -Math.SQRT2, 0, 1e-2), `${theta}`).toBe(true);
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

/**
 * Frye's quartic x^4/4 - 3x^2 + 9x + 0.9y^4 + 5y^2 + 40: one critical point, (-3, 0), and two points, (+-sqrt 2, 0), where only the
 * gradient's length is stationary. Frye et al., Critical point-finding methods reveal gradient-flat regions of deep network losses, 2021.
 */
import type { Evaluator } from "../../models/evaluator.ts";
import { squared } from "../../models/losses/squared.ts";
import type { Stream } from "../../numerics/random.ts";

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
export const quartic: Evaluator = {
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

/** Uniform in [-6, 6] x [-3, 3]. */
export const quarticStart = (random: Stream): Float64Array =>
  Float64Array.of(12 * random.uniform() - 6, 6 * random.uniform() - 3);

/** Whether the label is right for a search that ended at theta. */
export function isRightlyLabelled(label: string, theta: Float64Array): boolean {
  const near = (x: number, tolerance: number): boolean => Math.abs(theta[0]! - x) + Math.abs(theta[1]!) <= tolerance;
  if (label === "CRITICAL") return near(-3, 1e-8);
  return label === "GRADIENT_FLAT" && (near(Math.SQRT2, 1e-2) || near(-Math.SQRT2, 1e-2));
}

/**
 * Critical points with integer parameters of two-layer linear networks: the gradient is exactly 0 in floating point, the Hessian a matrix
 * of integers whose inertia is computed without rounding. No tolerance to hide behind.
 */
import { describe, expect, it } from "vitest";
import { float64Evaluator } from "../../src/models/engines/float64.ts";
import type { Evaluator } from "../../src/models/evaluator.ts";
import { matmul } from "../../src/numerics/dense.ts";
import { stream } from "../../src/numerics/random.ts";
import { curvatureAt } from "../../src/verifiers/critical/curvature.ts";
import { exactInertia } from "../../src/verifiers/critical/exact-inertia.ts";
import { unimodularBasis } from "../../src/verifiers/ground-truth/change-of-basis.ts";
import { keptSets, twoLayerInertia } from "../../src/verifiers/ground-truth/linear-inertia.ts";
import { compiled, lossNamed } from "../laws/random-instance.ts";

/** x_i = e_i, y_i = s_i e_i with s = n, ..., 1, each of weight 1/4; a zero sample of the weight left over. */
function integerProblem(n: number, width: number): Evaluator {
  const samples = n + 1;
  const x = new Float64Array(samples * n);
  const y = new Float64Array(samples * n);
  for (let i = 0; i < n; i++) {
    x[i * n + i] = 1;
    y[i * n + i] = n - i;
  }
  const weights = new Float64Array(samples).fill(1 / 4, 0, n);
  weights[n] = 1 - n / 4;
  const data = { samples, dimension: n, outputs: n, x, y, weights };
  const program = compiled({ kind: "deep-linear", width }, 2, n, n);
  return float64Evaluator({ program, loss: lossNamed("squared"), data });
}

describe("integer critical points of two-layer linear networks", () => {
  it("have exactly the index and nullity of the closed form, in integers and in floats", () => {
    let points = 0;
    for (const { n, width } of [
      { n: 2, width: 1 },
      { n: 2, width: 2 },
      { n: 3, width: 2 },
      { n: 4, width: 2 },
      { n: 4, width: 3 },
    ]) {
      const evaluator = integerProblem(n, width);
      const singularValues = Array.from({ length: n }, (_, i) => n - i);
      for (const kept of keptSets(n, width)) {
        const { matrix, inverse } = unimodularBasis(stream(51, `${n}/${width}/${kept}`), width, 2 * width);
        const first = new Float64Array(width * n);
        const second = new Float64Array(n * width);
        kept.forEach((i, q) => {
          first[q * n + i] = n - i;
          second[i * width + q] = 1;
        });
        const theta = new Float64Array(2 * n * width);
        theta.set(matmul(inverse, first, width, width, n));
        theta.set(matmul(second, matrix, n, width, width), n * width);
        const gradient = new Float64Array(evaluator.free);
        evaluator.gradient(theta, gradient);
        expect(gradient.every((entry) => entry === 0)).toBe(true);
        const truth = twoLayerInertia(singularValues, kept, { inputs: n, outputs: n, width });
        const exact = exactInertia(evaluator.problem, theta)!;
        expect({ index: exact.negative, nullity: exact.zero }).toEqual(truth);
        const { index, nullity } = curvatureAt(evaluator, theta, null)!;
        expect({ index, nullity }).toEqual(truth);
        points++;
      }
    }
    expect(points).toBe(3 + 4 + 7 + 11 + 15);
  });
});

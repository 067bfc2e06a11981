/** Points at which a careless search would report success: each must come out as what it is. */
import { describe, expect, it } from "vitest";
import { float64Evaluator } from "../../src/models/engines/float64.ts";
import type { Evaluator } from "../../src/models/evaluator.ts";
import type { PointFile } from "../../src/models/point.ts";
import { readPoint } from "../../src/models/point-file.ts";
import { matmul } from "../../src/numerics/dense.ts";
import { stream } from "../../src/numerics/random.ts";
import { curvatureAt } from "../../src/verifiers/critical/curvature.ts";
import { randomBasis } from "../../src/verifiers/ground-truth/change-of-basis.ts";
import { autoencoderData } from "../../src/verifiers/ground-truth/linear-data.ts";
import { asItStands } from "../../src/verifiers/searches/polish.ts";
import { compiled, lossNamed } from "../laws/random-instance.ts";

function opened(point: PointFile): { readonly evaluator: Evaluator; readonly theta: Float64Array } {
  const read = readPoint(point);
  if (!read.ok) throw new Error(read.reason);
  return { evaluator: float64Evaluator(read.problem), theta: read.theta };
}

/** f = w prod (1 + v_l u_l) x with every v_l u_l = -1: the prediction is 0 whatever x is. */
function scalarChain(depth: number, w: number): PointFile {
  return {
    format: "depthproof-point/1",
    loss: "squared",
    data: { x: [[-1], [1], [2]], y: [-1, 2, 3] },
    architecture: { kind: "residual", depth, dimension: 1, block: { width: 1, activation: "identity" } },
    parameters: {
      w: [w],
      U: Array.from({ length: depth }, () => [[1]]),
      V: Array.from({ length: depth }, () => [[-1]]),
    },
  };
}

describe("a scalar residual chain whose blocks all cancel the identity", () => {
  for (const { depth, w } of [
    { depth: 3, w: 1 },
    { depth: 3, w: 0 },
    { depth: 2, w: 0 },
  ])
    it(`is critical, worse than linear, and flat to second order: ${depth} blocks, w = ${w}`, () => {
      const { evaluator, theta } = opened(scalarChain(depth, w));
      const hessian = new Float64Array(evaluator.free ** 2);
      evaluator.hessian(theta, hessian);
      expect(hessian.every((entry) => entry === 0)).toBe(true);
      expect(asItStands(evaluator, theta).acceptance.label).toBe("CRITICAL");
      const { sign, index, explained } = curvatureAt(evaluator, theta, null)!;
      expect([sign, index, explained()]).toEqual(["non-negative", 0, evaluator.free]);
    });

  it("is a strict saddle with two blocks and w = 1: eigenvalues of both signs, equally large", () => {
    const { evaluator, theta } = opened(scalarChain(2, 1));
    const { sign, lambdaMin, lambdaMax } = curvatureAt(evaluator, theta, null)!;
    expect(sign).toBe("negative");
    // R = E (w (1 + v_1 u_1)(1 + v_2 u_2) x - y)^2: the Hessian is -2 E[xy] (a b^T + b a^T), |a| = |b| = sqrt 2
    const moment = (1 * 1 + 1 * 2 + 2 * 3) / 3;
    expect(lambdaMin).toBeCloseTo(-4 * moment, 12);
    expect(lambdaMax).toBeCloseTo(4 * moment, 12);
  });
});

describe("a global minimum of the autoencoder far out on its orbit", () => {
  it("keeps index 0 and its nullity", () => {
    const width = 2;
    const data = autoencoderData([1, 2, 3, 4]);
    const program = compiled({ kind: "autoencoder", width }, 2, 4, 4);
    const evaluator = float64Evaluator({ program, loss: lossNamed("squared"), data });
    const first = Float64Array.of(0, 0, 0, 1, 0, 0, 1, 0);
    const second = Float64Array.of(0, 0, 0, 0, 0, 1, 1, 0);
    for (const stretch of [1, 10, 30])
      for (let trial = 0; trial < 5; trial++) {
        const { matrix, inverse } = randomBasis(stream(97, `${stretch}/${trial}`), width, stretch);
        const theta = Float64Array.from([
          ...matmul(inverse, first, width, width, 4),
          ...matmul(second, matrix, 4, width, width),
        ]);
        const { sign, index, nullity } = curvatureAt(evaluator, theta, null)!;
        expect([sign, index, nullity]).toEqual(["non-negative", 0, width * width]);
      }
  });
});

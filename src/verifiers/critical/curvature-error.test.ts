import { describe, expect, it } from "vitest";
import { compiled, lossNamed } from "../../../test/laws/random-instance.ts";
import { float64Evaluator } from "../../models/engines/float64.ts";
import { accept } from "./acceptance.ts";
import { curvatureAt } from "./curvature.ts";

/** R = (w_k ... w_1 - 1)^2, near the degenerate critical point w = 0, where every second derivative vanishes for k > 2. */
function chain(k: number): ReturnType<typeof float64Evaluator> {
  const data = {
    samples: 1,
    dimension: 1,
    outputs: 1,
    x: Float64Array.of(1),
    y: Float64Array.of(1),
    weights: Float64Array.of(1),
  };
  const program = compiled({ kind: "deep-linear", width: 1 }, k, 1, 1);
  return float64Evaluator({ program, loss: lossNamed("squared"), data });
}

describe("near a degenerate critical point", () => {
  for (const k of [3, 4, 5])
    it(`no eigenvalue counts as non-zero: ${k} factors, anywhere within 1e-3 of 0`, () => {
      const evaluator = chain(k);
      for (const distance of [1e-3, 1e-5, 1e-8]) {
        const theta = new Float64Array(k).fill(distance);
        const { eigen } = curvatureAt(evaluator, theta, null)!;
        const { newtonStep } = accept(evaluator, theta, eigen, false);
        const { index, nullity, sign } = curvatureAt(evaluator, theta, newtonStep)!;
        expect([index, nullity]).toEqual([0, k]);
        expect(sign).not.toBe("negative");
      }
    });

  it("two factors are another matter: a strict saddle, well inside the error", () => {
    const evaluator = chain(2);
    const { index, nullity, sign } = curvatureAt(evaluator, Float64Array.of(1e-9, 1e-9), new Float64Array(2))!;
    expect([index, nullity, sign]).toEqual([1, 0, "negative"]);
  });
});

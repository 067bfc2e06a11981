/**
 * Linear residual blocks written as products, I + V U with V and U trainable: (U, V) -> V U is a submersion where U or V is invertible, so
 * a critical point of the deep linear network stays one with the same index, and only flat directions are added.
 */
import { describe, expect, it } from "vitest";
import { float64Evaluator } from "../../src/models/engines/float64.ts";
import { identity, matmul } from "../../src/numerics/dense.ts";
import { stream } from "../../src/numerics/random.ts";
import { curvatureAt } from "../../src/verifiers/critical/curvature.ts";
import { randomBasis } from "../../src/verifiers/ground-truth/change-of-basis.ts";
import { criticalFactors, joined, zeroExcess } from "../../src/verifiers/ground-truth/exact-points.ts";
import { keptSets } from "../../src/verifiers/ground-truth/linear-inertia.ts";
import { asItStands } from "../../src/verifiers/searches/polish.ts";
import { compiled } from "../laws/random-instance.ts";
import { generalData, linearProblem } from "./linear-problem.ts";

const d = 3;

describe("factored linear residual blocks", () => {
  it("keep the index and gain d^2 flat directions per block", () => {
    const random = stream(43, "factored");
    const { evaluator, task } = linearProblem({ kind: "deep-linear", width: d }, 3, generalData(random, 20, d, d));
    const { problem } = evaluator;
    const spec = { kind: "residual", block: { width: d, activation: "identity" } };
    const program = compiled(spec, 2, d, d);
    const factored = float64Evaluator({ ...problem, program });
    for (const kept of keptSets(d, d)) {
      const factors = criticalFactors(
        task,
        kept,
        [randomBasis(random, d, 2), randomBasis(random, d, 2)],
        [zeroExcess, zeroExcess, zeroExcess],
      );
      const theta = new Float64Array(program.size);
      const put = (name: string, values: Float64Array): void =>
        theta.set(values, program.blocks.find((block) => block.name === name)!.offset);
      for (const l of [0, 1]) {
        // V U = W - I
        const { matrix, inverse } = randomBasis(random, d, 2);
        const difference = factors[l]!.map((entry, at) => entry - identity(d)[at]!);
        put(`U/${l}`, matrix);
        put(`V/${l}`, matmul(difference, inverse, d, d, d));
      }
      put("w", factors[2]!);
      const chain = asItStands(evaluator, joined(factors));
      const residual = asItStands(factored, theta);
      expect([chain.acceptance.label, residual.acceptance.label]).toEqual(["CRITICAL", "CRITICAL"]);
      const a = curvatureAt(evaluator, joined(factors), chain.acceptance.newtonStep)!;
      const b = curvatureAt(factored, theta, residual.acceptance.newtonStep)!;
      expect([b.index, b.nullity], `S = ${kept}`).toEqual([a.index, a.nullity + 2 * d * d]);
    }
  });
});

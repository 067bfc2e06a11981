/** Two-layer linear regression: index and nullity at every kind of critical point, closed form against the computed spectrum. */
import { describe, expect, it } from "vitest";
import { stream } from "../../src/numerics/random.ts";
import { curvatureAt } from "../../src/verifiers/critical/curvature.ts";
import { randomBasis } from "../../src/verifiers/ground-truth/change-of-basis.ts";
import { criticalFactors, joined, zeroExcess } from "../../src/verifiers/ground-truth/exact-points.ts";
import { keptSets, twoLayerInertia } from "../../src/verifiers/ground-truth/linear-inertia.ts";
import { keptSet } from "../../src/verifiers/ground-truth/linear-task.ts";
import { asItStands, polish } from "../../src/verifiers/searches/polish.ts";
import { generalData, linearProblem } from "./linear-problem.ts";

const shapes = [
  { inputs: 3, outputs: 3, width: 2 },
  { inputs: 5, outputs: 3, width: 2 },
  { inputs: 2, outputs: 4, width: 3 },
  { inputs: 4, outputs: 4, width: 6 },
  { inputs: 6, outputs: 2, width: 1 },
] as const;

for (const shape of shapes) {
  const { inputs, outputs, width } = shape;
  const name = `${inputs} -> ${width} -> ${outputs}`;
  const random = stream(21, name);
  const problem = linearProblem({ kind: "deep-linear", width }, 2, generalData(random, 30, inputs, outputs));
  const { evaluator, task } = problem;
  const { data } = evaluator.problem;

  describe(`two-layer linear regression ${name}`, () => {
    it("has the index and nullity of the closed form at every class of exact points", () => {
      for (const kept of keptSets(Math.min(inputs, outputs), width)) {
        const theta = joined(criticalFactors(task, kept, [randomBasis(random, width)], [zeroExcess, zeroExcess]));
        expect(asItStands(evaluator, theta).acceptance.label).toBe("CRITICAL");
        const { index, nullity } = curvatureAt(evaluator, theta, null)!;
        expect({ index, nullity }, `S = ${kept}`).toEqual(twoLayerInertia(task.values, kept, shape));
      }
    });

    it("has them at the points of the search, each of which belongs to a class", () => {
      let accepted = 0;
      for (let start = 0; start < 40; start++) {
        const begin = random.normals(evaluator.free).map((value) => (start % 2 === 0 ? 0.3 : 0.8) * value);
        const { theta, acceptance } = polish(evaluator, begin);
        if (acceptance.label !== "CRITICAL") continue;
        accepted++;
        const set = keptSet(task, data, evaluator.forward(theta).predictions);
        if (!set.ok) throw new Error(set.reason);
        const { index, nullity } = curvatureAt(evaluator, theta, acceptance.newtonStep)!;
        expect({ index, nullity }, `S = ${set.kept}`).toEqual(twoLayerInertia(task.values, set.kept, shape));
      }
      // wide inputs over narrow layers let some runs escape to infinity
      expect(accepted).toBeGreaterThanOrEqual(24);
    });
  });
}

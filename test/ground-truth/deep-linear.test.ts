/**
 * Linear networks of three and four layers: which saddles are strict, and index and nullity where the closed form gives them
 * (Achour, Malgouyres, Gerchinovitz 2024), at generated points of every class; the same points as linear residual networks.
 */
import { describe, expect, it } from "vitest";
import { type Stream, stream } from "../../src/numerics/random.ts";
import { curvatureAt } from "../../src/verifiers/critical/curvature.ts";
import { randomBasis } from "../../src/verifiers/ground-truth/change-of-basis.ts";
import { deepLinearClass } from "../../src/verifiers/ground-truth/deep-linear-inertia.ts";
import { criticalFactors, type Excess, joined } from "../../src/verifiers/ground-truth/exact-points.ts";
import { axisData } from "../../src/verifiers/ground-truth/linear-data.ts";
import { linearFactors } from "../../src/verifiers/ground-truth/linear-factors.ts";
import { keptSets } from "../../src/verifiers/ground-truth/linear-inertia.ts";
import { keptSet } from "../../src/verifiers/ground-truth/linear-task.ts";
import { asItStands, polish } from "../../src/verifiers/searches/polish.ts";
import { generalData, type LinearProblem, linearProblem } from "./linear-problem.ts";

/** Zero, one entry, or everything. */
const someExcess = (random: Stream): Excess => {
  const kind = random.integer(4);
  return (rows, columns) => {
    const z = new Float64Array(rows * columns);
    if (z.length === 0 || kind < 2) return z;
    if (kind === 2) z[random.integer(z.length)] = 1;
    else z.set(random.normals(z.length));
    return z;
  };
};

interface Tally {
  strict: number;
  nonStrict: number;
  inertia: number;
}

function compare(problem: LinearProblem, theta: Float64Array, drift: Float64Array | null, tally: Tally): void {
  const { evaluator, task } = problem;
  const { data, program } = evaluator.problem;
  const set = keptSet(task, data, evaluator.forward(theta).predictions);
  if (!set.ok) throw new Error(set.reason);
  const truth = deepLinearClass(task, set.kept, linearFactors(program, theta)!);
  if (!truth) return;
  const { index, nullity, sign } = curvatureAt(evaluator, theta, drift)!;
  expect(sign === "negative", `S = ${set.kept}`).toBe(truth.strict);
  tally[truth.strict ? "strict" : "nonStrict"]++;
  if (!truth.inertia) return;
  expect({ index, nullity }, `S = ${set.kept}`).toEqual(truth.inertia);
  tally.inertia++;
}

for (const layers of [3, 4])
  for (const [inputs, width, outputs] of [
    [2, 2, 2],
    [3, 3, 3],
    [4, 2, 3],
  ] as const) {
    describe(`${layers} layers ${inputs} -> ${width} -> ${outputs}`, () => {
      const random = stream(41, `deep/${layers}/${inputs}/${width}`);
      const problem = linearProblem({ kind: "deep-linear", width }, layers, generalData(random, 20, inputs, outputs));

      it("agrees with the closed form at generated points of every class", () => {
        const tally: Tally = { strict: 0, nonStrict: 0, inertia: 0 };
        for (const kept of keptSets(Math.min(inputs, outputs), width))
          for (let trial = 0; trial < 20; trial++) {
            const bases = Array.from({ length: layers - 1 }, () => randomBasis(random, width, 2));
            const excess = Array.from({ length: layers }, () => someExcess(random));
            const theta = joined(criticalFactors(problem.task, kept, bases, excess));
            // not every choice of the excess blocks is critical
            const { acceptance } = asItStands(problem.evaluator, theta);
            if (acceptance.label === "CRITICAL") compare(problem, theta, acceptance.newtonStep, tally);
          }
        expect(tally.strict).toBeGreaterThan(15);
        expect(tally.nonStrict).toBeGreaterThan(5);
        expect(tally.inertia).toBeGreaterThan(25);
      });

      // close to where strata meet neither the ranks nor the index are clear: most ends of the search with r < width
      it("agrees with it wherever the search ends and the ranks are clear", () => {
        const tally: Tally = { strict: 0, nonStrict: 0, inertia: 0 };
        for (let start = 0; start < 15; start++) {
          const begin = random.normals(problem.evaluator.free).map((value) => 0.6 * value);
          const { theta, acceptance } = polish(problem.evaluator, begin);
          if (acceptance.label === "CRITICAL") compare(problem, theta, acceptance.newtonStep, tally);
        }
        expect(tally.strict + tally.nonStrict).toBeGreaterThan(0);
      });
    });
  }

describe("four layers, W_1 = e_1 e_1^T, W_4 = e_2 e_2^T, W_2 = W_3 = 0", () => {
  it("is a saddle that is not strict although all partial products around the zero layers have rank 1", () => {
    const data = axisData([1, 1], Float64Array.of(2, 0, 0, 1), 2);
    const problem = linearProblem({ kind: "deep-linear", width: 2 }, 4, data);
    const theta = Float64Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
    const tally: Tally = { strict: 0, nonStrict: 0, inertia: 0 };
    compare(problem, theta, null, tally);
    expect(tally.nonStrict).toBe(1);
    expect(curvatureAt(problem.evaluator, theta, null)!.sign).toBe("non-negative");
  });
});

describe("linear residual networks", () => {
  it("have the Hessian of the deep linear network shifted by the identity", () => {
    const random = stream(42, "residual");
    const data = generalData(random, 20, 3, 3);
    const chain = linearProblem({ kind: "deep-linear", width: 3 }, 3, data);
    const residual = linearProblem({ kind: "linear-residual" }, 3, data);
    const tally: Tally = { strict: 0, nonStrict: 0, inertia: 0 };
    for (const kept of [...keptSets(3, 3), ...keptSets(3, 3), ...keptSets(3, 3)]) {
      const bases = [randomBasis(random, 3, 2), randomBasis(random, 3, 2)];
      const excess = [0, 1, 2].map(() => someExcess(random));
      const theta = joined(criticalFactors(chain.task, kept, bases, excess));
      const shifted = theta.map((entry, at) => entry - ((at % 9) % 4 === 0 ? 1 : 0));
      if (asItStands(chain.evaluator, theta).acceptance.label !== "CRITICAL") continue;
      const drift = new Float64Array(theta.length);
      const [a, b] = [curvatureAt(chain.evaluator, theta, drift)!, curvatureAt(residual.evaluator, shifted, drift)!];
      expect([b.index, b.nullity]).toEqual([a.index, a.nullity]);
      compare(residual, shifted, drift, tally);
    }
    expect(tally.strict + tally.nonStrict).toBeGreaterThan(3);
  });
});

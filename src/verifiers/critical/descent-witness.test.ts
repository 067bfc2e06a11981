import { describe, expect, it } from "vitest";
import { randomInstance } from "../../../test/laws/random-instance.ts";
import { theoryInstances } from "../../../test/theory-instances.ts";
import { float64Evaluator } from "../../models/engines/float64.ts";
import { readPoint } from "../../models/point-file.ts";
import { stream } from "../../numerics/random.ts";
import { curvatureAt } from "./curvature.ts";
import { descentWitness } from "./descent-witness.ts";

describe("a two-sided descent witness", () => {
  it("exists along the lowest eigenvector wherever the smallest eigenvalue is clearly negative", () => {
    let negative = 0;
    for (let trial = 0; trial < 30; trial++) {
      const { evaluator, theta } = randomInstance(stream(91, `witness/${trial}`), { activation: "tanh" });
      const { eigen, lambdaMin } = curvatureAt(evaluator, theta, null)!;
      if (lambdaMin > -1e-3) continue;
      negative++;
      const witness = descentWitness(evaluator, theta, eigen.vector(0))!;
      expect(witness.decrease).toBeGreaterThan(10 * witness.rounding);
      // R(t + sv) + R(t - sv) - 2 R(t) = s^2 lambda + O(s^4)
      if (witness.step < 1e-3) expect((2 * witness.decrease) / witness.step ** 2).toBeCloseTo(-lambdaMin, 1);
    }
    expect(negative).toBeGreaterThan(10);
  });

  it("exists at the saddles of the theory and at none of its minima, in any direction", () => {
    for (const name of ["T9", "NC4", "T2"]) {
      const read = readPoint(theoryInstances[name]!);
      if (!read.ok) throw new Error(read.reason);
      const evaluator = float64Evaluator(read.problem);
      const { eigen } = curvatureAt(evaluator, read.theta, null)!;
      expect(descentWitness(evaluator, read.theta, eigen.vector(0)), name).not.toBe(null);
    }
    for (const name of ["NC1", "NC14", "twoOutputs"]) {
      const read = readPoint(theoryInstances[name]!);
      if (!read.ok) throw new Error(read.reason);
      const evaluator = float64Evaluator(read.problem);
      const { eigen } = curvatureAt(evaluator, read.theta, null)!;
      // far from the minimum the risk may fall below: the smallest steps are what counts
      for (let k = 0; k < eigen.n; k++) {
        const witness = descentWitness(evaluator, read.theta, eigen.vector(k));
        expect(witness === null || witness.step > 1e-3, name).toBe(true);
      }
    }
  });
});

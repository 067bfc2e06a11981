import { describe, expect, it } from "vitest";
import { generalData, linearProblem } from "../../../test/ground-truth/linear-problem.ts";
import { contextAt, randomInstance } from "../../../test/laws/random-instance.ts";
import type { ArchitectureSpec } from "../../models/point.ts";
import { stream } from "../../numerics/random.ts";
import { randomBasis } from "../ground-truth/change-of-basis.ts";
import { criticalFactors, joined, zeroExcess } from "../ground-truth/exact-points.ts";
import { measurePoint } from "../measure.ts";
import type { Measurements } from "../measurement.ts";

const names = new Set(["index", "nullity", "predicted_nullity", "analytic_index", "analytic_nullity"]);

describe("index and nullity by closed form", () => {
  it("are those of the spectrum, every zero eigenvalue explained, whatever the scale of the data", () => {
    const random = stream(15, "analytic");
    for (const scale of [1e-3, 1, 1e3])
      for (const width of [1, 2, 4]) {
        const drawn = generalData(random, 20, 3, 2);
        const data = { ...drawn, x: drawn.x.map((entry) => scale * entry), y: drawn.y.map((entry) => scale * entry) };
        const { evaluator, task } = linearProblem({ kind: "deep-linear", width }, 2, data);
        for (const kept of [[], [0], [1]]) {
          const theta = joined(criticalFactors(task, kept, [randomBasis(random, width, 2)], [zeroExcess, zeroExcess]));
          const found = measurePoint(contextAt({ evaluator, theta }), names);
          expect(found.index!.value).toBe(found.analytic_index!.value);
          expect(found.nullity!.value).toBe(found.analytic_nullity!.value);
          expect(found.predicted_nullity!.value).toBe(found.analytic_nullity!.value);
        }
      }
  });

  const reason = (found: Measurements): string => {
    const item = found.analytic_index!;
    return item.value === null ? item.reason : `${item.value}`;
  };

  it("are absent for a reason elsewhere", () => {
    const random = stream(15, "absent");
    const nonlinear = randomInstance(random, { activation: "tanh", loss: "squared" });
    expect(reason(measurePoint(contextAt(nonlinear), names))).toMatch(/linear networks/);
    const linear: ArchitectureSpec = { kind: "deep-linear", width: 2 };
    const logistic = randomInstance(random, { spec: linear, loss: "logistic", depth: 2 });
    expect(reason(measurePoint(contextAt(logistic), names))).toMatch(/squared loss/);
    const anywhere = randomInstance(random, { spec: linear, loss: "squared", depth: 2, samples: 12, dimension: 3 });
    expect(reason(measurePoint(contextAt(anywhere), names))).toMatch(/no projection/);
  });
});

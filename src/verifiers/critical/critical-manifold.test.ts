import { describe, expect, it } from "vitest";
import { theoryInstances as instances } from "../../../test/theory-instances.ts";
import { float64Evaluator } from "../../models/engines/float64.ts";
import type { PointFile } from "../../models/point.ts";
import { readPoint } from "../../models/point-file.ts";
import { liesOnCriticalManifold } from "./critical-manifold.ts";
import { curvatureAt } from "./curvature.ts";

function assess(point: PointFile): { manifold: boolean; sign: string; nullity: number } {
  const read = readPoint(point);
  if (!read.ok) throw new Error(read.reason);
  const evaluator = float64Evaluator(read.problem);
  const { eigen, band, sign, nullity } = curvatureAt(evaluator, read.theta, null)!;
  const manifold = liesOnCriticalManifold(evaluator, read.theta, eigen, (value) => Math.abs(value) <= band);
  return { manifold, sign, nullity };
}

/** Labels and w scaled by c: every risk is c^2 times as large, the critical points are the same. */
function scaled(point: PointFile, c: number): PointFile {
  const y = point.data.y.map((row) => (typeof row === "number" ? c * row : row.map((entry) => c * entry)));
  const w = (point.parameters.w as readonly number[]).map((entry) => c * entry);
  return { ...point, data: { ...point.data, y }, parameters: { ...point.parameters, w } } as PointFile;
}

describe("manifold of critical points", () => {
  it.each([
    ["NC1", 1],
    ["NC1b", 1],
    ["NC14", 2],
    ["twoOutputs", 1],
    ["example1Prime", 1],
  ] as const)("%s lies on one of dimension %i, and its smallest eigenvalue is exactly 0", (name, dimension) =>
    expect(assess(instances[name]!)).toEqual({ manifold: true, sign: "non-negative", nullity: dimension }),
  );

  it.each(["NC1", "NC1b"])("%s with labels of another size", (name) => {
    for (const c of [-3, 0.01, 1000])
      expect(assess(scaled(instances[name]!, c))).toMatchObject({ manifold: true, sign: "non-negative" });
  });

  it("the third-order saddle NC-13 does not, whatever its scale", () => {
    expect(assess(instances.NC13!)).toEqual({ manifold: false, sign: "undecided", nullity: 9 });
    expect(assess(instances.NC13scaled!).manifold).toBe(false);
    expect(assess(scaled(instances.NC13!, 1000)).manifold).toBe(false);
  });

  it("a degenerate isolated point does not: f = u^k x with label 0 at u = 0 has Hessian 0 for every k", () => {
    // deep linear nets with all weights 0: R = (w_3 w_2 w_1)^2 has critical points on the coordinate planes, its kernel is everything
    const zero: PointFile = {
      format: "depthproof-point/1",
      loss: "squared",
      data: { x: [[1], [2]], y: [1, 3] },
      architecture: { kind: "deep-linear", depth: 3, dimension: 1, width: 1 },
      parameters: { W: [[[0]], [[0]], [[0]]] },
    };
    expect(assess(zero)).toMatchObject({ manifold: false, nullity: 3 });
  });

  it("without a kernel there is none", () => expect(assess(instances.T2!).manifold).toBe(false));
});

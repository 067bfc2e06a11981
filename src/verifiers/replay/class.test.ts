import { describe, expect, it } from "vitest";

import { float64Evaluator } from "../../models/engines/float64.ts";
import { losses } from "../../models/losses/index.ts";
import type { ArchitectureSpec, PointFile } from "../../models/point.ts";
import { compileArchitecture, writePoint } from "../../models/point-file.ts";
import { stream } from "../../numerics/random.ts";
import { estimateRademacher, type RademacherEstimate } from "../searches/class-supremum.ts";
import { type ClassMembers, isClassMember, replayClass } from "./class.ts";

const budgets = { readout: 1.5, outer: 0.5, inner: 0.7 };

function problemOf(spec: ArchitectureSpec, n: number) {
  const compiled = compileArchitecture(spec, { depth: 3, dimension: 2, outputs: 1, width: null });
  if (!compiled.ok) throw new Error(compiled.reason);
  const x = stream(4, "class-replay").normals(2 * n);
  const data = {
    samples: n,
    dimension: 2,
    outputs: 1,
    x,
    y: new Float64Array(n),
    weights: new Float64Array(n).fill(1 / n),
  };
  return { program: compiled.program, loss: losses.squared!, data };
}

const residual = (activation: string, more: object = {}): ArchitectureSpec =>
  ({ kind: "residual", block: { width: 2, activation, ...more } }) as ArchitectureSpec;

function search(
  spec: ArchitectureSpec,
  n: number,
  signs: "exact" | number,
): { found: RademacherEstimate | { reason: string }; members: ClassMembers } {
  const problem = problemOf(spec, n);
  const evaluator = float64Evaluator(problem);
  const points: PointFile[] = [];
  const found = estimateRademacher(
    { spec, evaluator, engine: float64Evaluator },
    budgets,
    { signs, starts: 2 },
    stream(1, "signs"),
    (y, theta) => points.push(writePoint({ ...problem, data: { ...problem.data, y } }, spec, theta)),
  );
  return { found, members: { points, budgets, exactSigns: signs === "exact" } };
}

describe("class replay", () => {
  it.each(["relu", "tanh", "identity", "silu", "softplus", "sigmoid"])(
    "evaluates the members of a %s class again",
    (activation) => {
      for (const signs of ["exact", 9] as const) {
        const { found, members } = search(residual(activation), 5, signs);
        if ("reason" in found) throw new Error(found.reason);
        const { rademacher } = replayClass(members, ["rademacher"]);
        if (rademacher!.value === null) throw new Error(rademacher!.reason);
        expect(Math.abs(rademacher!.value - found.value)).toBeLessThan(1e-13);
        // the same sampling bar, computed apart
        expect(Math.abs(rademacher!.error - found.error)).toBeLessThan(1e-9);
        expect(rademacher!.error > 0.1).toBe(signs === 9);
      }
    },
  );

  it("has no bar for sampled signs where the activation has no Lipschitz constant", () => {
    const { members } = search(residual("square"), 4, "exact");
    const [measured] = Object.values(replayClass({ ...members, exactSigns: false }, ["rademacher"]));
    expect(measured).toMatchObject({ value: null, reason: expect.stringMatching(/square .*Lipschitz/) });
    expect(search(residual("square"), 4, 8).found).toHaveProperty("reason");
  });

  it("does not average over signs that are missing, repeated or no signs", () => {
    const { members } = search(residual("relu"), 4, "exact");
    const [first, second, ...rest] = members.points;
    const halved = { ...first!, data: { ...first!.data, y: [0.5, 1, 1, 1] } };
    for (const points of [members.points.slice(1), [second!, second!, ...rest], [halved, second!, ...rest]])
      expect(replayClass({ ...members, points }, ["rademacher"]).rademacher!.value).toBeNull();
  });

  it("does not count a member outside its budget", () => {
    const { members } = search(residual("relu"), 4, "exact");
    const grown = members.points.map((point) => ({ ...point, parameters: { ...point.parameters, w: [2, 0] } }));
    expect(replayClass({ ...members, points: grown }, ["rademacher"]).rademacher).toMatchObject({
      value: null,
      reason: "w exceeds its budget",
    });
  });

  it.each([
    ["biases", residual("relu", { bias: true })],
    ["a readout bias", { ...residual("relu"), "readout-bias": true }],
    ["fixed inner nets", residual("relu", { trainable: false })],
    ["several inner layers", { kind: "residual", block: { hidden: [2, 2], activation: "relu" } }],
    ["tied parameters", { ...residual("relu"), tie: [["V/0", "V/1"]] }],
  ] as const)("refuses %s: the budgets would not hold them", (_, spec) => {
    const architecture = spec as unknown as ArchitectureSpec;
    expect(search(architecture, 4, "exact").found).toHaveProperty("reason");
    const problem = problemOf(architecture, 4);
    const point = writePoint(problem, architecture, new Float64Array(problem.program.size));
    expect(isClassMember(point)).toBe(_ === "fixed inner nets");
  });
});

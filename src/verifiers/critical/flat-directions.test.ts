import { describe, expect, it } from "vitest";
import { compiled, lossNamed, randomData } from "../../../test/laws/random-instance.ts";
import { theoryInstances } from "../../../test/theory-instances.ts";
import type { Data } from "../../models/data.ts";
import { float64Evaluator } from "../../models/engines/float64.ts";
import type { Evaluator } from "../../models/evaluator.ts";
import type { ArchitectureSpec } from "../../models/point.ts";
import { readPoint } from "../../models/point-file.ts";
import { stream } from "../../numerics/random.ts";
import { descend } from "../searches/descent.ts";
import { type Polished, polish } from "../searches/polish.ts";
import { type Curvature, curvatureAt } from "./curvature.ts";
import { flatDirections } from "./flat-directions.ts";

interface Minimum extends Polished {
  readonly evaluator: Evaluator;
  readonly curvature: Curvature;
}

/** Local minima reached by descent from a few starts. */
function minima(spec: ArchitectureSpec, depth: number, data: Data, count: number): Minimum[] {
  const evaluator = float64Evaluator({
    program: compiled(spec, depth, data.dimension, data.outputs),
    loss: lossNamed("squared"),
    data,
  });
  const found: Minimum[] = [];
  for (let start = 0; found.length < count && start < 12; start++) {
    const polished = polish(
      evaluator,
      descend(evaluator, stream(4, `start/${start}`).normals(evaluator.problem.program.size)),
    );
    if (polished.acceptance.label !== "CRITICAL") continue;
    const curvature = curvatureAt(evaluator, polished.theta, polished.acceptance.newtonStep)!;
    if (curvature.index === 0) found.push({ ...polished, evaluator, curvature });
  }
  return found;
}

/** The minimum next to a net that made the labels, apart from noise: no unit is idle there. */
function nearTeacher(spec: ArchitectureSpec, dimension: number): Minimum {
  const program = compiled(spec, 1, dimension);
  const loss = lossNamed("squared");
  const random = stream(4, `teacher/${dimension}/${program.size}`);
  const teacher = random.normals(program.size).map((value) => value + Math.sign(value));
  const inputs = randomData(random, loss, 60, dimension);
  const clean = float64Evaluator({ program, loss, data: inputs }).forward(teacher).predictions;
  const evaluator = float64Evaluator({
    program,
    loss,
    data: { ...inputs, y: clean.map((f) => f + 0.05 * random.normal()) },
  });
  const polished = polish(evaluator, descend(evaluator, teacher));
  expect(polished.acceptance.label).toBe("CRITICAL");
  const curvature = curvatureAt(evaluator, polished.theta, polished.acceptance.newtonStep)!;
  return { ...polished, evaluator, curvature };
}

const residual = (activation: string, width: number, bias = false): ArchitectureSpec => ({
  kind: "residual",
  block: { width, activation, bias },
});

const noisy = (label: string, samples: number, dimension: number, outputs = 1): Data =>
  randomData(stream(4, label), lossNamed("squared"), samples, dimension, outputs);

function expectNullity(found: readonly Minimum[], nullity: number): void {
  expect(found.length).toBeGreaterThan(0);
  for (const { curvature, evaluator, theta } of found) {
    expect(curvature.nullity).toBe(nullity);
    expect(flatDirections(evaluator, theta, "flat").dimension).toBe(nullity);
    expect(curvature.sign).toBe("non-negative");
    expectNullVectors(evaluator, theta, curvature);
  }
}

/** |H t| stays at rounding level for every predicted direction t. */
function expectNullVectors(evaluator: Evaluator, theta: Float64Array, { band, lambdaMax }: Curvature): void {
  const { basis, dimension } = flatDirections(evaluator, theta, "flat");
  const size = evaluator.free;
  const image = new Float64Array(size);
  for (let k = 0; k < dimension; k++) {
    evaluator.hessianVector(theta, basis.slice(k * size, (k + 1) * size), image);
    expect(Math.hypot(...image)).toBeLessThan(10 * band + 1e-10 * lambdaMax);
  }
}

describe("predicted nullity equals the true one", () => {
  it("single tanh block: V + v c^T with v orthogonal to w, (d - 1) m of them", () => {
    for (const [d, m] of [
      [2, 1],
      [2, 2],
      [3, 1],
      [3, 2],
    ] as const)
      expectNullity([nearTeacher(residual("tanh", m), d)], (d - 1) * m);
  });

  it("single relu block with biases: m rescalings more", () => {
    for (const m of [1, 2]) expectNullity([nearTeacher(residual("relu", m, true), 2)], m + m);
  });

  it("deep linear net: the group GL(2) between two layers, dimension 4", () => {
    const spec: ArchitectureSpec = { kind: "deep-linear", width: 2 };
    expectNullity(minima(spec, 2, noisy("linear", 20, 3, 3), 2), 4);
  });

  it("deep linear net of three layers: GL(2) twice", () => {
    const spec: ArchitectureSpec = { kind: "deep-linear", width: 2 };
    expectNullity(minima(spec, 3, noisy("linear", 20, 3, 3), 2), 8);
  });

  it("interpolating minima: P - n", () => {
    const found = minima(residual("tanh", 2), 2, noisy("interpolate", 4, 2), 3);
    for (const { evaluator, theta } of found) expect(evaluator.risk(theta)).toBeLessThan(1e-20);
    expectNullity(found, found[0]!.evaluator.free - 4);
  });

  it("NC-1 and NC-14: the rescalings of the theory", () => {
    for (const [name, nullity] of [
      ["NC1", 1],
      ["NC14", 2],
      ["example1Prime", 1],
      ["twoOutputs", 1],
    ] as const) {
      const read = readPoint(theoryInstances[name]!);
      if (!read.ok) throw new Error(read.reason);
      const evaluator = float64Evaluator(read.problem);
      const curvature = curvatureAt(evaluator, read.theta, null)!;
      expect([name, curvature.nullity, curvature.explained(), curvature.sign]).toEqual([
        name,
        nullity,
        nullity,
        "non-negative",
      ]);
      expectNullVectors(evaluator, read.theta, curvature);
    }
  });
});

/** sup over the samples of |f(theta + s t) - f(theta)|. */
function change(evaluator: Evaluator, theta: Float64Array, t: Float64Array, s: number): number {
  const { program } = evaluator.problem;
  const before = evaluator.forward(theta).predictions.slice();
  const moved = theta.slice();
  program.free.forEach((position, k) => {
    moved[position] = moved[position]! + s * t[k]!;
  });
  return evaluator.forward(moved).predictions.reduce((worst, f, i) => Math.max(worst, Math.abs(f - before[i]!)), 0);
}

describe("at arbitrary points", () => {
  it("predictions change at most to second order along every direction, and the basis is orthonormal", () => {
    for (const [activation, kind] of [
      ["tanh", "residual"],
      ["relu", "residual"],
      ["tanh", "fully-connected"],
      ["identity", "deep-linear"],
    ] as const)
      for (const depth of [1, 2, 3]) {
        const spec: ArchitectureSpec =
          kind === "residual" ? residual(activation, 2, true) : { kind, width: 2, activation };
        const data = noisy(`arbitrary/${depth}`, 6, 3);
        const evaluator = float64Evaluator({ program: compiled(spec, depth, 3), loss: lossNamed("squared"), data });
        const theta = stream(5, `${kind}/${depth}`).normals(evaluator.problem.program.size);
        const { basis, dimension } = flatDirections(evaluator, theta, "flat");
        const size = evaluator.free;
        for (let k = 0; k < dimension; k++) {
          const t = basis.slice(k * size, (k + 1) * size);
          expect(Math.hypot(...t)).toBeCloseTo(1, 12);
          // first order would give about 1e-5
          expect(change(evaluator, theta, t, 1e-5)).toBeLessThan(1e-7);
        }
      }
  });

  it("finds none at a generic point of an overdetermined net without symmetry", () => {
    const spec = residual("tanh", 1);
    const data = noisy("generic", 12, 1);
    const evaluator = float64Evaluator({ program: compiled(spec, 2, 1), loss: lossNamed("squared"), data });
    expect(flatDirections(evaluator, stream(6, "generic").normals(5), "flat").dimension).toBe(0);
  });
});

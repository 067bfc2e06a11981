import { afterAll, describe, expect, it } from "vitest";
import { stream } from "../../../numerics/random.ts";
import type { Problem } from "../../evaluator.ts";
import { losses } from "../../losses/index.ts";
import { compileArchitecture } from "../../point-file.ts";
import { wasmEvaluator } from "./evaluator.ts";
import { twoCoreEvaluator } from "./two-cores.ts";

// A thread cannot load TypeScript: the test command builds first.
const worker = new URL("../../../../dist/models/engines/wasm/half-worker.js", import.meta.url);
const random = stream(8, "two cores");

function problemOf(samples: number): Problem {
  const spec = { kind: "residual", block: { width: 7, activation: "tanh" } };
  const compiled = compileArchitecture(spec, { depth: 5, dimension: 9, outputs: 1, width: null });
  if (!compiled.ok) throw new Error(compiled.reason);
  const x = random.normals(samples * 9);
  const y = random.normals(samples);
  const weights = new Float64Array(samples).fill(1 / samples);
  return {
    program: compiled.program,
    loss: losses.squared!,
    data: { samples, dimension: 9, outputs: 1, x, y, weights },
  };
}

describe("two cores", () => {
  const opened: { readonly close: () => Promise<void> }[] = [];
  afterAll(() => Promise.all(opened.map((one) => one.close())));

  it.each([229, 400, 1001])("give the bits of one core with %i samples", (samples) => {
    const problem = problemOf(samples);
    const one = wasmEvaluator(problem);
    const two = twoCoreEvaluator(problem, worker);
    opened.push(two);
    const [a, b] = [new Float64Array(one.free), new Float64Array(one.free)];
    for (let round = 0; round < 3; round++) {
      const theta = random.normals(problem.program.size);
      const v = random.normals(one.free);
      expect(two.gradient(theta, b)).toBe(one.gradient(theta, a));
      expect(b).toEqual(a);
      for (const evaluator of [one, two]) evaluator.hessianVector(theta, v, evaluator === one ? a : b);
      expect(b).toEqual(a);
    }
    expect(two.risk(random.normals(problem.program.size))).toBeGreaterThan(0);
  });

  it("refuse a problem without halves", () =>
    expect(() => twoCoreEvaluator(problemOf(20), worker)).toThrow(/no halves/));
});

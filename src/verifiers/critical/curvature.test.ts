import { describe, expect, it } from "vitest";
import { compiled, lossNamed, randomData, randomInstance } from "../../../test/laws/random-instance.ts";
import { theoryInstances } from "../../../test/theory-instances.ts";
import { float64Evaluator } from "../../models/engines/float64.ts";
import type { Evaluator } from "../../models/evaluator.ts";
import { readPoint } from "../../models/point-file.ts";
import { stream } from "../../numerics/random.ts";
import { type Curvature, curvatureAt, rayleigh } from "./curvature.ts";

function curvatureOf(name: string): Curvature {
  const read = readPoint(theoryInstances[name]!);
  if (!read.ok) throw new Error(read.reason);
  return curvatureAt(float64Evaluator(read.problem), read.theta, null)!;
}

/** The evaluator with its Hessian replaced by Q diag(spectrum) Q^T, Q a product of random reflections. */
function planted(evaluator: Evaluator, spectrum: readonly number[], label: string): Evaluator {
  const size = evaluator.free;
  const random = stream(9, label);
  const matrix = new Float64Array(size * size);
  for (let k = 0; k < size; k++) matrix[k * size + k] = spectrum[k % spectrum.length]!;
  for (let reflection = 0; reflection < 3; reflection++) {
    const u = random.normals(size);
    const squared = u.reduce((sum, entry) => sum + entry * entry, 0);
    for (const [row, column] of [
      [size, 1],
      [1, size],
    ] as const)
      for (let r = 0; r < size; r++) {
        let along = 0;
        for (let c = 0; c < size; c++) along += u[c]! * matrix[r * row + c * column]!;
        for (let c = 0; c < size; c++)
          matrix[r * row + c * column] = matrix[r * row + c * column]! - (2 * along * u[c]!) / squared;
      }
  }
  const symmetric = matrix.map((value, at) => (value + matrix[(at % size) * size + Math.floor(at / size)]!) / 2);
  return { ...evaluator, hessian: (_, out) => out.set(symmetric) };
}

describe("the sign of the smallest eigenvalue", () => {
  it("is negative where theory says so", () => {
    for (const name of ["T9", "NC4", "T2", "NC1prime", "NC1doublePrime"])
      expect(curvatureOf(name).sign, name).toBe("negative");
  });

  it("is non-negative at the minima of NC-1 and NC-14, the degenerate two-output minimum and the flat saddle NC-13", () => {
    for (const name of ["NC1", "NC1b", "NC14", "twoOutputs", "NC13scaled"])
      expect(curvatureOf(name).sign, name).toBe("non-negative");
  });

  it("is left open at the rounded NC-13: not quite critical, and its kernel is no tangent space", () =>
    expect(curvatureOf("NC13").sign).toBe("undecided"));

  it("is not called negative where a positive semidefinite matrix is", () => {
    const { evaluator, theta } = randomInstance(stream(9, "planted"), {
      activation: "tanh",
      loss: "squared",
      depth: 3,
    });
    for (const smallest of [0, 1e-13, 1e-15, 1e-17])
      for (let trial = 0; trial < 10; trial++) {
        const spectrum = [smallest, 1, 0.3, 2, smallest, 0.7];
        const { sign } = curvatureAt(planted(evaluator, spectrum, `${smallest}/${trial}`), theta, null)!;
        expect(sign).not.toBe("negative");
      }
  });

  it("is negative where an eigenvalue is negative beyond rounding, and never non-negative where one is at all", () => {
    const { evaluator, theta } = randomInstance(stream(9, "planted"), {
      activation: "tanh",
      loss: "squared",
      depth: 3,
    });
    for (let trial = 0; trial < 10; trial++) {
      const spectrum = [-1e-9, 1, 0.3, 2, 5, 0.7];
      expect(curvatureAt(planted(evaluator, spectrum, `negative/${trial}`), theta, null)!.sign).toBe("negative");
      const tiny = planted(evaluator, [-1e-17, 1, 0.3, 2, 5, 0.7], `tiny/${trial}`);
      expect(curvatureAt(tiny, theta, null)!.sign).toBe("undecided");
    }
  });

  it("does not trust a direction whose curvature the distance to the critical point could change", () => {
    const read = readPoint(theoryInstances.T9!);
    if (!read.ok) throw new Error(read.reason);
    const evaluator = float64Evaluator(read.problem);
    const far = stream(9, "drift").normals(evaluator.free);
    expect(curvatureAt(evaluator, read.theta, far)!.lambdaMinError).toBeGreaterThan(0.1);
    expect(
      curvatureAt(
        evaluator,
        read.theta,
        far.map((value) => 1e-9 * value),
      )!.sign,
    ).toBe("negative");
  });

  it("comes with an eigenvector whose Rayleigh quotient it is", () => {
    for (let trial = 0; trial < 10; trial++) {
      const { evaluator, theta } = randomInstance(stream(9, `rayleigh/${trial}`), { activation: "silu" });
      const { eigen, lambdaMin, band } = curvatureAt(evaluator, theta, null)!;
      expect(Math.abs(rayleigh(evaluator, theta, eigen.vector(0)) - lambdaMin)).toBeLessThan(10 * band);
    }
  });

  it("has no answer where the Hessian is not finite", () => {
    const spec = { kind: "residual", block: { width: 1, activation: "square" } };
    const program = compiled(spec, 14, 1);
    const loss = lossNamed("squared");
    const evaluator = float64Evaluator({ program, loss, data: randomData(stream(9, "overflow"), loss, 3, 1) });
    expect(curvatureAt(evaluator, new Float64Array(program.size).fill(3), null)).toBe(null);
  });
});

/** The named alternatives to Levenberg-Marquardt, on problems whose critical points are known. */
import { describe, expect, it } from "vitest";
import { compiled, lossNamed, randomData } from "../../../test/laws/random-instance.ts";
import { float64Evaluator } from "../../models/engines/float64.ts";
import type { Evaluator } from "../../models/evaluator.ts";
import { stream } from "../../numerics/random.ts";
import { autoencoderData } from "../ground-truth/linear-data.ts";
import { keptSet, linearTask } from "../ground-truth/linear-task.ts";
import { asItStands } from "../searches/polish.ts";
import { gradientNoise } from "./gradient-noise.ts";
import { gradientNorm } from "./gradient-norm.ts";
import { newtonMr, publishedNewtonMr } from "./newton-mr.ts";

function autoencoder(): Evaluator {
  const data = autoencoderData([1, 2, 3, 4]);
  const program = compiled({ kind: "autoencoder", width: 2 }, 2, 4, 4);
  return float64Evaluator({ program, loss: lossNamed("squared"), data });
}

const floorOf =
  (evaluator: Evaluator) =>
  (theta: Float64Array): number =>
    gradientNoise(evaluator, theta);

describe("Newton-MR", () => {
  it("ends at critical points of the autoencoder from most starts, saddles among them", () => {
    const evaluator = autoencoder();
    const outcome = linearTask(evaluator.problem.data);
    if (!outcome.ok) throw new Error(outcome.reason);
    const classes = new Set<string>();
    let accepted = 0;
    for (let start = 0; start < 20; start++) {
      const begin = stream(81, `mr/${start}`)
        .normals(evaluator.free)
        .map((value) => 0.5 * value);
      const options = { ...publishedNewtonMr, maxIterations: 300, gradientFloor: floorOf(evaluator) };
      const { theta, reason } = newtonMr(evaluator, begin, options);
      if (asItStands(evaluator, theta).acceptance.label !== "CRITICAL") continue;
      expect(reason).not.toBe("nonfinite");
      accepted++;
      const set = keptSet(outcome.task, evaluator.problem.data, evaluator.forward(theta).predictions);
      if (!set.ok) throw new Error(set.reason);
      classes.add(set.kept.join(" "));
    }
    expect(accepted).toBeGreaterThanOrEqual(10);
    expect(classes.size).toBeGreaterThanOrEqual(3);
  });

  it("says so when the gradient lies in the null space instead of moving", () => {
    const evaluator = autoencoder();
    // a constant gradient field with a zero Hessian
    const flat: Evaluator = {
      ...evaluator,
      gradient: (_, out) => {
        out.fill(1);
        return 0;
      },
      hessianVector: (_, __, out) => {
        out.fill(0);
      },
    };
    const start = new Float64Array(flat.free);
    const options = { ...publishedNewtonMr, maxIterations: 5, gradientFloor: () => 0 };
    const { theta, reason } = newtonMr(flat, start, options);
    expect([reason, [...theta]]).toEqual(["stalled", [...start]]);
  });
});

describe("gradient-norm minimisation", () => {
  it("solves a convex problem, lowering |g| all the way", () => {
    const loss = lossNamed("squared");
    const data = randomData(stream(81, "convex"), loss, 20, 3);
    const evaluator = float64Evaluator({ program: compiled({ kind: "deep-linear" }, 1, 3), loss, data });
    let last = Number.POSITIVE_INFINITY;
    for (const maxIterations of [1, 5, 20, 100, 4000]) {
      const result = gradientNorm(evaluator, Float64Array.of(3, -2, 5), {
        maxIterations,
        gradientFloor: floorOf(evaluator),
      });
      expect(result.gradientNorm).toBeLessThan(last);
      last = result.gradientNorm;
      if (maxIterations === 4000) expect(asItStands(evaluator, result.theta).acceptance.label).toBe("CRITICAL");
    }
  });
});

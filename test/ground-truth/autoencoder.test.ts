/**
 * Deep linear autoencoders of two layers, all of whose critical points are known (Baldi & Hornik 1989): the problem of Frye et al.
 * (2019) with its 16 second moments, 2517 classes, and a ladder small enough for every class to be found.
 */
import { describe, expect, it } from "vitest";
import { float64Evaluator } from "../../src/models/engines/float64.ts";
import type { Evaluator } from "../../src/models/evaluator.ts";
import type { ArchitectureSpec } from "../../src/models/point.ts";
import { stream } from "../../src/numerics/random.ts";
import { curvatureAt } from "../../src/verifiers/critical/curvature.ts";
import { autoencoderData } from "../../src/verifiers/ground-truth/linear-data.ts";
import { keptSets, twoLayerInertia } from "../../src/verifiers/ground-truth/linear-inertia.ts";
import { linearTask } from "../../src/verifiers/ground-truth/linear-task.ts";
import { lowRankStart } from "../../src/verifiers/ground-truth/low-rank-start.ts";
import { polish } from "../../src/verifiers/searches/polish.ts";
import { compiled, lossNamed } from "../laws/random-instance.ts";

/** Second moments of the published sample. */
const published = [
  1.0107, 1.9308, 3.0228, 3.98, 5.024, 5.8624, 7.0034, 8.0515, 9.0452, 9.9322, 11.0282, 12.0031, 13.1263, 13.6043,
  15.1911, 16.1107,
];

interface Score {
  accepted: number;
  readonly classes: Set<string>;
  wrongIndices: number;
  wrongNullities: number;
}

function problemOf(moments: readonly number[], width: number): Evaluator {
  const spec: ArchitectureSpec = { kind: "autoencoder", width };
  const n = moments.length;
  return float64Evaluator({
    program: compiled(spec, 2, n, n),
    loss: lossNamed("squared"),
    data: autoencoderData(moments),
  });
}

/** The diagonal of W_2 W_1: with axis-parallel moments a critical point keeps coordinate j where it is 1. */
function diagonal(theta: Float64Array, n: number, width: number): number[] {
  return Array.from({ length: n }, (_, j) =>
    Array.from({ length: width }, (__, q) => theta[width * n + j * width + q]! * theta[q * n + j]!).reduce(
      (sum, entry) => sum + entry,
      0,
    ),
  );
}

function scored(
  evaluator: Evaluator,
  moments: readonly number[],
  width: number,
  thetas: readonly Float64Array[],
): Score {
  const score: Score = { accepted: 0, classes: new Set(), wrongIndices: 0, wrongNullities: 0 };
  const n = moments.length;
  for (const start of thetas) {
    const { theta, acceptance } = polish(evaluator, start);
    if (acceptance.label !== "CRITICAL") continue;
    score.accepted++;
    const shares = diagonal(theta, n, width);
    for (const share of shares) expect(Math.min(Math.abs(share), Math.abs(share - 1))).toBeLessThan(1e-7);
    const kept = [...shares.keys()].filter((j) => shares[j]! > 0.5);
    const truth = twoLayerInertia(moments.map(Math.sqrt), kept, { inputs: n, outputs: n, width });
    const found = curvatureAt(evaluator, theta, acceptance.newtonStep)!;
    if (found.index !== truth.index) score.wrongIndices++;
    if (found.nullity !== truth.nullity) score.wrongNullities++;
    score.classes.add(kept.join(" "));
  }
  return score;
}

describe("the autoencoder 16 -> 4 -> 16", () => {
  it("yields critical points of many classes, each with the index and nullity of its class", () => {
    const evaluator = problemOf(published, 4);
    const starts = Array.from({ length: 40 }, (_, k) =>
      stream(31, `autoencoder/${k}`)
        .normals(evaluator.free)
        .map((value) => 0.2 * value),
    );
    const { accepted, classes, wrongIndices, wrongNullities } = scored(evaluator, published, 4, starts);
    expect([wrongIndices, wrongNullities]).toEqual([0, 0]);
    expect(accepted).toBeGreaterThanOrEqual(39);
    expect(classes.size).toBeGreaterThanOrEqual(24);
  });
});

const ladder = [
  { n: 4, width: 2, classes: 11, starts: 100 },
  { n: 6, width: 2, classes: 22, starts: 500 },
];

describe("the ladder of autoencoders with moments 1, ..., n", () => {
  for (const { n, width, classes, starts } of ladder)
    it(`finds every class of ${n} -> ${width} -> ${n}`, () => {
      const moments = Array.from({ length: n }, (_, j) => j + 1);
      expect(keptSets(n, width)).toHaveLength(classes);
      const evaluator = problemOf(moments, width);
      const outcome = linearTask(evaluator.problem.data);
      if (!outcome.ok) throw new Error(outcome.reason);
      const thetas = Array.from({ length: starts }, (_, k) =>
        lowRankStart(outcome.task, width, stream(32, `ladder/${n}/${k}`)),
      );
      const score = scored(evaluator, moments, width, thetas);
      expect([score.wrongIndices, score.wrongNullities]).toEqual([0, 0]);
      expect(score.classes.size).toBe(classes);
    });
});

/**
 * True statements at data and parameters of every scale a float has: they may be undecided or inapplicable there, but never fail. Squares
 * of numbers below 1e-154 underflow, so a margin may be made of nothing but lost digits.
 */
import { expect, it } from "vitest";
import type { Nested, PointFile } from "../../src/models/point.ts";
import { type Stream, stream } from "../../src/numerics/random.ts";
import { NonFiniteMatrix } from "../../src/numerics/scaling.ts";
import { decide, parseFormula } from "../../src/verifiers/formula/index.ts";
import type { Measurements } from "../../src/verifiers/measurement.ts";
import { contextOf, measured, point } from "../claims/measure.ts";
import { pick } from "./random-instance.ts";

const always = [
  "risk - linear_risk <= master_bound",
  "risk - linear_risk <= readout_distance * gradient_norm_w + linear_norm * vcat_norm * gamma",
  "feature_risk <= risk and feature_risk <= linear_risk",
  "epsilon_v == abs(s) * gamma",
  "lambda_min <= witness_curvature and lambda_min <= lambda_max",
  "gradient_norm_w <= gradient_norm",
  "readout_distance <= readout_norm + linear_norm and readout_distance >= abs(readout_norm - linear_norm)",
  "mean_norm_x <= max_norm_x",
  "beta^2 <= alpha * kappa and witness_curvature <= alpha",
  "step_risk <= risk - step_decrease",
  "risk >= 0 and linear_risk >= 0 and feature_risk >= 0",
  "index == 0 or lambda_min < 0",
  "index > 0 or not lambda_min < 0",
  "displacement <= mean_norm_x * (block_lipschitz_product - 1)",
].map((text) => {
  const parsed = parseFormula(text);
  if (!parsed.ok) throw new Error(text);
  return { text, root: parsed.root };
});

const scales: readonly number[] = [1, 1, 1e-300, 1e-150, 1e-80, 1e-8, 1e8, 1e80, 1e150];

const vector = (random: Stream, size: number, scale: number): number[] =>
  Array.from(random.normals(size), (value) => scale * value);

function instance(random: Stream): PointFile {
  const [depth, dimension, samples] = [1 + random.integer(3), 1 + random.integer(4), 1 + random.integer(4)];
  const [x, y, inner, w] = [0, 1, 2, 3].map(() => pick(random, scales)) as [number, number, number, number];
  const block = { width: 1, activation: pick(random, ["tanh", "relu", "silu", "absolute"]) };
  const blocks = (entry: () => Nested): Nested => Array.from({ length: depth }, entry);
  const labels = random.integer(4) === 0 ? new Array<number>(samples).fill(0) : vector(random, samples, y);
  return point(
    pick(random, ["squared", "pseudo-huber", "huber"]),
    { x: Array.from({ length: samples }, () => vector(random, dimension, x)), y: labels },
    { kind: "residual", depth, dimension, block },
    {
      w: vector(random, dimension, w),
      U: blocks(() => [vector(random, dimension, inner)]),
      V: blocks(() => vector(random, dimension, inner).map((entry) => [entry])),
    },
  );
}

/** An overflow on the way is refused as such, and makes the verdict of a run `error`. */
function measuredOrRefused(one: PointFile): Measurements {
  try {
    return measured(contextOf(one));
  } catch (refusal) {
    expect(refusal).toBeInstanceOf(NonFiniteMatrix);
    return {};
  }
}

it("nothing that is always true fails", () => {
  const failures: string[] = [];
  let decided = 0;
  for (let trial = 0; trial < 400; trial++) {
    const one = instance(stream(17, `scales/${trial}`));
    const found = measuredOrRefused(one);
    for (const { text, root } of always) {
      const { outcome } = decide(root, (name) => found[name] ?? { value: null, reason: "not measured" });
      if (outcome.kind === "fails") failures.push(`${trial}: ${text} by ${outcome.margin.value}`);
      if (outcome.kind === "holds") decided++;
    }
  }
  expect(failures).toEqual([]);
  expect(decided).toBeGreaterThan(1500);
});

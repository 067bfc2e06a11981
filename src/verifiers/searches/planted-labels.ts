/**
 * Planted labels (THEORY section 3): any parameters become an exactly critical point by choosing the data. With J the Jacobian of the
 * predictions and q = (weight_i l'_i), grad R = J^T q: take q in the null space of J^T and labels that give these slopes.
 * The strongest adversary for the dichotomy: the theorems quantify over the data too.
 */

import type { Data } from "../../models/data.ts";
import type { Evaluator } from "../../models/evaluator.ts";
import type { Program } from "../../models/program.ts";
import { exp } from "../../numerics/elementary.ts";
import { nonNegativeNullVector } from "../../numerics/linear-programme.ts";
import { nullSpace } from "../../numerics/qr.ts";
import type { Stream } from "../../numerics/random.ts";
import { coverParameters, randomParameters } from "./random-parameters.ts";
import type { Proposal, SearchContext, Strategy } from "./strategy.ts";

/** More samples than this make the null space of J^T too expensive. */
const maxSamples = 420;

export const plantedLabels: Strategy = {
  name: "planted-labels",
  meaning: "any parameters, labels (weights for the logistic loss) chosen so that the gradient vanishes exactly",
  propose(context, stream) {
    const { program, loss, data } = context.evaluator.problem;
    if (program.rows[program.output] !== 1) return { ok: false, reason: "needs one output" };
    const theta = randomParameters(program, stream);
    if (stream.integer(4) > 0) coverParameters(program, theta, stream);
    const inputs = data.samples > program.free.length ? data : ownInputs(data, program, stream);
    if (!inputs)
      return { ok: false, reason: `needs more than ${program.free.length} samples, the limit is ${maxSamples}` };
    const evaluator = context.engine({ program, loss, data: inputs });
    return loss.labels === "signs"
      ? plantWeights(context, evaluator, theta)
      : plantResiduals(context, evaluator, theta, stream);
  },
};

/** Inputs resampled from the data with Gaussian jitter, enough of them that J^T has a null space. */
function ownInputs(data: Data, program: Program, stream: Stream): Data | null {
  const samples = program.free.length + 8;
  if (samples > maxSamples) return null;
  const d = data.dimension;
  const spread = Math.sqrt(data.x.reduce((sum, value) => sum + value * value, 0) / data.x.length);
  const x = new Float64Array(samples * d);
  const y = new Float64Array(samples);
  for (let i = 0; i < samples; i++) {
    const source = stream.integer(data.samples);
    for (let j = 0; j < d; j++) x[i * d + j] = data.x[source * d + j]! + 0.5 * spread * stream.normal();
    y[i] = data.y[source]!;
  }
  return { ...data, samples, x, y, weights: new Float64Array(samples).fill(1 / samples) };
}

/** J^T as P x n, with its rows scaled to comparable size (the null space does not change). */
function transposedJacobian(evaluator: Evaluator, theta: Float64Array, factor: (i: number) => number): Float64Array {
  const n = evaluator.problem.data.samples;
  const size = evaluator.free;
  const jacobian = new Float64Array(n * size);
  evaluator.jacobian(theta, jacobian);
  const transposed = new Float64Array(size * n);
  for (let p = 0; p < size; p++)
    for (let i = 0; i < n; i++) transposed[p * n + i] = factor(i) * jacobian[i * size + p]!;
  return transposed;
}

function plantResiduals(
  { engine }: SearchContext,
  evaluator: Evaluator,
  theta: Float64Array,
  stream: Stream,
): Proposal {
  const { program, loss, data } = evaluator.problem;
  const n = data.samples;
  const space = nullSpace(
    transposedJacobian(evaluator, theta, () => 1),
    evaluator.free,
    n,
  );
  if (space.dimension === 0) return { ok: false, reason: "J^T has no null vector on these inputs" };
  const coefficients = stream.normals(space.dimension);
  const q = new Float64Array(n);
  for (let k = 0; k < space.dimension; k++)
    for (let i = 0; i < n; i++) q[i] = q[i]! + coefficients[k]! * space.basis[k * n + i]!;
  const { predictions } = evaluator.forward(theta);
  const size = Math.sqrt(predictions.reduce((sum, f) => sum + f * f, 0) / n);
  const largest = q.reduce((best, value, i) => Math.max(best, Math.abs(value / data.weights[i]!)), 0);
  // small residuals keep the Hessian positive semidefinite, large ones make the risk exceed the linear one
  const target =
    exp(Math.LN10 * (-2 + 2.5 * stream.uniform())) * (loss.lipschitz === null ? Math.max(size, 1e-3) : 0.3);
  const slopes = q.map((value, i) => (target * value) / (data.weights[i]! * largest));
  const residuals = loss.lipschitz === null ? slopes : slopes.map((slope) => Math.max(-0.999, Math.min(0.999, slope)));
  const y = predictions.map((f, i) => f - residualOf(loss.kind, residuals[i]!));
  return { ok: true, theta, evaluator: engine({ program, loss, data: { ...data, y: y.slice() } }), exact: true };
}

/** The residual p - y with l'(p; y) = slope. */
function residualOf(kind: string, slope: number): number {
  switch (kind) {
    case "squared":
      return slope / 2;
    case "pseudo-huber":
      return slope / Math.sqrt(1 - slope * slope);
    default:
      // Huber inside its quadratic zone
      return slope;
  }
}

/** Logistic: the labels stay, the weights solve sum_i weight_i l'_i J_i = 0, weight >= 0. */
function plantWeights({ engine }: SearchContext, evaluator: Evaluator, theta: Float64Array): Proposal {
  const { program, loss, data } = evaluator.problem;
  const slopes = evaluator.forward(theta).slopes.slice();
  const matrix = transposedJacobian(evaluator, theta, (i) => slopes[i]!);
  const found = nonNegativeNullVector(matrix, evaluator.free, data.samples);
  if (!found) return { ok: false, reason: "no non-negative weights balance the gradient" };
  return {
    ok: true,
    theta,
    evaluator: engine({ program, loss, data: { ...data, weights: found.weights } }),
    exact: true,
  };
}

/**
 * Planted labels (docs/theory.md, section 5): any parameters become an exactly critical point by choosing the data. With J the Jacobian of the
 * predictions and q = (weight_i l'_i), grad R = J^T q: take q in the null space of J^T and labels that give these slopes.
 * The strongest adversary for the dichotomy: the theorems quantify over the data too.
 */

import type { Data } from "../../models/data.ts";
import type { Evaluator } from "../../models/evaluator.ts";
import type { Program } from "../../models/program.ts";
import { exp } from "../../numerics/elementary.ts";
import { householderQr } from "../../numerics/householder-qr.ts";
import type { Stream } from "../../numerics/random.ts";
import { coverParameters, randomParameters } from "./random-parameters.ts";
import type { Proposal, SearchContext, Strategy } from "./strategy.ts";

/** More samples than this make the null space of J^T too expensive. */
const maxSamples = 900;

export const plantedLabels: Strategy = {
  name: "planted-labels",
  meaning: "any parameters, labels (for signs: their weights) chosen so that the gradient vanishes exactly",
  propose(context, stream) {
    const { program, loss, data } = context.evaluator.problem;
    if (program.rows[program.output] !== 1) return { ok: false, reason: "needs one output" };
    if (!loss.convex) return { ok: false, reason: "needs a convex loss: other slopes have no inverse" };
    const theta = randomParameters(program, stream);
    if (stream.integer(4) > 0) coverParameters(program, theta, stream);
    const rank = program.free.length + spare <= maxSamples ? program.free.length : silenceBlocks(program, theta);
    const inputs = data.samples > rank ? data : ownInputs(data, rank, stream);
    if (!inputs) return { ok: false, reason: `needs more than ${rank} samples, the limit is ${maxSamples}` };
    const evaluator = context.engine({ program, loss, data: inputs });
    const size = rootMeanSquare(evaluator.forward(theta).predictions);
    if (loss.labels === "signs") temper(evaluator, theta);
    // a weak readout under residuals of full size: where the risk exceeds the linear one
    if (stream.integer(4) === 0) scaleOutput(program, theta, exp(Math.LN10 * -2.5 * stream.uniform()));
    return loss.labels === "signs"
      ? plantSigns(context, evaluator, theta, stream)
      : plantResiduals(context, evaluator, theta, size, stream);
  },
};

/**
 * In large residual nets V_l = 0 behind the first few blocks: there df/dh is w at every sample, so that V_l has the rank of its features
 * and U_l none, and fewer samples have a null vector of J^T. The largest rank that J can have then.
 */
function silenceBlocks({ blocks, free, residual }: Program, theta: Float64Array): number {
  if (!residual) return free.length;
  const entries = (index: number): number => blocks[index]!.rows * blocks[index]!.columns;
  const outer = residual.outer.map(entries);
  const inner = free.length - entries(residual.readout) - outer.reduce((sum, count) => sum + count, 0);
  let rank = entries(residual.readout) + residual.outer.reduce((sum, index) => sum + blocks[index]!.columns, 0);
  let active = true;
  residual.outer.forEach((index, l) => {
    const more = outer[l]! - blocks[index]!.columns + Math.ceil(inner / outer.length);
    active &&= rank + more <= silencedRank;
    if (active) rank += more;
    else theta.fill(0, blocks[index]!.offset, blocks[index]!.offset + entries(index));
  });
  return rank;
}

/** Enough for two active blocks of 32 dimensions; the null space costs its square times P. */
const silencedRank = 200;

/** Samples beyond the rank of J, each of which adds a null vector. */
const spare = 8;

/** Inputs resampled from the data with Gaussian jitter, enough of them that J^T has a null space. */
function ownInputs(data: Data, rank: number, stream: Stream): Data | null {
  const samples = rank + spare;
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

/** Predictions this large leave one of the two labels no weight to speak of. */
const largestPrediction = 6;

function temper(evaluator: Evaluator, theta: Float64Array): void {
  const { predictions } = evaluator.forward(theta);
  const largest = predictions.reduce((best, f) => Math.max(best, Math.abs(f)), 0);
  if (largest > largestPrediction) scaleOutput(evaluator.problem.program, theta, largestPrediction / largest);
}

/** The last affine layer, and with it f, times the factor. */
function scaleOutput({ blocks, operations, output }: Program, theta: Float64Array, factor: number): void {
  const last = operations.find((operation) => operation.output === output);
  if (last?.kind !== "affine") return;
  for (const index of [last.weight, last.bias]) {
    const block = blocks[index];
    if (!block?.trainable) continue;
    for (let k = block.offset; k < block.offset + block.rows * block.columns; k++) theta[k] = factor * theta[k]!;
  }
}

const rootMeanSquare = (values: Float64Array): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

/** A random combination of the null vectors of J^T, one entry per sample; null where there is none. */
function balanced(evaluator: Evaluator, theta: Float64Array, stream: Stream): Float64Array | null {
  const n = evaluator.problem.data.samples;
  const size = evaluator.free;
  const jacobian = new Float64Array(n * size);
  evaluator.jacobian(theta, jacobian);
  if (!jacobian.every(Number.isFinite)) return null;
  const pivoting = n <= mostForPivoting;
  if (!pivoting && n <= size) return null;
  // A random vector orthogonal to the columns of J: a combination of the columns of Q behind its rank, or behind all columns of J.
  const { r, apply } = householderQr(evenColumns(jacobian, n, size), n, size, pivoting);
  const rank = pivoting ? rankOf(r, n, size) : size;
  if (rank === n) return null;
  const q = new Float64Array(n);
  q.set(stream.normals(n - rank), rank);
  apply(q);
  return q;
}

/** Above this many samples pivoting takes too long. */
const mostForPivoting = 420;

/** Pivots above the rounding of the first. */
function rankOf(r: Float64Array, rows: number, columns: number): number {
  const limit = Math.max(rows, columns) * Number.EPSILON * Math.abs(r[0]!);
  const steps = Math.min(rows, columns);
  for (let k = 0; k < steps; k++) if (Math.abs(r[k * columns + k]!) <= limit) return k;
  return steps;
}

/** Columns scaled to a largest entry of 1: deep nets mix derivatives of very different size. */
function evenColumns(matrix: Float64Array, rows: number, columns: number): Float64Array {
  const largest = new Float64Array(columns);
  for (let k = 0; k < matrix.length; k++) largest[k % columns] = Math.max(largest[k % columns]!, Math.abs(matrix[k]!));
  for (let i = 0; i < rows; i++)
    for (let c = 0; c < columns; c++)
      if (largest[c]! > 0) matrix[i * columns + c] = matrix[i * columns + c]! / largest[c]!;
  return matrix;
}

const noNullVector: Proposal = { ok: false, reason: "J^T has no null vector on these inputs" };

function plantResiduals(
  { engine }: SearchContext,
  evaluator: Evaluator,
  theta: Float64Array,
  size: number,
  stream: Stream,
): Proposal {
  const { program, loss, data } = evaluator.problem;
  const q = balanced(evaluator, theta, stream);
  if (!q) return noNullVector;
  const { predictions } = evaluator.forward(theta);
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

/**
 * Signs: every input occurs with both labels, and the weights of the two give the slope: with sigma = 1 / (1 + e^-f),
 *   weight(-1) = c sigma(-f) + q,  weight(+1) = c sigma(f) - q  =>  weight(-1) l'(f; -1) + weight(+1) l'(f; +1) = q.
 * At q = 0 the labels are distributed as the network itself predicts. Where q exceeds what one label can carry, that label takes all.
 */
function plantSigns({ engine }: SearchContext, evaluator: Evaluator, theta: Float64Array, stream: Stream): Proposal {
  const { program, loss, data } = evaluator.problem;
  const n = data.samples;
  const q = balanced(evaluator, theta, stream);
  if (!q) return noNullVector;
  const { predictions } = evaluator.forward(theta);
  const largest = q.reduce((best, value) => Math.max(best, Math.abs(value)), 0);
  // small slopes keep the Hessian positive semidefinite, large ones take the risk away from its minimum
  const size = exp(Math.LN10 * (-2 + 2.5 * stream.uniform())) / largest;
  const weights = new Float64Array(2 * n);
  q.forEach((value, i) => {
    // l'(f; -1) = sigma(f) and -l'(f; 1) = sigma(-f)
    const [up, down] = [loss.slope(predictions[i]!, -1), -loss.slope(predictions[i]!, 1)];
    const slope = size * value;
    weights[i] = slope < -down ? 0 : slope > up ? slope / up : down + slope;
    weights[n + i] = slope > up ? 0 : slope < -down ? -slope / down : up - slope;
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const twice: Data = {
    ...data,
    samples: 2 * n,
    x: repeated(data.x),
    y: new Float64Array(2 * n).fill(-1, 0, n).fill(1, n),
    weights: weights.map((weight) => weight / total),
  };
  return { ok: true, theta, evaluator: engine({ program, loss, data: twice }), exact: true };
}

function repeated(values: Float64Array): Float64Array {
  const twice = new Float64Array(2 * values.length);
  twice.set(values);
  twice.set(values, values.length);
  return twice;
}

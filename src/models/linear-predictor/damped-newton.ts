/**
 * Minimises a risk R(z) = sum_i w_i l(q_i.z; y_i) over z by Newton steps with an adaptive Levenberg-Marquardt term, which also makes
 * progress where the curvature vanishes or is negative; where the risk is not convex, the minimum depends on the start. Reference: Nielsen, Damping parameter in Marquardt's method (1999).
 */
import { cholesky, choleskySolve } from "../../numerics/cholesky.ts";
import { dot, matVec, norm2 } from "../../numerics/dense.ts";
import type { Loss } from "../loss.ts";
import { weightedMean, weightedMoments } from "./weighted-mean.ts";

export interface WhitenedProblem {
  readonly rank: number;
  /** Row-major, samples x rank, with sum_i w_i q_i q_i^T = I. */
  readonly q: Float64Array;
  readonly y: Float64Array;
  readonly weights: Float64Array;
  readonly loss: Loss;
}

interface State {
  readonly z: Float64Array;
  readonly p: Float64Array;
  readonly risk: number;
  readonly gradient: Float64Array;
  readonly gradientNorm: number;
}

const MAX_STEPS = 500;
const MAX_REJECTIONS = 40;

function stateAt({ rank, q, y, weights, loss }: WhitenedProblem, z: Float64Array): State {
  const p = matVec(q, y.length, rank, z);
  const slopes = p.map((value, i) => loss.slope(value, y[i]!));
  const gradient = weightedMoments(weights, slopes, q, rank);
  const risk = weightedMean(weights, (i) => loss.value(p[i]!, y[i]!));
  return { z, p, risk, gradient, gradientNorm: norm2(gradient) };
}

/** sum_i w_i l''_i q_i q_i^T, lower triangle. */
export function weightedHessian({ rank, q, y, weights, loss }: WhitenedProblem, p: Float64Array): Float64Array {
  const hessian = new Float64Array(rank * rank);
  for (let i = 0; i < y.length; i++) {
    const factor = weights[i]! * loss.curvature(p[i]!, y[i]!);
    if (factor === 0) continue;
    const row = q.subarray(i * rank, (i + 1) * rank);
    for (let j = 0; j < rank; j++)
      for (let k = 0; k <= j; k++) hessian[j * rank + k] = hessian[j * rank + k]! + factor * row[j]! * row[k]!;
  }
  return hessian;
}

function dampedStep(hessian: Float64Array, damping: number, { gradient }: State): Float64Array | null {
  const rank = gradient.length;
  const shifted = hessian.slice();
  for (let j = 0; j < rank; j++) shifted[j * rank + j] = shifted[j * rank + j]! + damping;
  const factor = cholesky(shifted, rank);
  return factor.ok ? choleskySolve(factor.l, rank, gradient).map((entry) => -entry) : null;
}

/** Enough decrease; where rounding hides the decrease, a shorter gradient counts instead. */
function improves(from: State, to: State, promised: number): boolean {
  if (!(to.risk < Infinity) || !(promised >= 0)) return false;
  const hidden = promised <= 64 * Number.EPSILON * Math.abs(from.risk);
  return hidden ? to.gradientNorm < from.gradientNorm : to.risk <= from.risk - 1e-4 * promised;
}

/** The level below which the computed gradient is rounding noise. */
function gradientNoise({ rank, q, y, weights, loss }: WhitenedProblem, { p }: State): number {
  const size = (i: number): number => norm2(q.subarray(i * rank, (i + 1) * rank));
  return 2 * Number.EPSILON * weightedMean(weights, (i) => Math.abs(loss.slope(p[i]!, y[i]!)) * size(i));
}

/** sup l'' over all predictions, or where there is none the largest size of l'' at these and at the labels. */
function sharpestCurvature({ y, loss }: WhitenedProblem, { p }: State): number {
  const largest = (of: (label: number, i: number) => number): number =>
    y.reduce((bound, label, i) => Math.max(bound, of(label, i)), 0);
  const everywhere = largest((label) => loss.curvatureBound(label));
  if (everywhere < Infinity) return everywhere;
  return largest((label, i) => Math.max(...[p[i]!, label].map((at) => Math.abs(loss.curvature(at, label)))));
}

/** A minimiser up to rounding, or where the search stood when `stop` said so or no step helped any more. */
export function minimise(
  problem: WhitenedProblem,
  stop: (p: Float64Array) => boolean,
  // The least squares fit z = E[y q] is the minimiser for the squared loss and a fair start for every other convex one.
  start: Float64Array = weightedMoments(problem.weights, problem.y, problem.q, problem.rank),
): { z: Float64Array; p: Float64Array } {
  let state = stateAt(problem, start);
  const sharpest = sharpestCurvature(problem, state);
  let damping = 1e-3 * sharpest;
  let growth = 2;
  for (let step = 0, rejections = 0; step < MAX_STEPS && rejections < MAX_REJECTIONS && !stop(state.p); ) {
    if (state.gradientNorm <= gradientNoise(problem, state)) break;
    const hessian = weightedHessian(problem, state.p);
    const move = dampedStep(hessian, damping, state);
    const next =
      move === null
        ? null
        : stateAt(
            problem,
            state.z.map((entry, j) => entry + move[j]!),
          );
    // the quadratic model promises at least -g.s/2
    if (move !== null && next !== null && improves(state, next, -dot(state.gradient, move) / 2)) {
      state = next;
      damping /= 10;
      growth = 2;
      rejections = 0;
      step++;
    } else {
      damping = Math.max(damping, 1e-30 * sharpest) * growth;
      growth *= 2;
      rejections++;
    }
  }
  return { z: state.z, p: state.p };
}

/**
 * Levenberg-Marquardt on the gradient map g(theta) = grad R: saddles of every index attract, singular Hessians are regularised.
 * One reduction to tridiagonal form per accepted point serves its steps at every damping; the last one is diagonalised. Cost per
 * iteration: one Hessian and 4/3 P^3 flops. Each step may bend along curved valleys. Minimises |g|^2 with Jacobian H; damping mu |g|
 * keeps the local quadratic rate.
 */

import type { Evaluator } from "../../models/evaluator.ts";
import { norm2 } from "../../numerics/dense.ts";
import { shiftedSolve } from "../../numerics/shifted-tridiagonal.ts";
import { eigenOfTridiagonal, type SymmetricEigen, symmetricEigen } from "../../numerics/symmetric-eigen.ts";
import { type Tridiagonal, tridiagonalise } from "../../numerics/tridiagonal.ts";

export interface LevenbergMarquardtOptions {
  readonly maxIterations: number;
  /** Below this (the rounding floor) stop unless |g| still halves: next to degenerate points the floor is reached far away. */
  readonly gradientFloor: (theta: Float64Array) => number;
  /**
   * Give up after this many successive steps whose linear model leaves more than `flatShare` of |g|^2: H g is then nearly 0 on what is
   * left of g, as it is at stationary points of |g| that are no critical points. Absent: never.
   */
  readonly patience?: number;
}

/** Share of |g|^2 that a step's linear model |g + H p|^2 leaves where the gradient is flat. */
const flatShare = 0.8;

export interface LevenbergMarquardtResult {
  readonly theta: Float64Array;
  readonly gradient: Float64Array;
  readonly gradientNorm: number;
  readonly eigen: SymmetricEigen;
  readonly iterations: number;
  /** "rejected": no step lowers |g| any more (a stationary point of |g|); "stalled": |g| hardly moved, or was not going to; "limit": out of iterations; "escaped": left the ball. */
  readonly reason: "converged" | "rejected" | "stalled" | "limit" | "escaped" | "nonfinite";
  /** |theta| grew by more than 1 % over the last ten iterations. */
  readonly growing: boolean;
}

/** Points further out than this are on their way to infinity. */
export const escapeRadius = 1e4;

const initialDamping = 1e-3;
const minimalDamping = 1e-14;
const maxRejections = 40;
/** Creeping towards a stationary point of |g| that is no critical point: less than 20 % off |g| in 30 iterations; some runs leave such a plateau after 20. */
const stallWindow = 30;
const stallFactor = 0.8;

interface State {
  readonly theta: Float64Array;
  readonly gradient: Float64Array;
  readonly squaredNorm: number;
}

export function levenbergMarquardt(
  evaluator: Evaluator,
  start: Float64Array,
  options: LevenbergMarquardtOptions,
): LevenbergMarquardtResult {
  const size = evaluator.free;
  const hessian = new Float64Array(size * size);
  const norms: number[] = [];
  const gradientNorms: number[] = [];
  let state = stateAt(evaluator, start.slice());
  let damping = initialDamping;
  let reduced = reducedAt(evaluator, state.theta, hessian);
  let iteration = 0;
  let flatSteps = 0;
  let reason: LevenbergMarquardtResult["reason"] = "limit";
  for (; iteration < options.maxIterations; iteration++) {
    norms.push(norm2(state.theta));
    gradientNorms.push(Math.sqrt(state.squaredNorm));
    const stop = stopReason(state, norms.at(-1)!, gradientNorms, options);
    if (stop) {
      reason = stop;
      break;
    }
    if (hasStalled(gradientNorms) || flatSteps >= (options.patience ?? Number.POSITIVE_INFINITY)) {
      reason = "stalled";
      break;
    }
    const step = acceptedStep(evaluator, state, reduced, damping);
    if (!step) {
      reason = atFloor(state, options) ? "converged" : "rejected";
      break;
    }
    flatSteps = step.predicted > flatShare * state.squaredNorm ? flatSteps + 1 : 0;
    state = step.state;
    damping = step.damping;
    reduced = reducedAt(evaluator, state.theta, hessian);
  }
  const before = norms.at(-10) ?? norms[0] ?? 0;
  const growing = (norms.at(-1) ?? 0) > 1.01 * before;
  return {
    theta: state.theta,
    gradient: state.gradient,
    gradientNorm: Math.sqrt(state.squaredNorm),
    eigen: eigenOfTridiagonal(reduced),
    iterations: iteration,
    reason,
    growing,
  };
}

function stopReason(
  state: State,
  thetaNorm: number,
  gradientNorms: readonly number[],
  options: LevenbergMarquardtOptions,
): "converged" | "escaped" | "nonfinite" | null {
  if (!Number.isFinite(state.squaredNorm)) return "nonfinite";
  if (thetaNorm > escapeRadius) return "escaped";
  if (!atFloor(state, options)) return null;
  const halves = gradientNorms.at(-1)! > 0 && gradientNorms.at(-1)! <= 0.5 * (gradientNorms.at(-2) ?? 0);
  return halves ? null : "converged";
}

/** The floor costs two gradients: asked only when the gradient is small already. */
function atFloor({ theta, squaredNorm }: State, { gradientFloor }: LevenbergMarquardtOptions): boolean {
  return squaredNorm < 1e-16 && Math.sqrt(squaredNorm) <= gradientFloor(theta);
}

function hasStalled(gradientNorms: readonly number[]): boolean {
  const before = gradientNorms.at(-1 - stallWindow);
  return before !== undefined && gradientNorms.at(-1)! > stallFactor * before;
}

function stateAt(evaluator: Evaluator, theta: Float64Array): State {
  const gradient = new Float64Array(evaluator.free);
  evaluator.gradient(theta, gradient);
  return { theta, gradient, squaredNorm: squared(gradient) };
}

function reducedAt(evaluator: Evaluator, theta: Float64Array, hessian: Float64Array): Tridiagonal {
  evaluator.hessian(theta, hessian);
  return tridiagonalise(hessian, evaluator.free);
}

export function eigenAt(evaluator: Evaluator, theta: Float64Array, hessian: Float64Array): SymmetricEigen {
  evaluator.hessian(theta, hessian);
  return symmetricEigen(hessian, evaluator.free);
}

/** A vector in the basis in which the Hessian is tridiagonal. */
function toBasis(reduced: Tridiagonal, x: Float64Array): Float64Array {
  const coordinates = x.slice();
  reduced.applyTransposed(coordinates);
  return coordinates;
}

function fromBasis(reduced: Tridiagonal, coordinates: Float64Array): Float64Array {
  const x = coordinates.slice();
  reduced.apply(x);
  return x;
}

function acceptedStep(
  evaluator: Evaluator,
  state: State,
  reduced: Tridiagonal,
  startDamping: number,
): { readonly state: State; readonly damping: number; readonly predicted: number } | null {
  const coefficients = toBasis(reduced, state.gradient);
  const gradientNorm = Math.sqrt(state.squaredNorm);
  let damping = startDamping;
  for (let rejection = 0; rejection < maxRejections; rejection++) {
    const mu = damping * gradientNorm;
    const { step, predicted } = damped(reduced, coefficients, mu);
    const next = accelerated(evaluator, state, reduced, step, mu);
    // rho = (|g|^2 - |g(theta + p)|^2) / (|g|^2 - |g + H p|^2)
    const ratio = (state.squaredNorm - next.squaredNorm) / (state.squaredNorm - predicted);
    if (ratio > 1e-4) {
      if (ratio > 0.75) damping = Math.max(damping / 5, minimalDamping);
      else if (ratio < 0.25) damping *= 2;
      return { state: next, damping, predicted };
    }
    damping *= 4;
  }
  return null;
}

/** p = -(H^2 + mu)^{-1} H c and |c + H p|^2, all in the basis. */
function damped(
  { diagonal, offDiagonal, scale }: Tridiagonal,
  c: Float64Array,
  mu: number,
): { readonly step: Float64Array; readonly predicted: number } {
  const s = Math.sqrt(mu) / scale;
  const { re, im } = shiftedSolve(diagonal, offDiagonal, s, c);
  // c + H p = mu (H^2 + mu)^{-1} c
  return { step: re.map((entry) => -entry / scale), predicted: (s * norm2(im)) ** 2 };
}

/** H x in the basis. */
function times({ diagonal, offDiagonal, scale }: Tridiagonal, x: Float64Array): Float64Array {
  return x.map((entry, k) => {
    const above = k > 0 ? offDiagonal[k - 1]! * x[k - 1]! : 0;
    const below = k + 1 < x.length ? offDiagonal[k]! * x[k + 1]! : 0;
    return scale * (above + diagonal[k]! * entry + below);
  });
}

/** Probe length of the second derivative along the step, as a share of it. */
const probe = 0.1;
/** A bend longer than this share of the step is an extrapolation beyond what two terms can say. */
const longestBend = 0.75;

/**
 * The better of theta + p and theta + p + a / 2, where the bend a follows the curved valley (geodesic acceleration):
 *   a = -(H^2 + mu)^{-1} H g''(p, p),  g''(p, p) = (2/h) ((g(theta + h p) - g) / h - H p).
 * `along`: p in the basis. Transtrum, Sethna, Improvements to the Levenberg-Marquardt algorithm, arXiv 1201.5885.
 */
function accelerated(evaluator: Evaluator, state: State, reduced: Tridiagonal, along: Float64Array, mu: number): State {
  const step = fromBasis(reduced, along);
  const shifted = (factor: number): Float64Array => step.map((entry) => factor * entry);
  const plain = stateAt(evaluator, moved(evaluator, state.theta, step));
  const ahead = stateAt(evaluator, moved(evaluator, state.theta, shifted(probe)));
  const change = toBasis(
    reduced,
    ahead.gradient.map((entry, k) => (entry - state.gradient[k]!) / probe),
  );
  const product = times(reduced, along);
  const second = change.map((entry, k) => (2 / probe) * (entry - product[k]!));
  const bend = damped(reduced, second, mu).step;
  if (!(2 * norm2(bend) <= longestBend * norm2(along))) return plain;
  const half = fromBasis(reduced, bend);
  const bent = stateAt(
    evaluator,
    moved(
      evaluator,
      state.theta,
      step.map((entry, k) => entry + half[k]! / 2),
    ),
  );
  return bent.squaredNorm < plain.squaredNorm ? bent : plain;
}

/** theta + p on the trainable coordinates. */
export function moved(evaluator: Evaluator, theta: Float64Array, step: Float64Array): Float64Array {
  const result = theta.slice();
  const { free } = evaluator.problem.program;
  for (let k = 0; k < free.length; k++) result[free[k]!] = result[free[k]!]! + step[k]!;
  return result;
}

function squared(v: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < v.length; k++) sum += v[k]! * v[k]!;
  return sum;
}

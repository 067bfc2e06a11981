/**
 * inf over t of F(t) = sum_i omega_i l(t . z_i; y_i) for a convex loss, by regularised Newton steps in an orthonormal basis
 * of the span of the z_i, so rank-deficient features are allowed and t is the shortest minimiser.
 * Error: F(t) - inf F <= ||grad F(t)|| ||t - t*|| (convexity), the distance taken as twice the Newton step, plus rounding.
 */
import type { Measured } from "../measurement.ts";
import { echelon, orthonormal, solve } from "./elimination.ts";
import type { ReplayLoss } from "./losses.ts";
import { unit } from "./tape.ts";

export interface LinearProblem {
  readonly loss: ReplayLoss;
  readonly weights: readonly number[];
  readonly features: readonly (readonly number[])[];
  readonly labels: readonly number[];
}

export interface LinearFit {
  readonly risk: Measured;
  /** The minimiser. */
  readonly t: readonly number[];
  /** Estimated ||t - t*||; infinite where the infimum is not attained. */
  readonly distance: number;
}

interface State {
  readonly t: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
}

const innerProduct = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j]! * b[j]!;
  return sum;
};
const size = (a: ArrayLike<number>): number => Math.sqrt(innerProduct(a, a));

function stateAt({ loss, weights, labels }: LinearProblem, rows: readonly Float64Array[], t: Float64Array): State {
  const gradient = new Float64Array(t.length);
  let value = 0;
  rows.forEach((row, i) => {
    const p = innerProduct(row, t);
    value += weights[i]! * loss.value(p, labels[i]!);
    const slope = weights[i]! * loss.slope(p, labels[i]!);
    for (let j = 0; j < t.length; j++) gradient[j]! += slope * row[j]!;
  });
  return { t, value, gradient };
}

/** sum_i omega_i l'' z_i z_i^T + mu I. */
function hessian(problem: LinearProblem, rows: readonly Float64Array[], t: Float64Array, mu: number): Float64Array[] {
  const matrix = Array.from(t, (_, j) => {
    const row = new Float64Array(t.length);
    row[j] = mu;
    return row;
  });
  rows.forEach((z, i) => {
    const weight = problem.weights[i]! * problem.loss.curvature(innerProduct(z, t), problem.labels[i]!);
    for (let j = 0; j < t.length; j++) for (let k = 0; k < t.length; k++) matrix[j]![k]! += weight * z[j]! * z[k]!;
  });
  return matrix;
}

/** Halves the step until the value falls; null when no length helps. Equal values are settled by the gradient. */
function lineSearch(
  problem: LinearProblem,
  rows: readonly Float64Array[],
  from: State,
  step: Float64Array,
): State | null {
  for (let length = 1; length > 1e-12; length /= 2) {
    const next = stateAt(
      problem,
      rows,
      from.t.map((entry, j) => entry + length * step[j]!),
    );
    if (next.value < from.value && next.value <= from.value + 1e-4 * length * innerProduct(from.gradient, step))
      return next;
    if (next.value <= from.value * (1 + 4 * unit) && size(next.gradient) < 0.9 * size(from.gradient)) return next;
  }
  return null;
}

function newtonStep(problem: LinearProblem, rows: readonly Float64Array[], state: State, mu: number): Float64Array {
  const step = solve(hessian(problem, rows, state.t, mu), state.gradient);
  return step.map((entry) => -entry);
}

function minimise(problem: LinearProblem, rows: readonly Float64Array[], start: Float64Array): State {
  let state = stateAt(problem, rows, start);
  for (let iteration = 0; iteration < 300 && size(state.gradient) > 0; iteration++) {
    // Damping proportional to the gradient: always a descent direction, and still quadratically convergent.
    const damped = newtonStep(problem, rows, state, 1e-3 * size(state.gradient));
    const next =
      lineSearch(problem, rows, state, newtonStep(problem, rows, state, 0)) ?? lineSearch(problem, rows, state, damped);
    if (next === null) break;
    state = next;
  }
  return state;
}

/** 50 * 2^-53 * (sum of the absolute values of all terms that were added). */
function rounding({ loss, weights, labels }: LinearProblem, rows: readonly Float64Array[], t: Float64Array): number {
  const terms = rows.map((row, i) => {
    const p = innerProduct(row, t);
    const spread = row.reduce((sum, entry, j) => sum + Math.abs(entry * t[j]!), 0);
    return weights[i]! * (loss.value(p, labels[i]!) + Math.abs(loss.slope(p, labels[i]!)) * spread);
  });
  return 50 * unit * terms.reduce((a, b) => a + b, 0);
}

export function fitLinear(problem: LinearProblem): LinearFit {
  // Exact span: a tolerance would change the problem, so only entries at rounding level are dropped.
  const spanning = echelon(problem.features, 1e-13).rows;
  const basis = orthonormal(spanning);
  const rows = problem.features.map((z) => Float64Array.from(basis, (direction) => innerProduct(z, direction)));
  const state = minimise(problem, rows, new Float64Array(basis.length));
  const flat = 1e-13 * size(state.gradient) + Number.MIN_VALUE;
  const distance = 2 * size(newtonStep(problem, rows, state, flat));
  // A Newton step that stays long means that the infimum lies at infinity; then only inf F >= 0 is left.
  const attained = distance <= 1e-5 * (1 + size(state.t));
  const gap = attained ? Math.min(size(state.gradient) * distance, state.value) : state.value;
  const t = problem.features[0]!.map((_, k) =>
    basis.reduce((sum, direction, j) => sum + direction[k]! * state.t[j]!, 0),
  );
  const error = gap + rounding(problem, rows, state.t);
  return {
    risk: { value: state.value, error, grade: "measured" },
    t,
    distance: attained ? distance : Number.POSITIVE_INFINITY,
  };
}

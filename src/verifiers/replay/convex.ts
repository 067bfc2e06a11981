/**
 * inf over t of F(t) = sum_i omega_i l(t . z_i; y_i) for a convex loss, by regularised Newton steps over the predictions
 * (t . z_i)_i in an orthonormal basis of all that are possible: the features may be dependent and badly scaled. t is the
 * shortest minimiser.
 * Error: F(t) - inf F <= ||grad F(t)|| ||t - t*|| (convexity), the distance taken as twice the Newton step, plus rounding.
 */
import type { Measured } from "../measurement.ts";
import { solve } from "./elimination.ts";
import type { ReplayLoss } from "./losses.ts";
import { columnSpan, innerProduct, length } from "./span.ts";
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

export interface State {
  readonly t: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
}

export function stateAt(
  { loss, weights, labels }: LinearProblem,
  rows: readonly Float64Array[],
  t: Float64Array,
): State {
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
export function lineSearch(
  problem: LinearProblem,
  rows: readonly Float64Array[],
  from: State,
  step: Float64Array,
): State | null {
  for (let share = 1; share > 1e-12; share /= 2) {
    const next = stateAt(
      problem,
      rows,
      from.t.map((entry, j) => entry + share * step[j]!),
    );
    if (next.value < from.value && next.value <= from.value + 1e-4 * share * innerProduct(from.gradient, step))
      return next;
    if (next.value <= from.value * (1 + 4 * unit) && length(next.gradient) < 0.9 * length(from.gradient)) return next;
  }
  return null;
}

function newtonStep(problem: LinearProblem, rows: readonly Float64Array[], state: State, mu: number): Float64Array {
  const step = solve(hessian(problem, rows, state.t, mu), state.gradient);
  return step.map((entry) => -entry);
}

export function minimise(problem: LinearProblem, rows: readonly Float64Array[], start: Float64Array): State {
  let state = stateAt(problem, rows, start);
  for (let iteration = 0; iteration < 300 && length(state.gradient) > 0; iteration++) {
    // Damping proportional to the gradient: always a descent direction, and still quadratically convergent.
    const damped = newtonStep(problem, rows, state, 1e-3 * length(state.gradient));
    const next =
      lineSearch(problem, rows, state, newtonStep(problem, rows, state, 0)) ?? lineSearch(problem, rows, state, damped);
    if (next === null) break;
    state = next;
  }
  return state;
}

/** 50 * 2^-53 * (sum of the absolute values of all terms that were added), to second order: where l' is 0, |l''| e^2 is left. */
export function rounding({ loss, weights, labels, features }: LinearProblem, t: ArrayLike<number>): number {
  const terms = features.map((z, i) => {
    const [p, y] = [innerProduct(z, t), labels[i]!];
    const carried = 50 * unit * z.reduce((sum, entry, j) => sum + Math.abs(entry * t[j]!), 0);
    const error = loss.convex ? carried : carried + loss.cancellation * unit * (Math.abs(p) + Math.abs(y));
    const moved = (Math.abs(loss.slope(p, y)) + Math.abs(loss.curvature(p, y)) * error) * error;
    return weights[i]! * (50 * unit * Math.abs(loss.value(p, y)) + moved);
  });
  return terms.reduce((a, b) => a + b, 0);
}

export function fitLinear(problem: LinearProblem): LinearFit {
  const { basis, clear, smallest, basic, coefficients } = columnSpan(problem.features);
  const rows = problem.features.map((_, i) => Float64Array.from(basis, (q) => q[i]!));
  const state = minimise(problem, rows, new Float64Array(basis.length));
  const flat = 1e-13 * length(state.gradient) + Number.MIN_VALUE;
  const step = newtonStep(problem, rows, state, flat);
  // A Newton step that stays long means that the infimum lies at infinity; then only inf F >= 0 is left,
  // as it is where a nearly dependent feature was left out.
  const attained = 2 * length(step) <= 1e-5 * (1 + length(state.t));
  const gap = attained && clear ? Math.min(2 * length(state.gradient) * length(step), state.value) : state.value;
  const t = coefficients(state.t);
  const distance = 2 * length(coefficients(step)) + (50 * unit * length(t)) / smallest;
  return {
    risk: { value: state.value, error: gap + rounding(problem, basic(state.t)), grade: "measured" },
    t: Array.from(t),
    distance: attained && clear ? distance : Number.POSITIVE_INFINITY,
  };
}

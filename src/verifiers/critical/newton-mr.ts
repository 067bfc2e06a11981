/**
 * Newton-MR, a named alternative to Levenberg-Marquardt: p from H p = -g by MINRES, which copes with singular and indefinite H, and
 * backtracking on |g|^2. Roosta, Liu, Xu, Mahoney (2018); settings as used by Frye et al. (2019): rtol 5e-4, at most 128 inner steps.
 */
import type { Evaluator } from "../../models/evaluator.ts";
import { dot, norm2 } from "../../numerics/dense.ts";
import { type MinresResult, minres } from "../../numerics/minres.ts";
import { moved } from "./levenberg-marquardt.ts";

export interface NewtonMrOptions {
  readonly maxIterations: number;
  /** Stop as soon as |g| is below this. */
  readonly gradientFloor: (theta: Float64Array) => number;
  readonly rtol: number;
  readonly maxInner: number;
}

export interface NewtonMrResult {
  readonly theta: Float64Array;
  readonly gradientNorm: number;
  readonly iterations: number;
  /** "stalled": no step along p lowers |g| any more. */
  readonly reason: "converged" | "stalled" | "limit" | "nonfinite";
  /** Why the inner solver stopped, how often: "least-squares" says that part of the gradient lies in the null space (gradient-flat). */
  readonly inner: Readonly<Partial<Record<MinresResult["reason"], number>>>;
}

export const publishedNewtonMr: { readonly rtol: number; readonly maxInner: number } = { rtol: 5e-4, maxInner: 128 };

const maxStepNorm = 1e4;
const sufficient = 1e-4;
/** The full step is taken first if it meets the stricter condition. */
const sufficientAtOnce = 0.5;
const shrink = 0.5;
const smallestStep = 1e-14;

export function newtonMr(evaluator: Evaluator, start: Float64Array, options: NewtonMrOptions): NewtonMrResult {
  const inner: Partial<Record<MinresResult["reason"], number>> = {};
  let theta: Float64Array = start.slice();
  let gradient: Float64Array = gradientAt(evaluator, theta);
  let first = 1;
  for (let iterations = 0; ; iterations++) {
    const size = norm2(gradient);
    const end = (reason: NewtonMrResult["reason"]): NewtonMrResult => {
      return { theta, gradientNorm: size, iterations, reason, inner };
    };
    if (!Number.isFinite(size)) return end("nonfinite");
    if (size < 1e-8 && size <= options.gradientFloor(theta)) return end("converged");
    if (iterations === options.maxIterations) return end("limit");
    const at = theta;
    const solved = minres(
      (v, product) => evaluator.hessianVector(at, v, product),
      gradient.map((entry) => -entry),
      { rtol: options.rtol, maxIterations: options.maxInner, maxNorm: maxStepNorm },
    );
    inner[solved.reason] = (inner[solved.reason] ?? 0) + 1;
    const next = backtracked(evaluator, theta, gradient, solved.x, first);
    if (!next) return end("stalled");
    ({ theta, gradient } = next);
    first = Math.min(1, next.step / shrink);
  }
}

interface Step {
  readonly theta: Float64Array;
  readonly gradient: Float64Array;
  readonly step: number;
}

/** |g(theta + a p)|^2 <= |g|^2 + 2 rho a p^T H g */
function backtracked(
  evaluator: Evaluator,
  theta: Float64Array,
  gradient: Float64Array,
  p: Float64Array,
  first: number,
): Step | null {
  const product = new Float64Array(gradient.length);
  evaluator.hessianVector(theta, gradient, product);
  const [squares, slope] = [dot(gradient, gradient), dot(p, product)];
  if (!(slope < 0)) return null;
  const tried = (step: number, rho: number): Step | null => {
    const trial = moved(
      evaluator,
      theta,
      p.map((entry) => step * entry),
    );
    const next = gradientAt(evaluator, trial);
    const enough = dot(next, next) <= squares + 2 * rho * step * slope && dot(next, next) < squares;
    return enough ? { theta: trial, gradient: next, step } : null;
  };
  const whole = tried(1, sufficientAtOnce);
  if (whole) return whole;
  for (let step = first; step > smallestStep; step *= shrink) {
    const found = tried(step, sufficient);
    if (found) return found;
  }
  return null;
}

function gradientAt(evaluator: Evaluator, theta: Float64Array): Float64Array {
  const gradient = new Float64Array(evaluator.free);
  evaluator.gradient(theta, gradient);
  return gradient;
}

/**
 * Gradient-norm minimisation, a named alternative to Levenberg-Marquardt: steepest descent on |g|^2 / 2, whose gradient is H g, with
 * backtracking. Cost per iteration: one Hessian-vector product and a gradient per trial. Slow: the condition number of H^2 counts.
 * Compared by Frye et al. (2019), "BTLS-GNM": McIver, Komornicki, J. Am. Chem. Soc. 94 (1972).
 */
import type { Evaluator } from "../../models/evaluator.ts";
import { dot, norm2 } from "../../numerics/dense.ts";
import { moved } from "./levenberg-marquardt.ts";

export interface GradientNormOptions {
  readonly maxIterations: number;
  /** Stop as soon as |g| is below this. */
  readonly gradientFloor: (theta: Float64Array) => number;
}

export interface GradientNormResult {
  readonly theta: Float64Array;
  readonly gradientNorm: number;
  readonly iterations: number;
  /** "stalled": no step along -H g lowers |g| any more. */
  readonly reason: "converged" | "stalled" | "limit" | "nonfinite";
}

/** Armijo's constant, the factor between trials, and the growth of the first trial after a success. */
const sufficient = 1e-4;
const shrink = 0.5;
const grow = 2;
const smallestStep = 1e-14;

export function gradientNorm(
  evaluator: Evaluator,
  start: Float64Array,
  options: GradientNormOptions,
): GradientNormResult {
  let theta: Float64Array = start.slice();
  let gradient: Float64Array = gradientAt(evaluator, theta);
  let first = 1;
  for (let iterations = 0; ; iterations++) {
    const size = norm2(gradient);
    const end = (reason: GradientNormResult["reason"]): GradientNormResult => {
      return { theta, gradientNorm: size, iterations, reason };
    };
    if (!Number.isFinite(size)) return end("nonfinite");
    if (size < 1e-8 && size <= options.gradientFloor(theta)) return end("converged");
    if (iterations === options.maxIterations) return end("limit");
    const next = descended(evaluator, theta, gradient, first);
    if (!next) return end("stalled");
    ({ theta, gradient } = next);
    first = next.step * grow;
  }
}

interface Step {
  readonly theta: Float64Array;
  readonly gradient: Float64Array;
  readonly step: number;
}

/** |g(theta - t H g)|^2 <= |g|^2 - 2 c t |H g|^2 */
function descended(evaluator: Evaluator, theta: Float64Array, gradient: Float64Array, first: number): Step | null {
  const slope = new Float64Array(gradient.length);
  evaluator.hessianVector(theta, gradient, slope);
  const [squares, fall] = [dot(gradient, gradient), dot(slope, slope)];
  if (fall === 0) return null;
  for (let step = first; step > smallestStep; step *= shrink) {
    const trial = moved(
      evaluator,
      theta,
      slope.map((entry) => -step * entry),
    );
    const next = gradientAt(evaluator, trial);
    if (dot(next, next) <= squares - 2 * sufficient * step * fall && dot(next, next) < squares)
      return { theta: trial, gradient: next, step };
  }
  return null;
}

function gradientAt(evaluator: Evaluator, theta: Float64Array): Float64Array {
  const gradient = new Float64Array(evaluator.free);
  evaluator.gradient(theta, gradient);
  return gradient;
}

/**
 * The best linear predictor t* of a sample and R_lin = inf_t R(t), R(t) = sum_i w_i l(t.x_i; y_i), no intercept.
 * R_lin lies in [lowerBound, risk + rounding], inside risk +- error: the upper end is R at a concrete t, the lower end a Fenchel
 * dual bound (linear-predictor/dual-bound.ts says what its rounding rests on). Input directions that are linear combinations
 * of others within 4 max(n, d) eps, each column scaled to size 1, count as dependent; t* is then the shortest minimiser. Where exact
 * arithmetic finds such a direction independent after all, t* is out of reach of floats, and R_lin lies between inf_p E l(p; y) and risk.
 * All this needs a convex loss; for another one only the upper end is known (linear-predictor/descents.ts).
 */
import { dot, norm2 } from "../numerics/dense.ts";
import type { Data } from "./data.ts";
import { minimise } from "./linear-predictor/damped-newton.ts";
import { bestOfDescents } from "./linear-predictor/descents.ts";
import { dualBound, riskAt } from "./linear-predictor/dual-bound.ts";
import { confirms, findSeparation, separates } from "./linear-predictor/separation.ts";
import { type Inexact, type Sample, type Whitening, whiten } from "./linear-predictor/whitening.ts";
import type { Loss } from "./loss.ts";

export interface AttainedPredictor {
  readonly kind: "attained";
  /** Row-major, outputs x dimension. */
  readonly t: Float64Array;
  readonly risk: number;
  readonly lowerBound: number;
  /** |R_lin - risk| is at most this: duality gap plus rounding. */
  readonly error: number;
  /** Euclidean (for several outputs Frobenius) length of t. */
  readonly norm: number;
}

/** Inputs dependent within rounding, but not exactly: a predictor along what is left out may be better, and far longer. */
export interface DoubtfulPredictor {
  readonly kind: "doubtful";
  /** Best of those that leave the direction out. */
  readonly t: Float64Array;
  readonly risk: number;
  /** What no predictor at all can beat. */
  readonly lowerBound: number;
  readonly error: number;
  readonly norm: null;
  readonly reason: string;
}

/** Sign labels with a u such that y_i u.x_i >= 0 for all i of positive weight, not all 0: the infimum is not attained. */
export interface SeparablePredictor {
  readonly kind: "separable";
  /** u, of length 1. */
  readonly direction: Float64Array;
  /** A predictor whose risk is within the error of the infimum; u itself where every point is decided. */
  readonly t: Float64Array;
  /** The infimum: 0 when every y_i u.x_i is positive, else the infimum over the points with u.x_i = 0. */
  readonly risk: number;
  readonly lowerBound: number;
  readonly error: number;
  readonly norm: null;
  readonly reason: string;
}

/** Without convexity: the best predictor that was found. Nothing bounds the infimum from below. */
export interface UpperBound {
  readonly kind: "upper-bound";
  readonly t: Float64Array;
  readonly risk: number;
  /** Rounding: R_lin is at most risk + error. */
  readonly error: number;
  readonly norm: null;
  readonly reason: string;
}

export interface FailedPredictor {
  readonly kind: "failed";
  readonly reason: string;
}

export type LinearPredictor = AttainedPredictor | DoubtfulPredictor | SeparablePredictor | UpperBound | FailedPredictor;

/** A larger gap, relative to the risk of t = 0, means that the search did not converge; ill-conditioned inputs stay below it. */
const MAX_RELATIVE_GAP = 1e-4;

const dependent =
  "input directions are dependent within rounding but not exactly: the best linear predictor is out of reach";

const restricted = ({ errors, rank }: Inexact, indices: readonly number[], dimension: number): Inexact => ({
  errors: Float64Array.from(indices.flatMap((i) => [...errors.subarray(i * dimension, (i + 1) * dimension)])),
  rank: (samples) => rank(samples.map((i) => indices[i]!)),
});

/** The points with these indices, of the output k. */
function subset(
  data: Data | Sample,
  inexact: Inexact | null,
  indices: readonly number[],
  k: number,
  outputs: number,
): Sample {
  const { dimension } = data;
  return {
    samples: indices.length,
    dimension,
    x: Float64Array.from(indices.flatMap((i) => [...data.x.subarray(i * dimension, (i + 1) * dimension)])),
    y: Float64Array.from(indices, (i) => data.y[i * outputs + k]!),
    weights: Float64Array.from(indices, (i) => data.weights[i]!),
    inexact: inexact && restricted(inexact, indices, dimension),
  };
}

/** The bounds at t, or a failure if they do not meet. */
function assess(
  sample: Sample,
  whitening: Whitening,
  loss: Loss,
  t: Float64Array,
): AttainedPredictor | DoubtfulPredictor | FailedPredictor {
  const { risk, rounding } = riskAt(sample, loss, t);
  const bound = dualBound(sample, whitening, loss, t);
  if (whitening.doubtful)
    return {
      kind: "doubtful",
      t,
      risk,
      lowerBound: bound,
      error: risk - bound + rounding,
      norm: null,
      reason: dependent,
    };
  const atZero = riskAt(sample, loss, new Float64Array(t.length)).risk;
  const gap = risk - bound;
  if (!(gap <= MAX_RELATIVE_GAP * Math.abs(atZero) + 4 * rounding)) {
    return {
      kind: "failed",
      reason: `no linear predictor certified: risk ${risk}, but its best lower bound is ${bound}`,
    };
  }
  const lowerBound = Math.min(risk, bound);
  return { kind: "attained", t, risk, lowerBound, error: risk - lowerBound + rounding, norm: norm2(t) };
}

/** How far to go, in multiples of what gives the smallest decided margin size 1: e^-40 is below rounding, e^-800 below all floats. */
const distances = [40, 100, 800];

/** base + c u for the c that does best, and a bound on its risk: undecided margins that are not quite 0 speak against large c. */
function far(
  sample: Sample,
  u: Float64Array,
  base: Float64Array,
  undecided: readonly number[],
  loss: Loss,
): { readonly t: Float64Array; readonly reached: number } {
  const { samples, dimension, x, y } = sample;
  const left = new Set(undecided);
  const decided = Array.from({ length: samples }, (_, i) => i).filter((i) => !left.has(i));
  const margin = (t: Float64Array, i: number): number => y[i]! * dot(x.subarray(i * dimension, (i + 1) * dimension), t);
  const least = decided.reduce((low, i) => Math.min(low, margin(u, i)), Infinity);
  const behind = decided.reduce((most, i) => Math.max(most, -margin(base, i)), 0);
  const tried = distances.map((distance) => {
    const t = base.map((entry, j) => entry + ((distance + behind) / least) * u[j]!);
    const { risk, rounding } = riskAt(sample, loss, t);
    return { t, reached: risk + rounding };
  });
  return tried.reduce((best, next) => (next.reached < best.reached ? next : best));
}

/** The infimum along a direction that sends the decided points' losses to 0: what the undecided ones leave. */
function separable(sample: Sample, direction: Float64Array, undecided: readonly number[], loss: Loss): LinearPredictor {
  const rest = undecided.length === 0 ? null : bestForOutput(subset(sample, sample.inexact, undecided, 0, 1), loss);
  if (rest?.kind === "failed" || rest?.kind === "upper-bound") return rest;
  const { risk, lowerBound } = rest ?? { risk: 0, lowerBound: 0 };
  const { t, reached } = rest === null ? { t: direction, reached: 0 } : far(sample, direction, rest.t, undecided, loss);
  const error = Math.max(rest?.error ?? 0, reached - risk);
  const left = undecided.length === 0 ? "" : `, ${undecided.length} of them with margin zero within rounding`;
  const reason = `a direction separates the ${sample.samples} points${left}: the infimum of the risk is not attained`;
  return { kind: "separable", direction, t, risk, lowerBound, error, norm: null, reason };
}

function bestForOutput(sample: Sample, loss: Loss): LinearPredictor {
  const whitening = whiten(sample);
  if (!loss.convex) return upperBound(sample, whitening, loss);
  const { rank, q, predictor } = whitening;
  const signs = loss.labels === "signs";
  const problem = { rank, q, y: sample.y, weights: sample.weights, loss };
  const { z } = minimise(problem, (p) => signs && separates(p, sample.y));
  const separation = signs ? findSeparation(z, q, sample.y) : null;
  if (separation !== null) {
    const u = predictor(separation.u);
    const direction = u.map((entry) => entry / norm2(u));
    if (confirms(direction, sample, separation.undecided))
      return separable(sample, direction, separation.undecided, loss);
  }
  return assess(sample, whitening, loss, predictor(z));
}

const notConvex = "the loss is not convex: a linear predictor found by descent bounds the infimum from above only";

function upperBound(sample: Sample, whitening: Whitening, loss: Loss): UpperBound | FailedPredictor {
  const found = bestOfDescents(sample, whitening, loss);
  if (found === null) return { kind: "failed", reason: "no descent found a linear predictor of finite risk" };
  return { kind: "upper-bound", ...found, norm: null, reason: notConvex };
}

/** Sums the risks of independent outputs; only the squared loss has several, so none is separable. */
function joined(parts: readonly LinearPredictor[]): LinearPredictor {
  const found = parts.filter((part) => part.kind === "attained" || part.kind === "doubtful");
  const other = parts.find((part) => part.kind !== "attained" && part.kind !== "doubtful");
  if (other !== undefined) return other;
  const t = Float64Array.from(found.flatMap((part) => [...part.t]));
  const total = (of: (part: (typeof found)[number]) => number): number =>
    found.reduce((sum, part) => sum + of(part), 0);
  const risk = total((part) => part.risk);
  const lowerBound = total((part) => part.lowerBound);
  const error = total((part) => part.error);
  const doubtful = found.find((part) => part.kind === "doubtful");
  if (doubtful) return { ...doubtful, t, risk, lowerBound, error };
  return { kind: "attained", t, risk, lowerBound, error, norm: norm2(t) };
}

/** `inexact`: null where the inputs are what they are. */
export function bestLinearPredictor(data: Data, loss: Loss, inexact: Inexact | null = null): LinearPredictor {
  if (![...data.x, ...data.y, ...data.weights].every(Number.isFinite))
    return { kind: "failed", reason: "the data are not finite" };
  if (data.outputs > 1 && loss.kind !== "squared") {
    return { kind: "failed", reason: `several outputs need the squared loss, got ${loss.kind}` };
  }
  // Points of weight 0 do not enter the risk.
  const used = [...data.weights.keys()].filter((i) => data.weights[i]! > 0);
  if (used.length === 0) return { kind: "failed", reason: "no sample has a positive weight" };
  const outputs = Array.from({ length: data.outputs }, (_, k) =>
    bestForOutput(subset(data, inexact, used, k, data.outputs), loss),
  );
  return outputs.length === 1 ? outputs[0]! : joined(outputs);
}

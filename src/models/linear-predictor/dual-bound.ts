/**
 * Lower bounds of inf_t R(t), R(t) = sum_i w_i l(x_i.t; y_i), by Fenchel duality: if sum_i w_i a_i x_i = 0, then for every t
 *   R(t) >= sum_i w_i (a_i x_i.t - l*(a_i; y_i)) = -sum_i w_i l*(a_i; y_i).
 * Rounding: 50 eps of the sum of absolute terms, plus |D t| |D^-1 r| twice over for the residual r = sum_i w_i a_i x_i that the
 * float a leaves (and for the errors of x, where it has any), D the column scales. The factor two assumes that some minimiser is at
 * most twice as long as t.
 */
import { cholesky, choleskySolve } from "../../numerics/cholesky.ts";
import { dot, matVec, norm2 } from "../../numerics/dense.ts";
import type { Loss } from "../loss.ts";
import { weightedHessian } from "./damped-newton.ts";
import { weightedMean, weightedMoments } from "./weighted-mean.ts";
import type { Sample, Whitening } from "./whitening.ts";

/** R(t), and how far rounding may have moved it. */
export function riskAt(
  sample: Sample,
  loss: Loss,
  t: Float64Array,
): { readonly risk: number; readonly rounding: number } {
  const { samples, dimension, x, y, weights, inexact } = sample;
  const row = (i: number): Float64Array => x.subarray(i * dimension, (i + 1) * dimension);
  const p = matVec(x, samples, dimension, t);
  const risk = weightedMean(weights, (i) => loss.value(p[i]!, y[i]!));
  const size = t.map(Math.abs);
  // |l'_i| e + l'' e^2 / 2, e the error of x_i.t: at most (d + 2) eps |x_i|.|t|, and what x_i itself is off
  const off = (i: number): number =>
    (dimension + 2) * Number.EPSILON * dot(row(i).map(Math.abs), size) +
    (inexact === null ? 0 : dot(inexact.errors.subarray(i * dimension, (i + 1) * dimension), size));
  const moved = weightedMean(
    weights,
    (i) => Math.abs(loss.slope(p[i]!, y[i]!)) * off(i) + (loss.curvatureBound(y[i]!) / 2) * off(i) ** 2,
  );
  return { risk, rounding: 50 * Number.EPSILON * Math.abs(risk) + moved };
}

/** a minus its part along the inputs, each a_i moved in proportion to c_i: a_i - c_i q_i.d with E[c q q^T] d = E[a q]. */
function feasible(
  a: Float64Array,
  c: Float64Array,
  factor: Float64Array,
  { q, rank }: Whitening,
  weights: Float64Array,
): Float64Array {
  let result = a;
  // the second round removes the rounding of the first
  for (const _ of [1, 2]) {
    const d = choleskySolve(factor, rank, weightedMoments(weights, result, q, rank));
    const correction = matVec(q, a.length, rank, d);
    result = result.map((entry, i) => entry - c[i]! * correction[i]!);
  }
  return result;
}

/** The longest c a, c <= 1, inside the conjugate's domain; the domain is convex and scaling keeps a feasible. */
function insideDomain(a: Float64Array, y: Float64Array, loss: Loss): Float64Array | null {
  for (let cut = 0; cut < 1; cut = cut === 0 ? Number.EPSILON : 4 * cut) {
    const scaled = a.map((entry) => (1 - cut) * entry);
    if (scaled.every((entry, i) => loss.conjugate(entry, y[i]!) < Infinity)) return scaled;
  }
  return null;
}

function boundFrom(a: Float64Array, sample: Sample, scale: Float64Array, loss: Loss, t: Float64Array): number {
  const { dimension, x, y, weights, inexact } = sample;
  const value = 0 - weightedMean(weights, (i) => loss.conjugate(a[i]!, y[i]!));
  const size = weightedMean(weights, (i) => Math.abs(loss.conjugate(a[i]!, y[i]!)) + Math.abs(a[i]! * y[i]!));
  const residual = weightedMoments(weights, a, x, dimension);
  const unsure = x.map((entry, k) => 2 * Number.EPSILON * Math.abs(entry) + (inexact?.errors[k] ?? 0));
  const noise = weightedMoments(weights, a.map(Math.abs), unsure, dimension);
  const left = residual.map((entry, j) => (Math.abs(entry) + noise[j]!) / scale[j]!);
  return value - 50 * Number.EPSILON * size - 2 * norm2(t.map((entry, j) => entry * scale[j]!)) * norm2(left);
}

/** The best lower bound found from the slopes at t; -Infinity if there is none. */
export function dualBound(sample: Sample, whitening: Whitening, loss: Loss, t: Float64Array): number {
  const { samples, dimension, x, y, weights } = sample;
  const p = matVec(x, samples, dimension, t);
  const a = p.map((value, i) => loss.slope(value, y[i]!));
  const curvature = p.map((value, i) => loss.curvature(value, y[i]!));
  const problem = { rank: whitening.rank, q: whitening.q, y, weights, loss };
  // Moving a_i in proportion to l''_i respects a domain whose border the slopes only approach; equal moves always exist.
  const weighted = cholesky(weightedHessian(problem, p), whitening.rank);
  const equal = Float64Array.from({ length: whitening.rank ** 2 }, (_, k) => (k % (whitening.rank + 1) === 0 ? 1 : 0));
  // Where a direction of input is left out, only a = 0 is sure to be orthogonal to it.
  const nothing = new Float64Array(samples);
  if (whitening.doubtful) return boundFrom(nothing, sample, whitening.scale, loss, t);
  const candidates = [
    nothing,
    feasible(a, new Float64Array(samples).fill(1), equal, whitening, weights),
    ...(weighted.ok ? [feasible(a, curvature, weighted.l, whitening, weights)] : []),
  ];
  const bounds = candidates.flatMap((candidate) => {
    const inside = insideDomain(candidate, y, loss);
    return inside === null ? [] : [boundFrom(inside, sample, whitening.scale, loss, t)];
  });
  return Math.max(Number.NEGATIVE_INFINITY, ...bounds.filter((bound) => !Number.isNaN(bound)));
}

/**
 * A bound on ||t - t*|| for a computed linear predictor t, t* the shortest minimiser of R(t) = E l(t.x; y); null where floats cannot give one.
 * Where l'' >= m_i on a ball of radius rho around t, R is strongly convex there on the span of the inputs, with
 * lambda = sigma_r(diag(sqrt(w m)) X)^2, and ||grad R(t)|| <= lambda rho puts t* into the ball: ||t - t*|| <= ||grad R(t)|| / lambda.
 * Rounding: of the gradient term by term, of singular values 20 max(n, d) eps of the largest. Columns are scaled by powers of two where they
 * are independent. Reference: Boyd, Vandenberghe, Convex Optimization, 9.1.2.
 */
import type { Data } from "../../models/data.ts";
import type { AttainedPredictor } from "../../models/linear-predictor.ts";
import type { Loss } from "../../models/loss.ts";
import { exactRank } from "../../numerics/exact-rank.ts";
import { EPS } from "../../numerics/rounding.ts";
import { powerOfTwoBelow } from "../../numerics/scaling.ts";
import { singularValues, svd } from "../../numerics/svd.ts";

/** Points of positive weight, one output, columns scaled. */
interface Fit {
  readonly n: number;
  readonly d: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly weights: Float64Array;
  readonly t: Float64Array;
  readonly loss: Loss;
}

export function predictorError(data: Data, loss: Loss, { t }: AttainedPredictor): number | null {
  let squared = 0;
  for (let k = 0; k < data.outputs; k++) {
    const error = outputError(fitOf(data, loss, t, k));
    if (error === null) return null;
    squared += error * error;
  }
  return Math.sqrt(squared);
}

function fitOf(data: Data, loss: Loss, t: Float64Array, k: number): Fit {
  const { dimension: d, outputs } = data;
  const used = [...data.weights.keys()].filter((i) => data.weights[i]! > 0);
  return {
    n: used.length,
    d,
    x: Float64Array.from(used.flatMap((i) => [...data.x.subarray(i * d, (i + 1) * d)])),
    y: Float64Array.from(used, (i) => data.y[i * outputs + k]!),
    weights: Float64Array.from(used, (i) => data.weights[i]!),
    t: t.slice(k * d, (k + 1) * d),
    loss,
  };
}

function outputError(fit: Fit): number | null {
  const { n, d, x } = fit;
  const scales = columnScales(fit);
  const scaled = scaledFit(fit, scales);
  const rank = certainRank(scaled);
  if (rank === null) return null;
  if (rank === d) {
    const error = distanceBound(scaled, d);
    return error === null ? null : error / scales.reduce((least, scale) => Math.min(least, scale));
  }
  // dependent columns: the shortest minimiser depends on their scale
  const within = distanceBound(fit, rank);
  const outside = rank === 0 ? norm(fit.t) : outsideOfSpan(x, n, d, fit.t, rank);
  return within === null ? null : within + outside;
}

function columnScales({ n, d, x }: Fit): Float64Array {
  return Float64Array.from({ length: d }, (_, j) => {
    const size = norm(Float64Array.from({ length: n }, (__, i) => x[i * d + j]!));
    return size === 0 ? 1 : powerOfTwoBelow(size);
  });
}

const scaledFit = (fit: Fit, scales: Float64Array): Fit => ({
  ...fit,
  x: fit.x.map((entry, at) => entry / scales[at % fit.d]!),
  t: fit.t.map((entry, j) => entry * scales[j]!),
});

const resolution = ({ n, d }: Fit): number => 20 * Math.max(n, d) * EPS;

/** Singular values that are clear of rounding; fewer than there could be only where exact arithmetic agrees. */
function certainRank(fit: Fit): number | null {
  const { n, d, x } = fit;
  const values = singularValues(x, n, d);
  const rank = values.filter((value) => value > 2 * resolution(fit) * values[0]!).length;
  return rank === Math.min(n, d) || exactRank(x, n, d) === rank ? rank : null;
}

/** The ball is widened a few times where l'' falls off within it. */
const radii = [2, 16, 128];

/** On the span of the inputs. */
function distanceBound(fit: Fit, rank: number): number | null {
  if (rank === 0) return 0;
  const gradient = gradientBound(fit);
  const start = strength(fit, rank, 0);
  for (const factor of start > 0 ? radii : []) {
    const radius = (factor * gradient) / start;
    const lambda = strength(fit, rank, radius);
    if (lambda > 0 && gradient <= lambda * radius) return gradient / lambda;
  }
  return null;
}

/** p = t.x_i and the sum of the absolute values of its terms. */
function prediction({ d, x, t }: Fit, i: number): readonly [number, number] {
  let [p, size] = [0, 0];
  for (let j = 0; j < d; j++) {
    p += x[i * d + j]! * t[j]!;
    size += Math.abs(x[i * d + j]! * t[j]!);
  }
  return [p, size];
}

/** ||sum_i w_i l'_i x_i|| and what rounding may hide of it. */
function gradientBound(fit: Fit): number {
  const { n, d, x, y, weights, loss } = fit;
  const gradient = new Float64Array(d);
  const rounding = new Float64Array(d);
  for (let i = 0; i < n; i++) {
    const [p, size] = prediction(fit, i);
    const slope = loss.slope(p, y[i]!);
    const moved = loss.curvatureBound(y[i]!) * EPS * ((d + 2) * size + Math.abs(p) + Math.abs(y[i]!));
    const error = 2 * moved + (n + 16) * EPS * Math.abs(slope);
    for (let j = 0; j < d; j++) {
      gradient[j]! += weights[i]! * slope * x[i * d + j]!;
      rounding[j]! += weights[i]! * error * Math.abs(x[i * d + j]!);
    }
  }
  return norm(gradient) + norm(rounding);
}

/** A lower bound of lambda on a ball. Every l'' here rises to one maximum and falls again: its minimum on an interval is at an end. */
function strength(fit: Fit, rank: number, radius: number): number {
  const { n, d, x, y, weights, loss } = fit;
  const rows = x.slice();
  for (let i = 0; i < n; i++) {
    const [p, size] = prediction(fit, i);
    const reach = radius * norm(x.subarray(i * d, (i + 1) * d)) * (1 + 4 * d * EPS) + 2 * (d + 2) * EPS * size;
    const least = Math.min(loss.curvature(p - reach, y[i]!), loss.curvature(p + reach, y[i]!));
    for (let j = 0; j < d; j++) rows[i * d + j]! *= Math.sqrt(weights[i]! * least);
  }
  const values = singularValues(rows, n, d);
  const sigma = values[rank - 1]! - resolution(fit) * values[0]!;
  return sigma > 0 ? sigma * sigma * (1 - 8 * EPS) : 0;
}

/** Length of the part of t outside the span of the rows of x: at most ||t - X^T c|| for every c, here the least squares fit. */
function outsideOfSpan(x: Float64Array, n: number, d: number, t: Float64Array, rank: number): number {
  const transposed = Float64Array.from({ length: n * d }, (_, at) => x[(at % n) * d + Math.floor(at / n)]!);
  const { values, right, coefficients } = svd(transposed, d, n, t);
  const c = new Float64Array(n);
  for (let k = 0; k < rank; k++)
    for (let i = 0; i < n; i++) c[i]! += (coefficients[k]! / values[k]!) * right[k * n + i]!;
  const left = t.map((entry, j) => {
    const terms = Array.from(c, (factor, i) => factor * x[i * d + j]!);
    const size = terms.reduce((sum, term) => sum + Math.abs(term), Math.abs(entry));
    return Math.abs(terms.reduce((rest, term) => rest - term, entry)) + (n + 2) * EPS * size;
  });
  return norm(left);
}

function norm(v: Float64Array): number {
  return Math.sqrt(v.reduce((sum, entry) => sum + entry * entry, 0));
}

/**
 * A linear predictor of low risk R(t) = sum_i w_i l(t.x_i; y_i) where l is not convex: the lowest point that descents from several starts
 * reach. Its risk bounds inf R from above; nothing is said from below. In whitened coordinates z, x_i.t = q_i.z, the starts are the
 * least squares fits of the labels moved by -2, -1, 0, 1 and 2: E[(y + c) q].
 */
import { dot } from "../../numerics/dense.ts";
import type { Loss } from "../loss.ts";
import { minimise } from "./damped-newton.ts";
import { weightedMean, weightedMoments } from "./weighted-mean.ts";
import type { Sample, Whitening } from "./whitening.ts";

export interface Found {
  readonly t: Float64Array;
  readonly risk: number;
  /** R(t) is at most risk + error. */
  readonly error: number;
}

const shifts = [0, -1, 1, -2, 2];

/** null where no descent reaches a finite risk. */
export function bestOfDescents(sample: Sample, { rank, q, predictor }: Whitening, loss: Loss): Found | null {
  const { y, weights } = sample;
  const problem = { rank, q, y, weights, loss };
  const found = shifts.map((shift) => {
    const start = weightedMoments(
      weights,
      y.map((label) => label + shift),
      q,
      rank,
    );
    return upperEnd(sample, loss, predictor(minimise(problem, () => false, start).z));
  });
  const upper = ({ risk, error }: Found): number => risk + error;
  const finite = found.filter((one) => Number.isFinite(upper(one)));
  return finite.reduce<Found | null>((best, next) => (best !== null && upper(best) <= upper(next) ? best : next), null);
}

/** R(t) with its rounding: 50 eps E|l|, and l seen within e of x_i.t. */
function upperEnd({ samples, dimension, x, y, weights, inexact }: Sample, loss: Loss, t: Float64Array): Found {
  const size = t.map(Math.abs);
  const rows = Array.from({ length: samples }, (_, i) => x.subarray(i * dimension, (i + 1) * dimension));
  const p = rows.map((row) => dot(row, t));
  const off = rows.map((row, i) => {
    const own = inexact === null ? 0 : dot(inexact.errors.subarray(i * dimension, (i + 1) * dimension), size);
    const rounded =
      (dimension + 2) * dot(row.map(Math.abs), size) + loss.cancellation * (Math.abs(p[i]!) + Math.abs(y[i]!));
    return Number.EPSILON * rounded + own;
  });
  // l(p + s) <= l(p) + |l'| e + max l'' e^2 / 2 for |s| <= e; l'' has no maximum inside the interval
  const moved = weightedMean(weights, (i) => {
    const [f, e, label] = [p[i]!, off[i]!, y[i]!];
    const bend = Math.max(0, loss.curvature(f - e, label), loss.curvature(f + e, label));
    return Math.abs(loss.slope(f, label)) * e + (bend * e * e) / 2;
  });
  const absolute = weightedMean(weights, (i) => Math.abs(loss.value(p[i]!, y[i]!)));
  const risk = weightedMean(weights, (i) => loss.value(p[i]!, y[i]!));
  return { t, risk, error: 50 * Number.EPSILON * absolute + moved };
}

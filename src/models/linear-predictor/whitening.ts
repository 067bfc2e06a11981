/**
 * Coordinates in which the inputs have E[q q^T] = I: x_i.t = q_i.z, where z runs over R^rank.
 * Every linear predictor on the sample is some z, so minimising over z is well conditioned however the inputs are scaled.
 */

import { axpy, dot, norm2 } from "../../numerics/dense.ts";
import { powerOfTwoBelow } from "../../numerics/scaling.ts";
import { exactRank } from "./exact-rank.ts";
import { type GramSchmidt, gramSchmidt } from "./gram-schmidt.ts";

/** Inputs known up to rounding. */
export interface Inexact {
  /** How far each entry of x may be off, in its shape. */
  readonly errors: Float64Array;
  /** Rank of the true inputs of these samples over the rationals; null where it is not known. */
  readonly rank: (samples: readonly number[]) => number | null;
}

/** A sample with positive weights (of any sum) and one output. */
export interface Sample {
  readonly samples: number;
  readonly dimension: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly weights: Float64Array;
  /** null: x is exact. */
  readonly inexact: Inexact | null;
}

export interface Whitening {
  readonly rank: number;
  /** Some input direction was taken for a combination of others within rounding, and is none. */
  readonly doubtful: boolean;
  /** Row-major, samples x rank. */
  readonly q: Float64Array;
  /** The power of two at or below the root mean square of each input column; 1 for a zero column. */
  readonly scale: Float64Array;
  /** The shortest t with x_i.t = q_i.z. */
  readonly predictor: (z: Float64Array) => Float64Array;
}

/** Powers of two, so that scaling is exact. */
function columnScales({ samples, dimension, x, weights }: Sample): Float64Array {
  return Float64Array.from({ length: dimension }, (_, j) => {
    const size = norm2(
      Float64Array.from({ length: samples }, (_, i) => Math.sqrt(weights[i]!) * x[i * dimension + j]!),
    );
    return size === 0 ? 1 : powerOfTwoBelow(size);
  });
}

/** The largest error of a scaled input column: what is left of one below some multiples of it may be nothing. */
function relativeError({ samples, dimension, weights, inexact }: Sample, scale: Float64Array): number {
  if (inexact === null) return Number.EPSILON;
  const sizes = Array.from(scale, (size, j) => {
    const column = Float64Array.from({ length: samples }, (_, i) => inexact.errors[i * dimension + j]!);
    return norm2(column.map((error, i) => Math.sqrt(weights[i]!) * error)) / size;
  });
  return Math.max(Number.EPSILON, ...sizes);
}

/** Of the inputs as they are meant; of the floats where no more is known. */
const trueRank = (sample: Sample): number =>
  sample.inexact?.rank([...sample.weights.keys()]) ?? exactRank(inputColumns(sample));

const inputColumns = ({ samples, dimension, x }: Sample): Float64Array[] =>
  Array.from({ length: dimension }, (_, j) => Float64Array.from({ length: samples }, (__, i) => x[i * dimension + j]!));

/** The t with A t = Q z that is zero off the pivots: back substitution with R. */
function basicSolution({ r, pivots }: GramSchmidt, columns: number, z: Float64Array): Float64Array {
  const t = new Float64Array(columns);
  for (let k = pivots.length - 1; k >= 0; k--) {
    // the entries of t that are already known are those of the later pivots
    t[pivots[k]!] = (z[k]! - dot(r[k]!, t)) / r[k]![pivots[k]!]!;
  }
  return t;
}

function projected(t: Float64Array, basis: readonly Float64Array[]): Float64Array {
  const result = new Float64Array(t.length);
  for (const unit of basis) axpy(dot(unit, t), unit, result);
  return result;
}

export function whiten(sample: Sample): Whitening {
  const { samples, dimension, x, weights } = sample;
  const scale = columnScales(sample);
  const root = weights.map(Math.sqrt);
  // A = diag(sqrt w) X diag(1/scale) = Q R
  const columns = Array.from({ length: dimension }, (_, j) =>
    root.map((weight, i) => (weight * x[i * dimension + j]!) / scale[j]!),
  );
  const factors = gramSchmidt(columns, 4 * Math.max(samples, dimension) * relativeError(sample, scale));
  const rank = factors.pivots.length;
  // Full rank of the samples leaves nothing to add.
  const doubtful = rank < Math.min(samples, dimension) && trueRank(sample) > rank;
  const q = Float64Array.from({ length: samples * rank }, (_, at) => {
    const i = Math.floor(at / rank);
    return factors.q[at % rank]![i]! / root[i]!;
  });
  // Where many t give the same predictions, the shortest is the one in the span of the inputs.
  const inputs = factors.r.map((row) => row.map((entry, j) => entry * scale[j]!));
  const span = rank < dimension ? gramSchmidt(inputs, 0).q : null;
  const predictor = (z: Float64Array): Float64Array => {
    const t = basicSolution(factors, dimension, z).map((entry, j) => entry / scale[j]!);
    return span === null ? t : projected(t, span);
  };
  return { rank, doubtful, q, scale, predictor };
}

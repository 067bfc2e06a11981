/**
 * Coordinates in which the inputs have E[q q^T] = I: x_i.t = q_i.z, where z runs over R^rank.
 * Every linear predictor on the sample is some z, so minimising over z is well conditioned however the inputs are scaled.
 */
import { axpy, dot, norm2 } from "../../numerics/dense.ts";
import { singularVectors } from "./one-sided-jacobi.ts";
import { EPSILON } from "./weighted-mean.ts";

/** A sample with positive weights (of any sum) and one output. */
export interface Sample {
  readonly samples: number;
  readonly dimension: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly weights: Float64Array;
}

export interface Whitening {
  readonly rank: number;
  /** Row-major, samples x rank. */
  readonly q: Float64Array;
  /** A power of two near the root mean square of each input column; 1 for a zero column. */
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
    return size === 0 ? 1 : 2 ** Math.round(Math.log2(size));
  });
}

/** Orthonormal basis of the span: Gram-Schmidt, twice for orthogonality. Vectors that add nothing are left out. */
export function orthonormalBasis(vectors: readonly Float64Array[], tolerance: number): Float64Array[] {
  const basis: Float64Array[] = [];
  for (const vector of vectors) {
    const length = norm2(vector);
    if (length === 0) continue;
    const rest = vector.map((entry) => entry / length);
    for (const _ of [1, 2]) for (const unit of basis) axpy(-dot(unit, rest), unit, rest);
    const left = norm2(rest);
    if (left > tolerance) basis.push(rest.map((entry) => entry / left));
  }
  return basis;
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
  const entry = (i: number, j: number): number => (root[i]! * x[i * dimension + j]!) / scale[j]!;
  // A = diag(sqrt w) X diag(1/scale) = L S R^T; the rotations run over the shorter side.
  const tall = dimension <= samples;
  const columns = Array.from({ length: tall ? dimension : samples }, (_, k) =>
    Float64Array.from({ length: tall ? samples : dimension }, (_, l) => (tall ? entry(l, k) : entry(k, l))),
  );
  const { values, left, right } = singularVectors(columns);
  const [sampleSide, inputSide] = tall ? [left, right] : [right, left];
  const cutoff = 4 * Math.max(samples, dimension) * EPSILON * (values[0] ?? 0);
  const rank = values.filter((value) => value > cutoff).length;
  const q = Float64Array.from({ length: samples * rank }, (_, at) => {
    const i = Math.floor(at / rank);
    return sampleSide[at % rank]![i]! / root[i]!;
  });
  const kept = inputSide.slice(0, rank);
  // Row space of X, needed where many t give the same predictions.
  const rowSpace =
    rank < dimension
      ? orthonormalBasis(
          kept.map((r) => r.map((s, j) => s * scale[j]!)),
          0,
        )
      : null;
  const predictor = (z: Float64Array): Float64Array => {
    const t = new Float64Array(dimension);
    for (const [k, vector] of kept.entries()) axpy(z[k]! / values[k]!, vector, t);
    const unscaled = t.map((s, j) => s / scale[j]!);
    return rowSpace === null ? unscaled : projected(unscaled, rowSpace);
  };
  return { rank, q, scale, predictor };
}

/**
 * What the squared risk of a linear network depends on: M = E[y x^T] E[x x^T]^{-1/2} with its singular triples, and the set of triples
 * that a critical point keeps. Needs E[x x^T] of full rank and simple nonzero singular values; relative gaps below 1e-6 are refused.
 */
import type { Data } from "../../models/data.ts";
import { norm2 } from "../../numerics/dense.ts";
import { svd } from "../../numerics/svd.ts";
import { symmetricEigen } from "../../numerics/symmetric-eigen.ts";

export interface LinearTask {
  readonly inputs: number;
  readonly outputs: number;
  /** s_1 > ... > s_k > 0, k = min(outputs, inputs). */
  readonly values: Float64Array;
  /** Unit singular vectors, k rows each. */
  readonly left: Float64Array;
  readonly right: Float64Array;
  /** M, outputs x inputs. */
  readonly matrix: Float64Array;
  /** E[x x^T]^{1/2} and its inverse, symmetric. */
  readonly root: Float64Array;
  readonly inverseRoot: Float64Array;
}

export type LinearTaskOutcome =
  | { readonly ok: true; readonly task: LinearTask }
  | { readonly ok: false; readonly reason: string };

const clear = 1e-6;

export function linearTask(data: Data): LinearTaskOutcome {
  const { dimension: d, outputs } = data;
  const roots = rootsOf(data);
  if (!roots) return { ok: false, reason: "the inputs' second moments are singular" };
  const { root, inverseRoot } = roots;
  const label = (i: number, k: number): number => data.y[i * outputs + k]!;
  const matrix = whitenedMoment(data, inverseRoot, label);
  const factors = svd(matrix, outputs, d);
  const { values } = factors;
  if (values.at(-1)! <= clear * values[0]!) return { ok: false, reason: "the labels' moment M has no full rank" };
  if (values.some((value, i) => i > 0 && values[i - 1]! - value <= clear * values[0]!))
    return { ok: false, reason: "two singular values of the labels' moment M agree" };
  const right = factors.right.slice(0, values.length * d);
  // u_i = M v_i / s_i
  const left = Float64Array.from({ length: values.length * outputs }, (_, at) => {
    const [i, k] = [Math.floor(at / outputs), at % outputs];
    return dotAt(matrix, k * d, right, i * d, d) / values[i]!;
  });
  return { ok: true, task: { inputs: d, outputs, values, left, right, matrix, root, inverseRoot } };
}

/** E[x x^T]^{+-1/2} = Q diag(lambda^{+-1/2}) Q^T; null where singular. */
function rootsOf({
  samples,
  dimension: d,
  x,
  weights,
}: Data): { readonly root: Float64Array; readonly inverseRoot: Float64Array } | null {
  const moments = new Float64Array(d * d);
  for (let i = 0; i < samples; i++)
    for (let a = 0; a < d; a++)
      for (let b = 0; b < d; b++) moments[a * d + b]! += weights[i]! * x[i * d + a]! * x[i * d + b]!;
  const { values, vector } = symmetricEigen(moments, d);
  if (!(values[0]! > clear ** 2 * values[d - 1]!)) return null;
  const [root, inverseRoot] = [new Float64Array(d * d), new Float64Array(d * d)];
  values.forEach((value, k) => {
    const q = vector(k);
    for (let a = 0; a < d; a++)
      for (let b = 0; b < d; b++) {
        root[a * d + b]! += q[a]! * q[b]! * Math.sqrt(value);
        inverseRoot[a * d + b]! += (q[a]! * q[b]!) / Math.sqrt(value);
      }
  });
  return { root, inverseRoot };
}

/** E[v x^T], outputs x d, for values v_k(x_i). */
function rawMoment(
  { samples, dimension: d, outputs, x, weights }: Data,
  value: (i: number, k: number) => number,
): Float64Array {
  const raw = new Float64Array(outputs * d);
  for (let i = 0; i < samples; i++)
    for (let k = 0; k < outputs; k++)
      for (let j = 0; j < d; j++) raw[k * d + j]! += weights[i]! * value(i, k) * x[i * d + j]!;
  return raw;
}

/** E[v x^T] E[x x^T]^{-1/2} */
function whitenedMoment(data: Data, inverseRoot: Float64Array, value: (i: number, k: number) => number): Float64Array {
  const d = data.dimension;
  const raw = rawMoment(data, value);
  return Float64Array.from(raw, (_, at) => {
    const [k, j] = [Math.floor(at / d), at % d];
    return dotAt(raw, k * d, inverseRoot, j * d, d);
  });
}

export type KeptSet =
  | { readonly ok: true; readonly kept: readonly number[] }
  | { readonly ok: false; readonly reason: string };

/** Predictions (outputs x samples) of a linear map W: W E[x x^T]^{1/2} = sum over S of s_i u_i v_i^T, or it is no critical point. */
export function keptSet(task: LinearTask, data: Data, predictions: Float64Array): KeptSet {
  const { values, left, right, inputs, outputs } = task;
  const image = whitenedMoment(data, task.inverseRoot, (i, k) => predictions[k * data.samples + i]!);
  // u_i^T W v_i / s_i is 1 on S and 0 beside it
  const shares = Array.from(values, (value, i) => {
    let sum = 0;
    for (let k = 0; k < outputs; k++)
      sum += left[i * outputs + k]! * dotAt(image, k * inputs, right, i * inputs, inputs);
    return sum / value;
  });
  const kept = [...values.keys()].filter((i) => shares[i]! > 0.5);
  const rest = image.slice();
  for (const i of kept)
    for (let k = 0; k < outputs; k++)
      for (let j = 0; j < inputs; j++)
        rest[k * inputs + j]! -= values[i]! * left[i * outputs + k]! * right[i * inputs + j]!;
  if (norm2(rest) > clear * values[0]!)
    return { ok: false, reason: "the linear map is no projection of M onto some of its singular vectors" };
  return { ok: true, kept };
}

function dotAt(a: Float64Array, aFrom: number, b: Float64Array, bFrom: number, count: number): number {
  let sum = 0;
  for (let j = 0; j < count; j++) sum += a[aFrom + j]! * b[bFrom + j]!;
  return sum;
}

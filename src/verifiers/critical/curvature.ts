/**
 * The spectrum of the Hessian at a point and the sign of its smallest eigenvalue as a three-valued fact.
 * docs/decisions/0002-exact-zero-eigenvalues.md. Dense: meant for P up to `denseLimit`.
 */
import type { Evaluator } from "../../models/evaluator.ts";
import { matmul, norm2 } from "../../numerics/dense.ts";
import { singularValues } from "../../numerics/svd.ts";
import { type SymmetricEigen, symmetricEigen } from "../../numerics/symmetric-eigen.ts";
import { liesOnCriticalManifold } from "./critical-manifold.ts";
import { uncertainty } from "./curvature-error.ts";
import { exactInertia } from "./exact-inertia.ts";
import { type FlatKind, flatDirections } from "./flat-directions.ts";
import { gradientVanishes } from "./vanishing-gradient.ts";

/** Above this many parameters a dense eigendecomposition takes minutes. */
export const denseLimit = 2000;

export interface Curvature {
  readonly eigen: SymmetricEigen;
  readonly sign: "negative" | "non-negative" | "undecided";
  readonly lambdaMin: number;
  readonly lambdaMax: number;
  /** Error of every eigenvalue: rounding, plus what the Hessian changes on the way to the true critical point (Weyl). */
  readonly band: number;
  /** The same for lambda_min alone, along its own eigenvector. */
  readonly lambdaMinError: number;
  /** Number of eigenvalues below -band, or the smallest one alone below its own error. */
  readonly index: number;
  /** Number of the others within the band. */
  readonly nullity: number;
  /** How many of them are known to be 0: flat directions, or exact arithmetic. Computed when asked for. */
  readonly explained: () => number;
  /** The same with flat directions that exist at this point alone: no proof, but enough to tell two points apart. */
  readonly flat: () => number;
}

/**
 * `drift`: the Newton step to the nearest critical point along resolved directions (trainable coordinates), null where the point is
 * taken as it is; `known`: the decomposition of the Hessian at theta, where there is one. null where the Hessian is not finite.
 */
export function curvatureAt(
  evaluator: Evaluator,
  theta: Float64Array,
  drift: Float64Array | null,
  known?: SymmetricEigen,
): Curvature | null {
  const size = evaluator.free;
  const hessian = once(() => {
    const entries = new Float64Array(size * size);
    evaluator.hessian(theta, entries);
    return entries;
  });
  if (!known && !hessian().every(Number.isFinite)) return null;
  const eigen = known ?? symmetricEigen(hessian(), size);
  const { all: band, lowest } = uncertainty(evaluator, theta, eigen, drift);
  const lambdaMin = eigen.values[0] ?? 0;
  // the smallest one has an error bar of its own
  const negative = eigen.values.filter((value, k) => value < -band || (k === 0 && value < -lowest));
  const index = negative.length;
  const nullity = eigen.values.subarray(index).filter((value) => Math.abs(value) <= band).length;
  const explained = once(() =>
    nullity === 0 ? 0 : Math.min(nullity, knownZeros(evaluator, theta, drift, hessian(), eigen, band, nullity, index)),
  );
  return {
    eigen,
    sign: signOf(lambdaMin, lowest, index, nullity, explained),
    lambdaMin,
    lambdaMax: eigen.values[size - 1] ?? 0,
    band,
    lambdaMinError: lowest,
    index,
    nullity,
    explained,
    flat: () => (nullity === 0 ? 0 : Math.max(explained(), confirmedFlats(evaluator, theta, hessian(), band, "flat"))),
  };
}

function signOf(
  lambdaMin: number,
  error: number,
  index: number,
  nullity: number,
  explained: () => number,
): Curvature["sign"] {
  if (lambdaMin < -error) return "negative";
  return index === 0 && nullity <= explained() ? "non-negative" : "undecided";
}

/**
 * Eigenvalues in the band that are exactly 0: by the predicted flat directions or, where these are too few, by a manifold of critical
 * points or in exact arithmetic. Where the gradient does not vanish, a flat direction t has H t = -(its curvature) . gradient, and a
 * negative eigenvalue may hide in the band: only exact arithmetic is left.
 */
function knownZeros(
  evaluator: Evaluator,
  theta: Float64Array,
  drift: Float64Array | null,
  hessian: Float64Array,
  eigen: SymmetricEigen,
  band: number,
  nullity: number,
  index: number,
): number {
  if (!drift && !gradientVanishes(evaluator, theta)) return exactInertia(evaluator.problem, theta)?.zero ?? 0;
  // beside negative eigenvalues the zeros are only counted; alone they decide the sign, and must follow from more than this one point
  const predicted = confirmedFlats(evaluator, theta, hessian, band, index > 0 ? "flat" : "null");
  if (predicted >= nullity) return predicted;
  // the exact matrix belongs to theta itself: it says nothing about a critical point some way off
  const exactly = drift?.some((entry) => entry !== 0) ? null : exactInertia(evaluator.problem, theta);
  if (exactly?.critical) return Math.max(predicted, exactly.zero);
  if (liesOnCriticalManifold(evaluator, theta, eigen, (value) => Math.abs(value) <= band)) return nullity;
  return Math.max(predicted, exactly?.zero ?? 0);
}

/** How many dimensions of the predicted flat directions the Hessian confirms: singular values of H on them within ten bands. */
function confirmedFlats(
  evaluator: Evaluator,
  theta: Float64Array,
  hessian: Float64Array,
  band: number,
  kind: FlatKind,
): number {
  const { basis, dimension } = flatDirections(evaluator, theta, kind);
  const size = evaluator.free;
  const images = matmul(basis, hessian, dimension, size, size);
  const norms = Array.from({ length: dimension }, (_, k) => norm2(images.subarray(k * size, (k + 1) * size)));
  if (norms.every((value) => value <= 10 * band)) return dimension;
  return singularValues(images, dimension, size).filter((value) => value <= 10 * band).length;
}

/** Computes at most once. */
function once<T>(compute: () => T): () => T {
  let memo: { readonly value: T } | null = null;
  return () => {
    memo ??= { value: compute() };
    return memo.value;
  };
}

/** v^T H(theta) v by one Hessian-vector product. */
export function rayleigh(evaluator: Evaluator, theta: Float64Array, v: Float64Array): number {
  const product = new Float64Array(v.length);
  evaluator.hessianVector(theta, v, product);
  let sum = 0;
  for (let k = 0; k < v.length; k++) sum += v[k]! * product[k]!;
  return sum;
}

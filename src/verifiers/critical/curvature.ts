/**
 * The spectrum of the Hessian at a point and the sign of its smallest eigenvalue as a three-valued fact.
 * CONTRACT "lambda_min"; notes b4. Dense: meant for P up to `denseLimit`.
 */
import type { Evaluator } from "../../models/evaluator.ts";
import { type SymmetricEigen, symmetricEigen } from "../../numerics/symmetric-eigen.ts";
import { uncertainty } from "./curvature-error.ts";
import { exactSemidefiniteRank } from "./exact-inertia.ts";
import { flatDirections } from "./flat-directions.ts";

/** Above this many parameters a dense eigendecomposition takes minutes. */
export const denseLimit = 1500;

export interface Curvature {
  readonly eigen: SymmetricEigen;
  readonly sign: "negative" | "non-negative" | "undecided";
  readonly lambdaMin: number;
  readonly lambdaMax: number;
  /** Error of every eigenvalue: rounding, plus what the Hessian changes on the way to the true critical point (Weyl). */
  readonly band: number;
  /** The same for lambda_min alone, along its own eigenvector. */
  readonly lambdaMinError: number;
  /** Number of eigenvalues below -band. */
  readonly index: number;
  /** Number of eigenvalues within the band, and how many of them are known to be 0: flat directions, or exact arithmetic. */
  readonly nullity: number;
  readonly predictedNullity: number;
}

/**
 * `drift`: the Newton step to the nearest critical point along resolved directions (trainable coordinates), null where the point is
 * taken as it is. null where the Hessian is not finite.
 */
export function curvatureAt(evaluator: Evaluator, theta: Float64Array, drift: Float64Array | null): Curvature | null {
  const size = evaluator.free;
  const hessian = new Float64Array(size * size);
  evaluator.hessian(theta, hessian);
  if (!hessian.every(Number.isFinite)) return null;
  const eigen = symmetricEigen(hessian, size);
  const { all: band, lowest } = uncertainty(evaluator, theta, eigen, drift);
  const lambdaMin = eigen.values[0] ?? 0;
  const nullity = eigen.values.filter((value) => Math.abs(value) <= band).length;
  const index = eigen.values.filter((value) => value < -band).length;
  const predictedNullity = nullity > 0 && index === 0 ? explained(evaluator, theta, drift, hessian, band, nullity) : 0;
  return {
    eigen,
    sign: signOf(lambdaMin, lowest, index, nullity, predictedNullity),
    lambdaMin,
    lambdaMax: eigen.values[size - 1] ?? 0,
    band,
    lambdaMinError: lowest,
    index,
    nullity,
    predictedNullity,
  };
}

function signOf(
  lambdaMin: number,
  error: number,
  index: number,
  nullity: number,
  predicted: number,
): Curvature["sign"] {
  if (lambdaMin < -error) return "negative";
  return index === 0 && nullity <= predicted ? "non-negative" : "undecided";
}

/** Eigenvalues in the band that are exactly 0: by the predicted flat directions or, where these are too few, in exact arithmetic. */
function explained(
  evaluator: Evaluator,
  theta: Float64Array,
  drift: Float64Array | null,
  hessian: Float64Array,
  band: number,
  nullity: number,
): number {
  const predicted = confirmedFlats(evaluator, theta, hessian, band);
  // the exact matrix belongs to theta itself: it says nothing about a critical point some way off
  if (predicted >= nullity || drift?.some((entry) => entry !== 0)) return predicted;
  const rank = exactSemidefiniteRank(evaluator.problem, theta);
  return rank === null ? predicted : Math.max(predicted, evaluator.free - rank);
}

/** How many predicted flat directions t the Hessian confirms: ||H t|| within ten bands. */
function confirmedFlats(evaluator: Evaluator, theta: Float64Array, hessian: Float64Array, band: number): number {
  const { basis, dimension } = flatDirections(evaluator, theta);
  const size = evaluator.free;
  let confirmed = 0;
  for (let k = 0; k < dimension; k++) if (imageNorm(hessian, size, basis, k * size) <= 10 * band) confirmed++;
  return confirmed;
}

function imageNorm(matrix: Float64Array, size: number, vectors: Float64Array, offset: number): number {
  let sum = 0;
  for (let r = 0; r < size; r++) {
    let entry = 0;
    for (let c = 0; c < size; c++) entry += matrix[r * size + c]! * vectors[offset + c]!;
    sum += entry * entry;
  }
  return Math.sqrt(sum);
}

/** v^T H(theta) v by one Hessian-vector product. */
export function rayleigh(evaluator: Evaluator, theta: Float64Array, v: Float64Array): number {
  const product = new Float64Array(v.length);
  evaluator.hessianVector(theta, v, product);
  let sum = 0;
  for (let k = 0; k < v.length; k++) sum += v[k]! * product[k]!;
  return sum;
}

/**
 * How far the computed Hessian eigenvalues may be from those at the critical point that theta stands for (Weyl: by the norm of the change
 * of the matrix): rounding of the decomposition, rounding of theta and what follows from it, and the way to the critical point.
 * Changes of the Hessian are measured by products with random vectors: |D|_F^2 = E |D v|^2 for standard normal v.
 */
import type { Evaluator } from "../../models/evaluator.ts";
import { norm2 } from "../../numerics/dense.ts";
import { stream } from "../../numerics/random.ts";
import { EPS } from "../../numerics/rounding.ts";
import type { SymmetricEigen } from "../../numerics/symmetric-eigen.ts";
import { moved } from "./levenberg-marquardt.ts";

export interface Uncertainty {
  /** Of every eigenvalue. */
  readonly all: number;
  /** Of the smallest one, along its own eigenvector. */
  readonly lowest: number;
}

/** Four times the observed change: at a k-fold root of the gradient, Newton goes 1/k of the way, which takes less than 2/3 off the Hessian. */
const safety = 4;
const probes = 6;
/** Change of every parameter, in roundings of its own size or the root mean square of all, whichever is larger. */
const roundings = 4;

export function uncertainty(
  evaluator: Evaluator,
  theta: Float64Array,
  eigen: SymmetricEigen,
  drift: Float64Array | null,
): Uncertainty {
  const random = stream(0, "curvature-error");
  const size = evaluator.free;
  const vectors = Array.from({ length: probes }, () => random.normals(size));
  vectors.push(eigen.n > 0 ? eigen.vector(0) : new Float64Array(0));
  const here = products(evaluator, theta, vectors);
  const rounding = 10 * size * EPS * norm2(eigen.values);
  const neighbour = roundingNeighbour(evaluator, theta, "curvature-error/neighbour");
  const noise = hessianChange(evaluator, neighbour, vectors, here);
  const floor = { all: rounding + safety * noise.all, lowest: rounding + safety * noise.lowest };
  if (!drift) return floor;
  const step = fullStep(evaluator, theta, eigen, drift, floor.all);
  if (step.every((entry) => entry === 0)) return floor;
  const change = hessianChange(evaluator, moved(evaluator, theta, step), vectors, here);
  return { all: floor.all + safety * change.all, lowest: floor.lowest + safety * change.lowest };
}

/** theta moved by a few of its roundings. */
export function roundingNeighbour(evaluator: Evaluator, theta: Float64Array, label: string): Float64Array {
  const nudge = stream(0, label).normals(evaluator.free);
  const typical = norm2(theta) / Math.sqrt(Math.max(1, theta.length));
  const { free } = evaluator.problem.program;
  const disturbed = nudge.map((z, k) => roundings * EPS * z * Math.max(typical, Math.abs(theta[free[k]!]!)));
  return moved(evaluator, theta, disturbed);
}

/** H(theta) v for every v, one after the other: an engine keeps what it knows of the point between them. */
function products(
  evaluator: Evaluator,
  theta: Float64Array,
  vectors: readonly Float64Array[],
): readonly Float64Array[] {
  return vectors.map((v) => {
    const product = new Float64Array(v.length);
    evaluator.hessianVector(theta, v, product);
    return product;
  });
}

/** |H(other) - H(theta)|_F from all vectors but the last, and |(H(other) - H(theta)) v_0| from that one. */
function hessianChange(
  evaluator: Evaluator,
  other: Float64Array,
  vectors: readonly Float64Array[],
  here: readonly Float64Array[],
): Uncertainty {
  const changes = products(evaluator, other, vectors).map((there, r) =>
    norm2(there.map((entry, k) => entry - here[r]![k]!)),
  );
  const squares = changes.slice(0, -1).reduce((sum, change) => sum + change ** 2, 0);
  return { all: Math.sqrt(squares / (changes.length - 1)), lowest: changes.at(-1)! };
}

/** The Newton step on every direction whose eigenvalue stands out of the floor: near degenerate points the small ones carry the way. */
function fullStep(
  evaluator: Evaluator,
  theta: Float64Array,
  eigen: SymmetricEigen,
  drift: Float64Array,
  floor: number,
): Float64Array {
  const gradient = new Float64Array(evaluator.free);
  evaluator.gradient(theta, gradient);
  const resolved = eigen.toEigenbasis(drift);
  const coefficients = eigen.toEigenbasis(gradient);
  return eigen.fromEigenbasis(
    coefficients.map((c, k) => {
      const w = eigen.values[k]!;
      // the given step already covers what it moves along
      if (Math.abs(w) <= floor || Math.abs(resolved[k]!) >= Math.abs(c / w) / 2) return resolved[k]!;
      return -c / w;
    }),
  );
}

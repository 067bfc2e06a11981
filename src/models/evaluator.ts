/** What every engine offers: the risk of one problem and its exact first and second derivatives, in float64. */
import type { Data } from "./data.ts";
import type { Loss } from "./loss.ts";
import type { Program } from "./program.ts";

/** A risk R(theta) = sum_i weight_i sum_k l(f_k(x_i); y_ik). */
export interface Problem {
  readonly program: Program;
  readonly loss: Loss;
  readonly data: Data;
}

/** The forward pass at a point. Matrices are rows x samples, sample index fastest. */
export interface Forward {
  /** Value of every node. */
  readonly nodes: readonly Float64Array[];
  /** Predictions, outputs x samples (the output node). */
  readonly predictions: Float64Array;
  /** l'(f; y) and l''(f; y), outputs x samples, without weights. */
  readonly slopes: Float64Array;
  readonly curvatures: Float64Array;
  readonly risk: number;
}

/**
 * Parameter vectors have `program.size` entries (fixed ones included); gradients, directions and Hessians
 * refer to the P = program.free.length trainable coordinates. Results are written into the caller's array.
 * Cost with n samples: risk 2Pn flops, gradient 6Pn, Hessian-vector product 12Pn, Hessian P^2 n + O(P n Z),
 * Z the number of affine outputs.
 */
/** The problem is read when the evaluator is made: an engine may keep copies, and does not see its arrays change. */
export interface Evaluator {
  readonly engine: string;
  readonly problem: Problem;
  /** Number of trainable parameters P. */
  readonly free: number;
  /** The returned arrays are reused by the next call on this evaluator. */
  readonly forward: (theta: Float64Array) => Forward;
  readonly risk: (theta: Float64Array) => number;
  /** Writes the gradient and returns the risk. */
  readonly gradient: (theta: Float64Array, gradient: Float64Array) => number;
  /** Writes H v; v and the result have P entries. */
  readonly hessianVector: (theta: Float64Array, v: Float64Array, product: Float64Array) => void;
  /** Writes H v for `count` directions of P entries each, side by side; they share one forward and one reverse pass where the engine keeps them. */
  readonly hessianVectors: (
    theta: Float64Array,
    directions: Float64Array,
    count: number,
    products: Float64Array,
  ) => void;
  /** Writes the symmetric P x P Hessian, both triangles. */
  readonly hessian: (theta: Float64Array, hessian: Float64Array) => void;
  /** Writes d f_k(x_i) / d theta, (outputs * samples) x P, row k * samples + i. */
  readonly jacobian: (theta: Float64Array, jacobian: Float64Array) => void;
  /** First-order running bound on the rounding error of each prediction, outputs x samples. */
  readonly predictionErrors: (theta: Float64Array) => Float64Array;
}

/**
 * An architecture at a fixed depth, dimension and width, compiled to a straight-line program on batches.
 *
 * A node is a matrix of `rows` x samples; node 0 is the input x. Operations are in topological order.
 * All parameters live in one vector; two parameter blocks may share an offset (tied weights).
 */
import type { Activation } from "./activation.ts";

export interface ParameterBlock {
  /** Name in the point file, nesting written with slashes: "w", "U/0", "inner/1/0". */
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  /** Shape in the point file: a vector (b, w) or a matrix (U, V, W). */
  readonly shape: "vector" | "matrix" | "scalar";
  readonly offset: number;
  readonly trainable: boolean;
}

export type Operation =
  /** output = W input (+ bias): W is blocks[weight], the bias blocks[bias], -1 for none. */
  | {
      readonly kind: "affine";
      readonly input: number;
      readonly output: number;
      readonly weight: number;
      readonly bias: number;
    }
  | { readonly kind: "activation"; readonly input: number; readonly output: number; readonly activation: Activation }
  | { readonly kind: "add"; readonly left: number; readonly right: number; readonly output: number };

/** What the theorems of docs/theory.md speak about: h_l = h_{l-1} + V_l phi_l, f = w.h_L. */
export interface ResidualStructure {
  /** Nodes of h_0 = x, h_1, ..., h_L. */
  readonly representations: readonly number[];
  /** Nodes of phi_1, ..., phi_L. */
  readonly features: readonly number[];
  /** Parameter blocks of U_l, V_l (l = 1..L, so position l - 1) and of w. */
  readonly inner: readonly number[];
  readonly outer: readonly number[];
  readonly readout: number;
  /** Lipschitz constant of the inner net after U_l, given the parameters; null when an activation has none. */
  readonly innerBlocks: readonly (readonly number[])[];
  readonly activations: readonly Activation[];
  /** Whether phi_l(0) = 0 by construction (no bias, activation zero at zero). */
  readonly zeroAtZero: boolean;
}

export interface Program {
  readonly blocks: readonly ParameterBlock[];
  /** Number of parameters, fixed ones included. */
  readonly size: number;
  /** Positions of the trainable parameters, ascending. */
  readonly free: Int32Array;
  /** Rows of each node. */
  readonly rows: readonly number[];
  readonly operations: readonly Operation[];
  /** The node of the prediction. */
  readonly output: number;
  readonly depth: number;
  readonly dimension: number;
  /** Units of the first layer of a block (hidden width elsewhere). */
  readonly width: number;
  readonly residual: ResidualStructure | null;
}

/** A network on the tape: h_0 = x, h_l = h_{l-1} + V_l phi_l, f = w . h_L + c (residual), or a plain stack of layers (chain). */
import type { ReplayActivation } from "./activations.ts";
import type { ReplayLoss } from "./losses.ts";
import type { Node, Tape } from "./tape.ts";

export type Matrix = readonly (readonly Node[])[];

/** One layer of an inner net (or of a fully connected net): sigma(matrix . input + bias). */
export interface Layer {
  readonly matrix: Matrix;
  /** One node per unit; empty without biases. */
  readonly bias: readonly Node[];
  readonly activation: ReplayActivation;
}

export interface Block {
  /** The inner net; empty where the features are the block's input itself (linear-residual). */
  readonly layers: readonly Layer[];
  readonly outer: Matrix;
  /** Name of V_l up to tying: blocks that share V_l share this. */
  readonly outerKey: string;
}

export type Network =
  | {
      readonly kind: "residual";
      readonly blocks: readonly Block[];
      readonly readout: Matrix | null;
      readonly shift: readonly Node[];
    }
  | { readonly kind: "chain"; readonly layers: readonly Layer[] };

/** One unit's pre-activation at one sample. */
export interface Unit {
  readonly input: readonly Node[];
  readonly sum: Node;
}

export interface Sample {
  readonly weight: number;
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** h_0 .. h_L (residual) or the layer outputs (chain). */
  readonly states: readonly (readonly Node[])[];
  /** phi_1 .. phi_L; empty for chains. */
  readonly features: readonly (readonly Node[])[];
  /** units[l][k][j]: unit j of layer k of block l (chains: k = 0). */
  readonly units: readonly (readonly (readonly Unit[])[])[];
  readonly outputs: readonly Node[];
}

export interface Model {
  readonly tape: Tape;
  readonly network: Network;
  readonly loss: ReplayLoss;
  readonly samples: readonly Sample[];
  readonly risk: Node;
  /** All trainable parameters, each once. */
  readonly variables: readonly Node[];
}

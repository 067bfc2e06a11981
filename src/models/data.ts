/** A finite sample (x_i, y_i) with weights: the data distribution every expectation E[.] of this project is taken over. */

export interface Data {
  /** Number of samples n. */
  readonly samples: number;
  /** Input dimension d. */
  readonly dimension: number;
  /** Number of outputs per sample (1 except for vector-valued architectures). */
  readonly outputs: number;
  /** Inputs, samples x dimension, row i is x_i. */
  readonly x: Float64Array;
  /** Labels, samples x outputs. */
  readonly y: Float64Array;
  /** Non-negative weights that sum to 1, one per sample. */
  readonly weights: Float64Array;
}

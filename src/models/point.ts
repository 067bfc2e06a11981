/** The point file (`depthproof-point/1`): parameters together with the data, loss and architecture they belong to. */

/** A residual block as a spec or a point file writes it. */
export interface BlockSpec {
  readonly width?: number | string;
  readonly hidden?: readonly number[];
  readonly activation?: string;
  readonly bias?: boolean;
  readonly trainable?: boolean;
}

/** An architecture as a spec or a point file writes it; docs/spec-reference.md. `depth` and `dimension` come from the sweep or the point. */
export interface ArchitectureSpec {
  readonly kind: string;
  readonly block?: BlockSpec;
  readonly blocks?: readonly BlockSpec[];
  readonly "first-block"?: BlockSpec;
  readonly width?: number | string;
  readonly activation?: string;
  readonly bias?: boolean;
  readonly "readout-bias"?: boolean;
  /** Groups of parameter names that share one value, e.g. [["V/0", "V/1"]]. */
  readonly tie?: readonly (readonly string[])[];
}

export type Nested = number | readonly Nested[];

export interface PointFile {
  readonly format: "depthproof-point/1";
  readonly loss: string;
  readonly data: {
    readonly x: readonly (readonly number[])[];
    readonly y: readonly (number | readonly number[])[];
    readonly weights?: readonly number[];
  };
  readonly architecture: ArchitectureSpec & { readonly depth: number; readonly dimension: number };
  readonly parameters: Readonly<Record<string, Nested>>;
}

/** The plan: independent, deterministic units of work. */

export interface CellAxes {
  /** Name of the points set searched in this cell. */
  readonly points: string;
  /** null for given points, which bring their own. */
  readonly dataset: string | null;
  readonly architecture: string | null;
  readonly loss: string | null;
  readonly depth: number;
  readonly seed: number;
  readonly samples?: number;
  readonly dimension?: number;
  readonly width?: number;
  /** Given points: the point file, relative to the spec's folder. */
  readonly file?: string;
}

export interface Cell {
  /** First 16 hex digits of a hash over everything that determines the cell's measurements. */
  readonly id: string;
  /** Spec id. */
  readonly spec: string;
  readonly axes: CellAxes;
  /** Estimated floating-point operations; orders the work, longest first. */
  readonly cost: number;
}

export interface Plan {
  readonly cells: readonly Cell[];
  /** Hash over all cell ids. */
  readonly hash: string;
}

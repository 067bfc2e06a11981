/** An architecture family: turns its description and the axes into a Program. */
import type { ArchitectureSpec } from "./point.ts";
import type { Program } from "./program.ts";

export interface ProgramAxes {
  readonly depth: number;
  readonly dimension: number;
  /** Outputs per sample, from the data. */
  readonly outputs: number;
  /** The sweep's width axis, where there is one: replaces the width of every block. */
  readonly width: number | null;
}

export interface Architecture {
  readonly kind: string;
  readonly meaning: string;
  /** Throws on a description that no program fits (the spec reader has checked names and ranges before). */
  readonly compile: (spec: ArchitectureSpec, axes: ProgramAxes) => Program;
}

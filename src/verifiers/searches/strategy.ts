/** One way of proposing points for the critical-point search. */
import type { Evaluator, Problem } from "../../models/evaluator.ts";
import type { ArchitectureSpec } from "../../models/point.ts";
import type { Stream } from "../../numerics/random.ts";

export interface SearchContext {
  readonly spec: ArchitectureSpec;
  readonly evaluator: Evaluator;
  /** The engine, for problems a strategy builds itself (other labels, other depth). */
  readonly engine: (problem: Problem) => Evaluator;
}

export type Proposal =
  | {
      readonly ok: true;
      readonly theta: Float64Array;
      /** The problem the point belongs to: the cell's, or one with labels of the strategy's own choosing. */
      readonly evaluator: Evaluator;
      /** Critical by construction: judged as it stands. Otherwise Levenberg-Marquardt on the gradient map follows. */
      readonly exact: boolean;
    }
  | { readonly ok: false; readonly reason: string };

export interface Strategy {
  readonly name: string;
  readonly meaning: string;
  readonly propose: (context: SearchContext, random: Stream) => Proposal;
}

/** One way of proposing points for the critical-point search. */
import type { Evaluator, Problem } from "../../models/evaluator.ts";
import type { ArchitectureSpec } from "../../models/point.ts";
import type { Stream } from "../../numerics/random.ts";

/** The end of training from a start of its own, with the name of what trained; or why there is none. */
export type Trainer = (
  problem: Problem,
  random: Stream,
) =>
  | { readonly ok: true; readonly theta: Float64Array; readonly by: string }
  | { readonly ok: false; readonly reason: string };

export interface SearchContext {
  readonly spec: ArchitectureSpec;
  readonly evaluator: Evaluator;
  /** The engine, for problems a strategy builds itself (other labels, other depth). */
  readonly engine: (problem: Problem) => Evaluator;
  /** Instead of descending by L-BFGS. Its numbers are only a start: the polish decides what is found. */
  readonly train?: Trainer;
}

export type Proposal =
  | {
      readonly ok: true;
      readonly theta: Float64Array;
      /** The problem the point belongs to: the cell's, or one with labels of the strategy's own choosing. */
      readonly evaluator: Evaluator;
      /** Critical by construction: judged as it stands. Otherwise Levenberg-Marquardt on the gradient map follows. */
      readonly exact: boolean;
      /** What else than the strategy itself led here; goes into the origin of the point. */
      readonly by?: string;
    }
  | { readonly ok: false; readonly reason: string };

export interface Strategy {
  readonly name: string;
  readonly meaning: string;
  readonly propose: (context: SearchContext, random: Stream) => Proposal;
}

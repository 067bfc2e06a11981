/** What the axis and data quantities are measured from. */
import type { Data } from "../../models/data.ts";
import { bestLinearPredictor, type LinearPredictor } from "../../models/linear-predictor.ts";
import type { Loss } from "../../models/loss.ts";
import { norm2 } from "../../numerics/dense.ts";
import { predictorError } from "./predictor-error.ts";

export interface DataContext {
  readonly depth: number;
  readonly width: number;
  readonly data: Data;
  readonly loss: Loss;
  readonly linear: () => LinearPredictor;
  /** A bound on ||t - t*|| where the predictor t is attained; null where floats cannot give one. */
  readonly linearError: () => number | null;
  /** Euclidean norms of the inputs. */
  readonly inputNorms: () => Float64Array;
}

/** Computes at most once. */
export function once<T>(compute: () => T): () => T {
  let memo: { readonly value: T } | null = null;
  return () => {
    memo ??= { value: compute() };
    return memo.value;
  };
}

export function dataContext(data: Data, loss: Loss, depth: number, width: number): DataContext {
  const linear = once(() => bestLinearPredictor(data, loss));
  return {
    depth,
    width,
    data,
    loss,
    linear,
    linearError: once(() => {
      const predictor = linear();
      return predictor.kind === "attained" ? predictorError(data, loss, predictor) : null;
    }),
    inputNorms: once(() =>
      Float64Array.from({ length: data.samples }, (_, i) =>
        norm2(data.x.subarray(i * data.dimension, (i + 1) * data.dimension)),
      ),
    ),
  };
}

/** What is measured at a point of a cell. */
import type { Data } from "../models/data.ts";
import type { Evaluator, Problem } from "../models/evaluator.ts";
import { measurePoint } from "../verifiers/measure.ts";
import type { Measurements } from "../verifiers/measurement.ts";
import { type DataContext, dataContext } from "../verifiers/quantities/data-context.ts";
import { pointContext } from "../verifiers/quantities/point-context.ts";
import type { CriticalPoint } from "../verifiers/searches/find-critical.ts";

/** Points of one cell mostly share their data: the best linear predictor is found once. */
const contexts = new WeakMap<Data, DataContext>();

function sharedContext({ data, loss, program }: Problem): DataContext {
  const known = contexts.get(data);
  if (known && known.loss === loss && known.depth === program.depth && known.width === program.width) return known;
  const context = dataContext(data, loss, program.depth, program.width);
  contexts.set(data, context);
  return context;
}

/** `drift` and `eigen`: of a critical point that a search found. */
export function quantitiesAt(
  evaluator: Evaluator,
  theta: Float64Array,
  drift: Float64Array | null,
  names: ReadonlySet<string>,
  eigen?: CriticalPoint["eigen"],
): Measurements {
  return measurePoint(pointContext(sharedContext(evaluator.problem), evaluator, theta, drift, eigen), names);
}

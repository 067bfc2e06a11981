/** A witness of the record as a point file: the cell's data and architecture with the stored parameters put in. */
import type { Data } from "../models/data.ts";
import type { PointFile } from "../models/point.ts";
import { writePoint } from "../models/point-file.ts";
import { cellProblem } from "./cell-problem.ts";
import { decodeFloats } from "./encoding.ts";
import type { Cell } from "./plan.types.ts";
import type { StoredPoint, WitnessRecord } from "./record.types.ts";
import type { Spec } from "./spec/types.ts";

export type WitnessPoint =
  | { readonly ok: true; readonly point: PointFile }
  | { readonly ok: false; readonly reason: string };

export function witnessPoint(spec: Spec, cell: Cell, witness: WitnessRecord): WitnessPoint {
  if (!witness.point) return { ok: false, reason: "the parameters of this witness were not stored" };
  const built = cellProblem(spec, cell);
  if (!built.ok) return built;
  const { problem, architecture } = built;
  const data = ownData(problem.data, witness.point);
  return { ok: true, point: writePoint({ ...problem, data }, architecture, decodeFloats(witness.point.parameters)) };
}

/** The cell's data with whatever the point chose for itself. */
function ownData(data: Data, stored: StoredPoint): Data {
  const x = stored.inputs === undefined ? data.x : decodeFloats(stored.inputs);
  const samples = x.length / data.dimension;
  return {
    ...data,
    samples,
    x,
    y: stored.labels === undefined ? data.y : decodeFloats(stored.labels),
    weights: stored.weights === undefined ? data.weights : decodeFloats(stored.weights),
  };
}

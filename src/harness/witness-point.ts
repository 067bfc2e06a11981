/** A witness of the record as a point file: the cell's data and architecture with the stored parameters put in. */
import type { Data } from "../models/data.ts";
import type { Problem } from "../models/evaluator.ts";
import type { PointFile } from "../models/point.ts";
import { writePoint } from "../models/point-file.ts";
import { stream } from "../numerics/random.ts";
import { axesOf } from "./axis-formula.ts";
import { cellProblem } from "./cell-problem.ts";
import { decodeFloats } from "./encoding.ts";
import { engineOf } from "./engine-of.ts";
import type { Cell } from "./plan.types.ts";
import type { StoredPoint, WitnessRecord } from "./record.types.ts";
import { regenerablePoints } from "./regenerable-points.ts";
import type { Spec } from "./spec/types.ts";
import { streamLabel } from "./stream-label.ts";

export type WitnessPoint =
  | { readonly ok: true; readonly point: PointFile }
  | { readonly ok: false; readonly reason: string };

export function witnessPoint(spec: Spec, cell: Cell, witness: WitnessRecord): WitnessPoint {
  const built = cellProblem(spec, cell);
  if (!built.ok) return built;
  const { problem, architecture } = built;
  if (!witness.point) {
    const theta = regenerated(spec, cell, witness.index, problem);
    return theta
      ? { ok: true, point: writePoint(problem, architecture, theta) }
      : { ok: false, reason: "the parameters of this witness were not stored" };
  }
  const data = ownData(problem.data, witness.point);
  return { ok: true, point: writePoint({ ...problem, data }, architecture, decodeFloats(witness.point.parameters)) };
}

/** Random and trajectory points come from the cell's stream: drawing again gives the same point. */
function regenerated(spec: Spec, cell: Cell, index: number, problem: Problem): Float64Array | null {
  const points = spec.points[cell.axes.points];
  if (points?.kind !== "random" && points?.kind !== "trajectory") return null;
  const random = stream(spec.seed, streamLabel(spec, cell));
  return regenerablePoints(engineOf(spec)(problem), random, points, axesOf(cell, problem), index)[0] ?? null;
}

/** The cell's data with whatever the point chose for itself. */
export function ownData(data: Data, stored: StoredPoint): Data {
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

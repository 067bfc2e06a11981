/** What a worker is asked to do, and doing it. Plain data in both directions, so that it can cross a process border. */
import type { Measurement, Measurements } from "../verifiers/measurement.ts";
import { replay } from "../verifiers/replay/replay.ts";
import { measureCell } from "./measure-cell.ts";
import type { Cell } from "./plan.types.ts";
import type { CellRecord, RecordLine, ReplayRecord } from "./record.types.ts";
import { replayClassCell } from "./replay-class.ts";
import type { PointsSpec, Spec } from "./spec/types.ts";
import { witnessPoint } from "./witness-point.ts";

export type Task =
  | { readonly kind: "measure"; readonly spec: Spec; readonly cell: Cell; readonly points: PointsSpec }
  | {
      readonly kind: "replay";
      readonly spec: Spec;
      readonly record: CellRecord;
      readonly witness: number;
      readonly claim: string;
      readonly names: readonly string[];
    };

export function perform(task: Task): RecordLine {
  switch (task.kind) {
    case "measure":
      return measureCell(task.spec, task.cell, task.points);
    case "replay":
      return replayWitness(task);
    default:
      return task satisfies never;
  }
}

/** The stored witness measured by the second route, from its point file alone. */
function replayWitness({ spec, record, witness, claim, names }: Extract<Task, { kind: "replay" }>): ReplayRecord {
  const line = {
    format: "depthproof-record/1",
    type: "replay",
    spec: spec.id,
    claim,
    cell: record.cell.id,
    witness,
  } as const;
  const stored = record.witnesses.find((candidate) => candidate.index === witness);
  if (!stored) return { ...line, quantities: null, message: "the record has no such witness" };
  try {
    const points = spec.points[record.cell.axes.points];
    if (points?.kind === "class") {
      const result = replayClassCell(spec, record.cell, points, names);
      return result.ok
        ? { ...line, quantities: storable(result.quantities), message: null }
        : { ...line, quantities: null, message: result.reason };
    }
    const point = witnessPoint(spec, record.cell, stored);
    if (!point.ok) return { ...line, quantities: null, message: point.reason };
    const quantities = storable(replay(point.point, names, { primary: stored.quantities }));
    return { ...line, quantities, message: null };
  } catch (error) {
    return { ...line, quantities: null, message: error instanceof Error ? error.message : String(error) };
  }
}

/** JSON has no infinity: a value without a finite error bar is none. */
function storable(quantities: Measurements): Measurements {
  const finite = (item: Measurement): Measurement =>
    item.value === null || Number.isFinite(item.value + item.error)
      ? item
      : { value: null, reason: "the error bar is not finite" };
  return Object.fromEntries(Object.entries(quantities).map(([name, item]) => [name, finite(item)]));
}

/** What `run` writes and `judge` reads: one line of JSON per cell, and one per replay. */
import type { Label } from "../verifiers/label.ts";
import type { Measurements } from "../verifiers/measurement.ts";
import type { Cell } from "./plan.types.ts";

/** A point in the record: enough, with the cell's data, to write a point file. */
export interface StoredPoint {
  /** All parameters, float64 little-endian, base64; order of the architecture's parameter list. */
  readonly parameters: string;
  /** Inputs (samples x dimension), labels and weights where the point chose its own data (planted labels, class signs), same encoding. */
  readonly inputs?: string;
  readonly labels?: string;
  readonly weights?: string;
}

export interface WitnessRecord {
  /** Position within the cell, from 0. */
  readonly index: number;
  /** The strategy that found it, e.g. "descent", "planted-labels", "lifted". */
  readonly origin: string;
  readonly quantities: Measurements;
  readonly point: StoredPoint | null;
}

export interface CellRecord {
  readonly format: "depthproof-record/1";
  readonly type: "cell";
  readonly cell: Cell;
  readonly engine: string;
  readonly status: "ok" | "timeout" | "oom" | "crash" | "nonfinite";
  /** Why, when the status is not ok. */
  readonly message: string | null;
  /** How often each label was given by the search (critical points only). */
  readonly labels: Readonly<Partial<Record<Label, number>>>;
  /** Per strategy: how many starts were made and how many distinct points were accepted. */
  readonly yields: Readonly<Record<string, { readonly attempted: number; readonly accepted: number }>>;
  readonly witnesses: readonly WitnessRecord[];
  readonly seconds: number;
}

/** A failing witness measured again by the second route. */
export interface ReplayRecord {
  readonly format: "depthproof-record/1";
  readonly type: "replay";
  /** Spec id and claim key. */
  readonly spec: string;
  readonly claim: string;
  readonly cell: string;
  readonly witness: number;
  /** The names the claim uses, by the second route; null when the replay itself failed. */
  readonly quantities: Measurements | null;
  readonly message: string | null;
}

export type RecordLine = CellRecord | ReplayRecord;

/** The output folder of a run: what each file holds, written whole and read back whole. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { PlanOptions } from "./plan.ts";
import type { Plan } from "./plan.types.ts";
import { checkedValue, readRecord, withCheck } from "./record.ts";
import type { RecordLine } from "./record.types.ts";
import type { RunInfo } from "./results.types.ts";
import type { ShardNumber } from "./shard.ts";
import type { Spec } from "./spec/types.ts";
import { writeWhole } from "./write-whole.ts";

/** What a run leaves beside its record, so that judging needs nothing else. */
export interface RunFile {
  readonly format: "depthproof-run/1";
  readonly run: RunInfo;
  /** Where the run was started: results show spec files relative to it, wherever they are judged. */
  readonly root: string;
  readonly options: PlanOptions;
  /** Of one shard: its cells, and the hash of the whole plan. */
  readonly plan: Plan;
  readonly shard?: ShardNumber | undefined;
  /** The specs as the run took them (profile applied). */
  readonly specs: readonly Spec[];
}

export interface StoredRun extends RunFile {
  readonly lines: readonly RecordLine[];
}

const runPath = (out: string): string => join(out, "record", "run.json");

export const writeRunFile = (out: string, file: RunFile): void => writeWhole(runPath(out), `${withCheck(file)}\n`);

const isRunFile = (value: unknown): value is RunFile =>
  typeof value === "object" && value !== null && "format" in value && value.format === "depthproof-run/1";

/** null when the folder holds no run, or one whose description is damaged: of that, no byte is judged. */
export function readStoredRun(out: string): StoredRun | null {
  if (!existsSync(runPath(out))) return null;
  const file = checkedValue(readFileSync(runPath(out), "utf8").trimEnd());
  return isRunFile(file) ? { ...file, lines: readRecord(out) } : null;
}

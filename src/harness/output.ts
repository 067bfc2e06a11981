/** The output folder of a run: what each file holds, written whole and read back whole. */
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import type { PlanOptions } from "./plan.ts";
import type { Plan } from "./plan.types.ts";
import { readRecord } from "./record.ts";
import type { RecordLine } from "./record.types.ts";
import type { RunInfo } from "./results.types.ts";
import type { Spec } from "./spec/types.ts";

/** What a run leaves beside its record, so that judging needs nothing else. */
export interface RunFile {
  readonly format: "depthproof-run/1";
  readonly run: RunInfo;
  readonly options: PlanOptions;
  readonly plan: Plan;
  /** The specs as the run took them (profile applied). */
  readonly specs: readonly Spec[];
}

export interface StoredRun extends RunFile {
  readonly lines: readonly RecordLine[];
}

const runPath = (out: string): string => join(out, "record", "run.json");

/** Writes to a neighbour first and renames: readers see the old file or the new one, never half of one. */
export function writeWhole(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.tmp`;
  const file = openSync(temporary, "w");
  try {
    const bytes = Buffer.from(text);
    for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
}

export const writeRunFile = (out: string, file: RunFile): void => writeWhole(runPath(out), `${JSON.stringify(file)}\n`);

/** null when the folder holds no run. */
export function readStoredRun(out: string): StoredRun | null {
  try {
    const file = JSON.parse(readFileSync(runPath(out), "utf8")) as RunFile;
    return file.format === "depthproof-run/1" ? { ...file, lines: readRecord(out) } : null;
  } catch {
    return null;
  }
}

/** Plan to record: measures the cells that the record does not have yet, then replays failing witnesses by the second route. */
import { mkdirSync } from "node:fs";
import type { Extent } from "./judge/index.ts";
import { performTasks } from "./perform-tasks.ts";
import type { Cell, Plan } from "./plan.types.ts";
import { openRecord, type RecordWriter, readRecord } from "./record.ts";
import type { CellRecord, RecordLine, ReplayRecord } from "./record.types.ts";
import { type ReplayOptions, replayFailures } from "./replay-failures.ts";
import type { Spec } from "./spec/types.ts";
import type { Task } from "./task.ts";

export interface RunOptions {
  readonly out: string;
  readonly jobs: number;
  readonly fresh: boolean;
  /** Limit per cell. */
  readonly cellSeconds: number;
  /** Fits across depth are replayed where the whole plan is measured, for shards that is after the merge. */
  readonly extent: Extent;
  /** Aborted: workers are killed at once, what is measured so far stays on disk. */
  readonly signal?: AbortSignal | undefined;
  readonly progress: (stage: "measure" | "replay", done: number, total: number, note: string) => void;
}

export interface RunSummary {
  /** As they are on disk, so that judging now and judging later see the same. */
  readonly lines: readonly RecordLine[];
  readonly measured: number;
  readonly reused: number;
}

/** `specs` are the effective ones (profile applied). */
export async function runPlan(specs: readonly Spec[], plan: Plan, options: RunOptions): Promise<RunSummary> {
  mkdirSync(options.out, { recursive: true });
  const record = openRecord(options.out, options.fresh);
  const known = readRecord(options.out);
  const done = finishedCells(plan, known);
  try {
    const measured = await measureCells(specs, plan, done, options, record);
    await replayFailures(specs, plan, [...done.values(), ...measured], replaysIn(known), options, record);
    return { lines: readRecord(options.out), measured: measured.length, reused: done.size };
  } finally {
    record.close();
  }
}

const replaysIn = (lines: readonly RecordLine[]): ReplayRecord[] => lines.filter((line) => line.type === "replay");

/** The replays a merged record still lacks, appended to it; no cell is measured. */
export async function replayMerged(
  specs: readonly Spec[],
  plan: Plan,
  options: ReplayOptions & { readonly out: string },
): Promise<readonly RecordLine[]> {
  const known = readRecord(options.out);
  const cells = known.filter((line) => line.type === "cell");
  const record = openRecord(options.out, false);
  try {
    await replayFailures(specs, plan, cells, replaysIn(known), { ...options, extent: "whole" }, record);
    return readRecord(options.out);
  } finally {
    record.close();
  }
}

/** Failed cells are tried again. */
function finishedCells(plan: Plan, known: readonly RecordLine[]): ReadonlyMap<string, CellRecord> {
  const wanted = new Set(plan.cells.map(({ id }) => id));
  const kept = known.flatMap((line) => (line.type === "cell" && line.status === "ok" ? [line] : []));
  return new Map(kept.filter(({ cell }) => wanted.has(cell.id)).map((line) => [line.cell.id, line]));
}

function measureTask(specs: readonly Spec[], cell: Cell): Task[] {
  const spec = specs.find(({ id }) => id === cell.spec);
  const points = spec?.points[cell.axes.points];
  return spec && points ? [{ kind: "measure", spec, cell, points }] : [];
}

async function measureCells(
  specs: readonly Spec[],
  plan: Plan,
  done: ReadonlyMap<string, CellRecord>,
  options: RunOptions,
  record: RecordWriter,
): Promise<CellRecord[]> {
  const tasks = plan.cells.filter(({ id }) => !done.has(id)).flatMap((cell) => measureTask(specs, cell));
  const results: CellRecord[] = [];
  const report = (note: string): void =>
    options.progress("measure", done.size + results.length, plan.cells.length, note);
  report("");
  await performTasks(tasks, options, (line) => {
    if (line.type !== "cell") return;
    record.append(line);
    results.push(line);
    report(`${line.cell.spec} ${line.cell.axes.points} L=${line.cell.axes.depth}`);
  });
  return results;
}

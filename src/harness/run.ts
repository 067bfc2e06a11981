/** Plan to record: measures the cells that the record does not have yet, then replays failing witnesses by the second route. */
import type { Extent } from "./judge/index.ts";
import { performTasks, withPool } from "./perform-tasks.ts";
import type { Cell, Plan } from "./plan.types.ts";
import type { Pool } from "./pool.ts";
import { openRecord, type RecordWriter, readRecord, recordLines } from "./record.ts";
import type { RecordLine } from "./record.types.ts";
import { type ReplayOptions, replayFailures } from "./replay-failures.ts";
import type { Spec } from "./spec/types.ts";
import type { Task } from "./task.ts";
import { makeFolder } from "./write-whole.ts";

export interface RunOptions {
  readonly out: string;
  readonly jobs: number;
  readonly fresh: boolean;
  /** Limits per cell. */
  readonly cellSeconds: number;
  /** Of one worker process while it measures. */
  readonly cellMegabytes: number;
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

interface Tools {
  readonly record: RecordWriter;
  readonly pool: Pool;
}

/** `specs` are the effective ones (profile applied). */
export async function runPlan(specs: readonly Spec[], plan: Plan, options: RunOptions): Promise<RunSummary> {
  makeFolder(options.out);
  const record = openRecord(options.out, options.fresh);
  try {
    const { ids, all } = finishedCells(plan, options.out);
    return await withPool(options, async (pool) => {
      const measured = await measureCells(specs, plan, ids, options, { record, pool });
      const lines = await withReplays(specs, plan, all ?? readRecord(options.out), options, { record, pool });
      return { lines, measured, reused: ids.size };
    });
  } finally {
    record.close();
  }
}

/** The replays a merged record still lacks, appended to it; no cell is measured. */
export async function replayMerged(
  specs: readonly Spec[],
  plan: Plan,
  options: ReplayOptions & { readonly out: string },
): Promise<readonly RecordLine[]> {
  const record = openRecord(options.out, false);
  try {
    return await withPool(options, (pool) =>
      withReplays(specs, plan, readRecord(options.out), { ...options, extent: "whole" }, { record, pool }),
    );
  } finally {
    record.close();
  }
}

/** The record with what replaying its failures adds. */
async function withReplays(
  specs: readonly Spec[],
  plan: Plan,
  stored: readonly RecordLine[],
  options: ReplayOptions & { readonly extent: Extent },
  { record, pool }: Tools,
): Promise<readonly RecordLine[]> {
  const lines = [...stored];
  const cells = lines.filter((line) => line.type === "cell");
  const replays = lines.filter((line) => line.type === "replay");
  const append = (line: RecordLine, written: string): void => {
    record.append(written);
    lines.push(line);
  };
  await replayFailures(specs, plan, cells, replays, options, { append, pool });
  return lines;
}

/**
 * Ids of the plan's cells that ended well; failed ones are tried again. `all`: the record, when no cell is left; otherwise it is read again
 * after measuring, because the witnesses of a long run are most of what is in memory.
 */
function finishedCells(plan: Plan, out: string): { ids: ReadonlySet<string>; all: readonly RecordLine[] | null } {
  const wanted = new Set(plan.cells.map(({ id }) => id));
  const ids = new Set<string>();
  const lines: RecordLine[] = [];
  for (const line of recordLines(out)) {
    lines.push(line);
    if (line.type === "cell" && line.status === "ok" && wanted.has(line.cell.id)) ids.add(line.cell.id);
  }
  return { ids, all: ids.size === wanted.size ? lines : null };
}

function measureTask(specs: readonly Spec[], cell: Cell): Task[] {
  const spec = specs.find(({ id }) => id === cell.spec);
  const points = spec?.points[cell.axes.points];
  return spec && points ? [{ kind: "measure", spec, cell, points }] : [];
}

/** How many were measured; what was measured is on disk. */
async function measureCells(
  specs: readonly Spec[],
  plan: Plan,
  done: ReadonlySet<string>,
  options: RunOptions,
  { record, pool }: Tools,
): Promise<number> {
  const tasks = plan.cells.filter(({ id }) => !done.has(id)).flatMap((cell) => measureTask(specs, cell));
  let measured = 0;
  const report = (note: string): void => options.progress("measure", done.size + measured, plan.cells.length, note);
  report("");
  await performTasks(tasks, pool, (line, written) => {
    if (line.type !== "cell") return;
    record.append(written);
    measured++;
    report(`${line.cell.spec} ${line.cell.axes.points} L=${line.cell.axes.depth}`);
  });
  return measured;
}

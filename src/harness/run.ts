/** Plan to record: measures the cells that the record does not have yet, then replays failing witnesses by the second route. */
import { confirms, namesOf, type WantedReplay, wantedReplays } from "./judge/index.ts";
import type { Plan } from "./plan.types.ts";
import { processPool } from "./pool.ts";
import { openRecord, type RecordWriter, readRecord } from "./record.ts";
import type { CellRecord, RecordLine, ReplayRecord } from "./record.types.ts";
import type { Spec } from "./spec/types.ts";
import type { Task } from "./task.ts";

export interface RunOptions {
  readonly out: string;
  readonly jobs: number;
  readonly fresh: boolean;
  /** Limit per cell. */
  readonly cellSeconds: number;
  readonly progress: (stage: "measure" | "replay", done: number, total: number, note: string) => void;
}

export interface RunSummary {
  readonly lines: readonly RecordLine[];
  readonly measured: number;
  readonly reused: number;
}

/** `specs` are the effective ones (profile applied). */
export async function runPlan(specs: readonly Spec[], plan: Plan, options: RunOptions): Promise<RunSummary> {
  const wanted = new Set(plan.cells.map((cell) => cell.id));
  const known = options.fresh ? [] : readRecord(options.out);
  const kept = known.filter((line) => line.type === "cell" && wanted.has(line.cell.id) && line.status === "ok");
  const record = openRecord(options.out, options.fresh);
  try {
    const done = new Set(kept.map((line) => (line as CellRecord).cell.id));
    const measured = await measureCells(specs, plan, done, options, record);
    const cells = [...(kept as CellRecord[]), ...measured];
    const oldReplays = known.filter((line): line is ReplayRecord => line.type === "replay" && done.has(line.cell));
    const replays = await replayFailures(specs, plan, cells, oldReplays, options, record);
    return { lines: [...cells, ...oldReplays, ...replays], measured: measured.length, reused: kept.length };
  } finally {
    record.close();
  }
}

async function measureCells(
  specs: readonly Spec[],
  plan: Plan,
  done: ReadonlySet<string>,
  options: RunOptions,
  record: RecordWriter,
): Promise<CellRecord[]> {
  const specOf = new Map(specs.map((spec) => [spec.id, spec]));
  const tasks = plan.cells
    .filter((cell) => !done.has(cell.id))
    .flatMap((cell): Task[] => {
      const spec = specOf.get(cell.spec);
      const points = spec?.points[cell.axes.points];
      return spec && points ? [{ kind: "measure", spec, cell, points }] : [];
    });
  const results: CellRecord[] = [];
  options.progress("measure", done.size, plan.cells.length, "");
  await perform(tasks, options, (_, line) => {
    const cell = line as CellRecord;
    record.append(cell);
    results.push(cell);
    const { axes } = cell.cell;
    options.progress(
      "measure",
      done.size + results.length,
      plan.cells.length,
      `${cell.cell.spec} ${axes.points} L=${axes.depth}`,
    );
  });
  return results;
}

/** Runs tasks in the pool; a task whose worker died becomes a failed record, never a missing one. */
async function perform(
  tasks: readonly Task[],
  options: RunOptions,
  done: (task: Task, line: RecordLine) => void,
): Promise<void> {
  if (tasks.length === 0) return;
  const pool = processPool({ jobs: options.jobs, taskSeconds: options.cellSeconds });
  const stop = (): void => pool.close();
  process.once("SIGINT", stop).once("SIGTERM", stop);
  try {
    await pool.run(tasks, (task, result) =>
      done(task, result.ok ? result.line : failed(task, result.status, result.message)),
    );
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
    pool.close();
  }
}

function failed(task: Task, status: "crash" | "timeout" | "oom", message: string): RecordLine {
  const format = "depthproof-record/1" as const;
  if (task.kind === "replay") {
    return {
      format,
      type: "replay",
      spec: task.spec.id,
      claim: task.claim,
      cell: task.record.cell.id,
      witness: task.witness,
      quantities: null,
      message,
    };
  }
  return {
    format,
    type: "cell",
    cell: task.cell,
    engine: "float64",
    status,
    message,
    labels: {},
    yields: {},
    witnesses: [],
    seconds: 0,
  };
}

/** Round k replays the k-th worst failing witness of every claim that is not confirmed yet. */
async function replayFailures(
  specs: readonly Spec[],
  plan: Plan,
  cells: readonly CellRecord[],
  old: readonly ReplayRecord[],
  options: RunOptions,
  record: RecordWriter,
): Promise<ReplayRecord[]> {
  const fresh: ReplayRecord[] = [];
  let open = wantedReplays(specs, plan, cells).map((candidates) => ({ candidates, round: 0 }));
  const total = open.length;
  while (open.length > 0) {
    const tasks: Task[] = [];
    const isConfirmed = ({ candidates }: { readonly candidates: readonly WantedReplay[] }): boolean =>
      candidates.some((candidate) =>
        [...old, ...fresh].some(
          (replay) =>
            sameWitness(candidate, replay) && confirms(candidate.claim, candidate.spec, candidate.cell, replay),
        ),
      );
    open = open.filter((item) => !isConfirmed(item) && item.round < item.candidates.length);
    for (const item of open) {
      const candidate = item.candidates[item.round];
      item.round++;
      if (candidate && ![...old, ...fresh].some((replay) => sameWitness(candidate, replay)))
        tasks.push(replayTask(candidate));
    }
    options.progress("replay", total - open.length, total, "");
    await perform(tasks, options, (_, line) => {
      record.append(line);
      fresh.push(line as ReplayRecord);
    });
  }
  return fresh;
}

function sameWitness({ spec, claim, cell, witness }: WantedReplay, replay: ReplayRecord): boolean {
  return (
    replay.spec === spec.id &&
    replay.claim === claim.key &&
    replay.cell === cell.cell.id &&
    replay.witness === witness.index
  );
}

function replayTask({ spec, claim, cell, witness }: WantedReplay): Task {
  const record = { ...cell, witnesses: [witness] };
  return { kind: "replay", spec, record, witness: witness.index, claim: claim.key, names: [...namesOf(claim)] };
}

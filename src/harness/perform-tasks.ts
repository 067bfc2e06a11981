/** Tasks to record lines: runs them in the pool; a task whose worker died becomes a failed line, never a missing one. */
import { engineNameOf } from "./engine-of.ts";
import { processPool } from "./pool.ts";
import type { RecordLine } from "./record.types.ts";
import type { Task } from "./task.ts";
import type { Failure } from "./worker-answer.ts";

export interface PerformOptions {
  readonly jobs: number;
  readonly cellSeconds: number;
  /** Of one worker process while it measures. */
  readonly cellMegabytes: number;
  readonly signal?: AbortSignal | undefined;
}

/** Resolves early, without further lines, when the signal is aborted. */
export async function performTasks(
  tasks: readonly Task[],
  { jobs, cellSeconds, cellMegabytes, signal }: PerformOptions,
  done: (line: RecordLine) => void,
): Promise<void> {
  if (tasks.length === 0 || signal?.aborted) return;
  const pool = processPool({ jobs, taskSeconds: cellSeconds, megabytes: cellMegabytes });
  const stop = (): void => pool.close();
  signal?.addEventListener("abort", stop, { once: true });
  try {
    await pool.run(tasks, (task, answer) => done(answer.ok ? answer.line : failed(task, answer)));
  } finally {
    signal?.removeEventListener("abort", stop);
    pool.close();
  }
}

function failed(task: Task, { status, message }: Failure): RecordLine {
  const format = "depthproof-record/1" as const;
  switch (task.kind) {
    case "measure": {
      const nothing = { labels: {}, yields: {}, witnesses: [], seconds: 0 };
      return { format, type: "cell", cell: task.cell, engine: engineNameOf(task.spec), status, message, ...nothing };
    }
    case "replay": {
      const { claim, witness } = task;
      const where = { spec: task.spec.id, claim, cell: task.record.cell.id, witness };
      return { format, type: "replay", ...where, quantities: null, message };
    }
    default:
      return task satisfies never;
  }
}

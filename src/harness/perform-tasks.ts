/** Tasks to record lines: runs them in the pool; a task whose worker died becomes a failed line, never a missing one. */
import { engineNameOf } from "./engine-of.ts";
import { type Pool, processPool } from "./pool.ts";
import { asStored, writeLine } from "./record.ts";
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

/** The pool of a whole run, closed when `work` ends, or at once when the signal is aborted. */
export async function withPool<Result>(
  { jobs, cellSeconds, cellMegabytes, signal }: PerformOptions,
  work: (pool: Pool) => Promise<Result>,
): Promise<Result> {
  const pool = processPool({ jobs, taskSeconds: cellSeconds, megabytes: cellMegabytes });
  const stop = (): void => pool.close();
  if (signal?.aborted) stop();
  signal?.addEventListener("abort", stop, { once: true });
  try {
    return await work(pool);
  } finally {
    signal?.removeEventListener("abort", stop);
    stop();
  }
}

/** Lines as reading them back gives them. Resolves early, without further lines, when the pool is closed. */
export const performTasks = (
  tasks: readonly Task[],
  pool: Pool,
  done: (line: RecordLine, written: string) => void,
): Promise<void> =>
  pool.run(tasks, (task, answer) => {
    if (answer.ok) return done(answer.line, answer.written);
    const line = asStored(failed(task, answer));
    done(line, writeLine(line));
  });

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

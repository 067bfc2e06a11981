/** Performs tasks on several child processes; a worker that dies fails its task and is replaced. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { execaNode } from "execa";
import type { RecordLine } from "./record.types.ts";
import type { Task } from "./task.ts";

export interface Pool {
  /** Tasks are started in the order given; results come back as they finish. Rejects only when the pool itself is broken. */
  readonly run: (tasks: readonly Task[], done: (task: Task, result: TaskResult) => void) => Promise<void>;
  readonly close: () => void;
}

export type TaskResult =
  | { readonly ok: true; readonly line: RecordLine }
  | { readonly ok: false; readonly status: "crash" | "timeout" | "oom"; readonly message: string };

export interface PoolOptions {
  readonly jobs: number;
  /** Limit per task. */
  readonly taskSeconds: number;
}

/** The compiled worker: beside this file in dist/, or there when this file runs from the sources. */
function workerFile(): string {
  const beside = join(import.meta.dirname, "worker.js");
  return existsSync(beside) ? beside : join(import.meta.dirname, "..", "..", "dist", "harness", "worker.js");
}

type Worker = ReturnType<typeof startWorker>;

function startWorker() {
  return execaNode(workerFile(), [], {
    ipc: true,
    serialization: "advanced",
    reject: false,
    stdin: "ignore",
    stdout: "ignore",
    stderr: "pipe",
    nodeOptions: [],
  });
}

export function processPool({ jobs, taskSeconds }: PoolOptions): Pool {
  const workers = new Set<Worker>();
  let closed = false;

  async function serve(
    queue: { next: number },
    tasks: readonly Task[],
    done: (task: Task, result: TaskResult) => void,
  ): Promise<void> {
    let worker: Worker | null = null;
    for (;;) {
      const task = tasks[queue.next];
      if (!task || closed) break;
      queue.next++;
      if (!worker) {
        worker = startWorker();
        workers.add(worker);
      }
      const result: TaskResult = await attempt(worker, task, taskSeconds);
      if (!result.ok) {
        worker.kill("SIGKILL");
        workers.delete(worker);
        worker = null;
      }
      if (!closed) done(task, result);
    }
    worker?.kill();
    if (worker) workers.delete(worker);
  }

  return {
    async run(tasks, done) {
      const queue = { next: 0 };
      await Promise.all(Array.from({ length: Math.min(jobs, tasks.length) }, () => serve(queue, tasks, done)));
    },
    close() {
      closed = true;
      for (const worker of workers) worker.kill("SIGKILL");
    },
  };
}

/** Sends the task and waits for the answer, the death of the worker, or the time limit. */
async function attempt(worker: Worker, task: Task, taskSeconds: number): Promise<TaskResult> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<TaskResult>((resolve) => {
    timer = setTimeout(
      () => resolve({ ok: false, status: "timeout", message: `no result within ${taskSeconds} s` }),
      taskSeconds * 1000,
    );
  });
  const answer = exchange(worker, task);
  try {
    return await Promise.race([answer, limit]);
  } finally {
    clearTimeout(timer);
  }
}

async function exchange(worker: Worker, task: Task): Promise<TaskResult> {
  try {
    const reply = worker.getOneMessage();
    // Sending may fail first; without this the reply's own failure would end the process.
    reply.catch(() => undefined);
    await worker.sendMessage(task as never);
    return accepted(task, (await reply) as unknown as RecordLine);
  } catch (error) {
    const ended = await worker;
    const memory = ended.signal === "SIGABRT" || /heap out of memory/.test(String(ended.stderr));
    return {
      ok: false,
      status: memory ? "oom" : "crash",
      message: memory ? "out of memory" : deathMessage(ended, error),
    };
  }
}

const cellOf = (line: RecordLine): string => (line.type === "cell" ? line.cell.id : line.cell);

/** An answer to another question is a broken worker, not a measurement. */
function accepted(task: Task, line: RecordLine): TaskResult {
  const asked = task.kind === "measure" ? task.cell.id : task.record.cell.id;
  const answers = line.type === (task.kind === "measure" ? "cell" : "replay") && cellOf(line) === asked;
  return answers ? { ok: true, line } : { ok: false, status: "crash", message: "the worker answered for another task" };
}

function deathMessage(
  ended: { readonly exitCode?: number | undefined; readonly signal?: string | undefined },
  error: unknown,
): string {
  const how = ended.signal ? `by ${ended.signal}` : `with code ${ended.exitCode ?? "unknown"}`;
  return `the worker ended ${how} (${error instanceof Error ? error.message.split("\n")[0] : String(error)})`;
}

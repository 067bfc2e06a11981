/** Performs tasks on several child processes; a worker that fails its task is replaced, and a crash is tried again. */
import type { Task } from "./task.ts";
import { type Answer, answerTo, crashed, type Failure } from "./worker-answer.ts";
import type { WorkerOptions, WorkerProcess } from "./worker-process.ts";

export interface Pool {
  /** Tasks are started in the order given; results come back as they finish. Rejects only when `done` throws: close it then. */
  readonly run: (tasks: readonly Task[], done: (task: Task, answer: Answer) => void) => Promise<void>;
  readonly close: () => void;
}

export interface PoolOptions extends WorkerOptions {
  readonly jobs: number;
}

/** How often a task is tried whose worker died under it: a machine may fail once, a bug fails again. */
export const attempts = 3;

export function processPool({ jobs, ...options }: PoolOptions): Pool {
  const workers = new Set<WorkerProcess>();
  /** Of earlier tasks: their code is loaded, compiled and warm. */
  const idle: WorkerProcess[] = [];
  let closed = false;

  /** One line of work: tasks one after the other, by one worker as long as it lives. */
  async function serve(next: () => Task | undefined, done: (task: Task, answer: Answer) => void): Promise<void> {
    // Not before there is a task: a finished run would spend a tenth of its time on loading what starts processes.
    const { startWorker } = await import("./worker-process.ts");
    const again: Work[] = [];
    let worker: WorkerProcess | null = idle.pop() ?? null;
    const begin = (): Begun | null => {
      const task = again.length > 0 || closed ? undefined : next();
      const work = again.shift() ?? (task && { task, crashes: 0 });
      if (work === undefined || closed) return null;
      worker ??= startWorker(options);
      workers.add(worker);
      return { work, worker, used: worker.served() > 0, reply: worker.ask(work.task) };
    };
    let begun = begin();
    while (begun !== null) {
      const now: Begun = begun;
      const reply = await now.reply;
      if (closed) return;
      // The worker has its next task before this one's answer is read, checked and put on disk.
      begun = typeof reply === "string" ? begin() : null;
      const answer = typeof reply === "string" ? answerTo(now.work.task, reply) : reply;
      if (!answer.ok) {
        now.worker.kill();
        workers.delete(now.worker);
        worker = null;
        // Killed for another task's answer.
        if (begun !== null) again.push(begun.work);
      }
      const retry = answer.ok ? null : anotherAttempt(now, answer);
      if (retry === null) done(now.work.task, told(answer, now.work));
      else again.unshift(retry);
      if (!answer.ok) begun = begin();
    }
    if (worker !== null) idle.push(worker);
  }

  return {
    async run(tasks, done) {
      let begun = 0;
      const next = (): Task | undefined => tasks[begun++];
      await Promise.all(Array.from({ length: Math.min(jobs, tasks.length) }, () => serve(next, done)));
    },
    close() {
      closed = true;
      for (const worker of workers) idle.includes(worker) ? worker.release() : worker.kill();
    },
  };
}

interface Work {
  readonly task: Task;
  /** Attempts that ended with the death of a worker. */
  readonly crashes: number;
}

interface Begun {
  readonly work: Work;
  readonly worker: WorkerProcess;
  /** The worker had performed other tasks before. */
  readonly used: boolean;
  readonly reply: Promise<string | Failure>;
}

/** After crashes only: a time limit is a result. Memory may be what earlier tasks left behind: once in a process of its own. */
function anotherAttempt({ work, used }: Begun, { status }: Failure): Work | null {
  switch (status) {
    case "crash":
      return work.crashes + 1 < attempts ? { ...work, crashes: work.crashes + 1 } : null;
    case "oom":
      return used ? work : null;
    case "timeout":
      return null;
    default:
      return status satisfies never;
  }
}

const told = (answer: Answer, { crashes }: Work): Answer =>
  !answer.ok && answer.status === "crash" ? crashed(`${answer.message}, ${crashes + 1} times`) : answer;

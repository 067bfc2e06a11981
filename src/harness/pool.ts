/** Performs tasks on several child processes; a worker that fails its task is replaced, and a crash is tried again. */
import type { Task } from "./task.ts";
import { type Answer, crashed } from "./worker-answer.ts";
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
    const start = (): WorkerProcess => {
      const worker = startWorker(options);
      workers.add(worker);
      return worker;
    };
    let worker: WorkerProcess | null = idle.pop() ?? null;
    const ask = async (task: Task): Promise<Attempt> => {
      worker ??= start();
      const used = worker.served() > 0;
      const answer = await worker.ask(task);
      if (!answer.ok) {
        workers.delete(worker);
        worker = null;
      }
      return { answer, used };
    };
    const begin = (task: Task | undefined): Work | null =>
      task === undefined || closed
        ? null
        : {
            task,
            answer: persist(
              () => ask(task),
              () => closed,
            ),
          };
    let work = begin(next());
    while (work !== null) {
      const { task, answer } = { task: work.task, answer: await work.answer };
      if (closed) return;
      // The worker has its next task before this one's answer is put on disk.
      work = begin(next());
      done(task, answer);
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
  readonly answer: Promise<Answer>;
}

interface Attempt {
  readonly answer: Answer;
  /** The worker had performed other tasks before. */
  readonly used: boolean;
}

/** Tries again after crashes only: a time limit is a result. Memory may be what earlier tasks left behind: once in a process of its own. */
async function persist(attempt: () => Promise<Attempt>, isOver: () => boolean): Promise<Answer> {
  for (let crashes = 1; ; ) {
    const { answer, used } = await attempt();
    if (answer.ok || answer.status === "timeout" || isOver()) return answer;
    if (answer.status === "crash" && crashes++ === attempts) return crashed(`${answer.message}, ${attempts} times`);
    if (answer.status === "oom" && !used) return answer;
  }
}

/** F5: children that misbehave in the pool. Each fault has one right outcome, and the tasks around it come to no harm. */
import { join } from "node:path";
import { processPool } from "../../src/harness/pool.ts";
import type { Task } from "../../src/harness/task.ts";
import type { WorkerOptions } from "../../src/harness/worker-process.ts";
import { emptySpec } from "./empty-spec.ts";
import { type Tally, tallyOf } from "./tally.ts";

type Expected = "ok" | "crash" | "timeout" | "oom";

/** The kinds of child.js, and what the pool has to make of each. */
export const expectedOf: Readonly<Record<string, Expected>> = {
  "exit-0": "crash",
  "exit-1": "crash",
  killed: "crash",
  segfault: "crash",
  garbage: "crash",
  foreign: "crash",
  "half-an-answer": "crash",
  endless: "crash",
  "wrong-id": "crash",
  "wrong-axes": "crash",
  nan: "crash",
  infinite: "crash",
  "negative-error": "crash",
  hang: "timeout",
  spin: "timeout",
  mute: "timeout",
  "heap-hog": "oom",
  "array-hog": "oom",
  twice: "ok",
  noise: "ok",
};

/** The eight of every test run; the others take longer or differ little. */
export const usualKinds: readonly string[] = [
  "exit-0",
  "garbage",
  "twice",
  "wrong-id",
  "hang",
  "array-hog",
  "spin",
  "nan",
];

export const program: string = join(import.meta.dirname, "child.js");
/** Far above what Node itself takes, far below what a hog takes in a second. */
export const limits: WorkerOptions = { taskSeconds: 60, megabytes: 400, program };

export function taskOf(kind: string, number: number, file = "none"): Task {
  const axes = { points: kind, dataset: null, architecture: null, loss: null, depth: 1, seed: number, file };
  const cell = { id: number.toString(16).padStart(16, "0"), spec: "faults", axes, cost: 1 };
  return { kind: "measure", spec: emptySpec, cell, points: { kind: "given", files: [] } };
}

export interface Outcome {
  readonly status: string;
  readonly message: string;
}

/** In the order of the tasks. */
export async function outcomesOf(tasks: readonly Task[], jobs: number, more: object = {}): Promise<Outcome[]> {
  const outcomes = new Map<Task, Outcome>();
  const pool = processPool({ jobs, ...limits, ...more });
  await pool.run(tasks, (task, answer) => {
    if (outcomes.has(task)) throw new Error("a task was answered twice");
    outcomes.set(task, answer.ok ? { status: "ok", message: "" } : { status: answer.status, message: answer.message });
  });
  pool.close();
  return tasks.map((task) => outcomes.get(task) ?? { status: "lost", message: "" });
}

/** Every kind `times` over, between sound tasks; those that never end under a limit of their own. */
export async function misbehavingChildren(
  times: number,
  kinds: readonly string[] = Object.keys(expectedOf),
): Promise<Tally> {
  const all = Array.from({ length: times }, () => kinds).flat();
  const [endless, ending] = [true, false].map((is) => all.filter((kind) => (expectedOf[kind] === "timeout") === is));
  const wrong = [...(await wrongAmong(endless ?? [], 2)), ...(await wrongAmong(ending ?? [], 60))];
  return tallyOf("F5", `children that misbehave, ${kinds.length} kinds`, all.length, wrong);
}

async function wrongAmong(kinds: readonly string[], taskSeconds: number): Promise<string[]> {
  const faulty = kinds.map((kind, k) => ({ kind, task: taskOf(kind, 2 * k) }));
  const all = faulty.flatMap(({ kind, task }, k) => [
    { kind, task },
    { kind: "sound", task: taskOf("sound", 2 * k + 1) },
  ]);
  const outcomes = await outcomesOf(
    all.map(({ task }) => task),
    2,
    { taskSeconds },
  );
  return all.flatMap(({ kind }, k) => {
    const { status, message } = outcomes[k] ?? { status: "lost", message: "" };
    const expected = expectedOf[kind] ?? "ok";
    return status === expected ? [] : [`${kind}: ${status} instead of ${expected}: ${message}`];
  });
}

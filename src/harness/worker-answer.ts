/** What becomes of a task: an answer that is whole, well-formed and to the question, or why there is none. */
import { canonicalJson } from "./canonical.ts";
import { readLine } from "./record.ts";
import type { RecordLine } from "./record.types.ts";
import { mismatches } from "./spec/schema.ts";
import { pointerOf } from "./spec/source.ts";
import type { Task } from "./task.ts";
import { memoryNote } from "./worker-note.ts";

export interface Failure {
  readonly ok: false;
  readonly status: "crash" | "timeout" | "oom";
  readonly message: string;
}

/** `written`: the line as the worker wrote it. */
export type Answer = { readonly ok: true; readonly line: RecordLine; readonly written: string } | Failure;

export const crashed = (message: string): Failure => ({ ok: false, status: "crash", message });

/** `written` is a record line; a worker that answers anything else is broken, and nothing it says is a measurement. */
export function answerTo(task: Task, written: string): Answer {
  const line = readLine(written);
  if (line === null) return crashed("the worker's answer is damaged");
  // NaN and infinities arrive as null, which a measurement without a reason may not be.
  const [wrong] = mismatches("record", line);
  if (wrong !== undefined) return crashed(`the worker's answer at ${pointerOf(wrong.path) || "/"}: ${wrong.message}`);
  return isAbout(task, line) ? { ok: true, line, written } : crashed("the worker answered for another task");
}

function isAbout(task: Task, line: RecordLine): boolean {
  switch (task.kind) {
    case "measure":
      return line.type === "cell" && canonicalJson(line.cell) === canonicalJson(task.cell);
    case "replay": {
      const { spec, record, claim, witness } = task;
      const asked = [spec.id, claim, record.cell.id, witness];
      return (
        line.type === "replay" &&
        canonicalJson([line.spec, line.claim, line.cell, line.witness]) === canonicalJson(asked)
      );
    }
    default:
      return task satisfies never;
  }
}

interface Death {
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
}

/** `tail` is the end of what the worker wrote on stderr: its guard and V8 say there when memory runs out. */
export function deathOf({ exitCode, signal }: Death, tail: string, megabytes: number): Failure {
  if (tail.includes(memoryNote)) return { ok: false, status: "oom", message: `more than ${megabytes} MiB` };
  if (signal === "SIGABRT" || /heap out of memory|allocation failed/.test(tail))
    return { ok: false, status: "oom", message: "out of memory" };
  return crashed(`the worker ended ${signal === undefined ? `with code ${exitCode ?? "unknown"}` : `by ${signal}`}`);
}

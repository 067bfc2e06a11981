/**
 * One child process that performs tasks: asked one at a time, limited in time and memory, killed at the first fault.
 * Tasks go in as lines of JSON, answers come back as record lines with their checksum, which are not read here.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { execaNode } from "execa";
import type { Task } from "./task.ts";
import { crashed, deathOf, type Failure } from "./worker-answer.ts";

export interface WorkerOptions {
  readonly taskSeconds: number;
  /** Of the whole process, typed arrays and compiled kernels included. */
  readonly megabytes: number;
  /** Another program in the worker's place, for tests. */
  readonly program?: string | undefined;
}

export interface WorkerProcess {
  /** Answers received. */
  readonly served: () => number;
  /** The line it wrote, unread. Never rejects; after a failure the process is dead. */
  readonly ask: (task: Task) => Promise<string | Failure>;
  /** No more tasks: ends by itself. */
  readonly release: () => void;
  readonly kill: () => void;
}

/** The compiled worker: beside this file in dist/, or there when this file runs from the sources. */
function workerFile(): string {
  const beside = join(import.meta.dirname, "worker.js");
  return existsSync(beside) ? beside : join(import.meta.dirname, "..", "..", "dist", "harness", "worker.js");
}

const launch = ({ megabytes, program }: WorkerOptions) =>
  execaNode(program ?? workerFile(), [`${process.pid}`, `${megabytes}`], {
    ipc: false,
    reject: false,
    buffer: false,
    stdio: ["pipe", "ignore", "pipe", "pipe"],
    // The heap may fill the limit: its own would depend on the machine. A garbage collector that shares its pauses with threads on other
    // cores waits for them, a quarter of the time where those have workers too, and gains nothing where they are idle (measured).
    nodeOptions: [`--max-old-space-size=${megabytes}`, "--single-threaded-gc"],
  });

/** Most that one answer may be; a worker that says more is talking nonsense. */
const answerBytes = 2 ** 28;
/** Of what a worker says before it dies, only the end is of interest. */
const tailLength = 4096;

/** Calls back with whole lines, and with null as soon as a line exceeds the limit. */
function splitLines(stream: Readable, each: (line: string | null) => void): void {
  let begun: Buffer[] = [];
  let size = 0;
  stream.on("data", (chunk: Buffer) => {
    let start = 0;
    for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, start)) {
      each(Buffer.concat([...begun, chunk.subarray(start, end)]).toString("utf8"));
      begun = [];
      size = 0;
      start = end + 1;
    }
    begun.push(chunk.subarray(start));
    size += chunk.length - start;
    if (size <= answerBytes) return;
    begun = [];
    size = 0;
    each(null);
  });
}

export function startWorker(options: WorkerOptions): WorkerProcess {
  const child = launch(options);
  const { taskSeconds, megabytes } = options;
  let [served, tail] = [0, ""];
  let asked: ((reply: string | Failure) => void) | null = null;
  let fault: Failure | null = null;

  function finish(reply: string | Failure): void {
    if (typeof reply === "string") served++;
    else {
      fault ??= reply;
      child.kill("SIGKILL");
    }
    asked?.(reply);
    asked = null;
  }

  // A broken pipe is the death of the other side, which is told of below.
  for (const stream of child.stdio) stream?.on("error", () => undefined);
  child.stderr?.on("data", (chunk: Buffer) => {
    tail = `${tail}${chunk.toString("utf8")}`.slice(-tailLength);
  });
  splitLines(child.stdio[3] as Readable, (line) => {
    if (line === null) finish(crashed("the worker's answer does not end"));
    // Nobody waits for it: the next answer would be taken for another task's.
    else finish(asked === null ? crashed("the worker answered twice") : line);
  });
  void child.then((ended) => finish(deathOf(ended, tail, megabytes)));

  return {
    served: () => served,
    ask(task) {
      if (fault !== null) return Promise.resolve(fault);
      const message = `no result within ${taskSeconds} s`;
      const timer = setTimeout(() => finish({ ok: false, status: "timeout", message }), taskSeconds * 1000);
      child.stdin?.write(`${JSON.stringify(task)}\n`);
      return new Promise<string | Failure>((settle) => {
        asked = settle;
      }).finally(() => clearTimeout(timer));
    },
    release: () => child.stdin?.end(),
    kill: () => child.kill("SIGKILL"),
  };
}

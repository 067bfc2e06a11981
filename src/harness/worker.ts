/** The child process of the pool: performs one task after the other until its parent goes away. */
import { writeSync } from "node:fs";
import { createInterface } from "node:readline";
import { Worker } from "node:worker_threads";
import { prepare } from "./prepare-task.ts";
import { writeLine } from "./record.ts";
import { perform, type Task } from "./task.ts";

const [parent, megabytes] = process.argv.slice(2).map(Number);
new Worker(new URL("./worker-guard.js", import.meta.url), { workerData: { parent, megabytes } }).unref();

// Ctrl-C reaches every process of the terminal: the parent decides what becomes of its workers.
process.on("SIGINT", () => undefined);
process.on("SIGHUP", () => undefined);

/** File descriptor 3: what a library prints on stdout is no answer. */
function answer(text: string): void {
  const bytes = Buffer.from(`${text}\n`);
  for (let written = 0; written < bytes.length; ) written += writeSync(3, bytes, written);
}

for await (const line of createInterface({ input: process.stdin })) {
  const task = JSON.parse(line) as Task;
  await prepare(task);
  answer(writeLine(perform(task)));
}

/**
 * A thread beside a worker's computation, which may be busy for minutes: ends the process when its parent is gone or
 * when it holds more memory than it may. The resident set counts typed arrays and compiled kernels; V8's own limit does not.
 */
import { writeSync } from "node:fs";
import { workerData } from "node:worker_threads";
import { memoryNote } from "./worker-note.ts";

const { parent, megabytes } = workerData as { readonly parent: number; readonly megabytes: number };
const intervalMilliseconds = 50;

/** The second question is for systems that keep the number of a parent that is gone. */
function isOrphan(): boolean {
  if (process.ppid !== parent) return true;
  try {
    process.kill(parent, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}

setInterval(() => {
  const tooLarge = process.memoryUsage.rss() > megabytes * 2 ** 20;
  // A stream of this thread would wait for the main one.
  if (tooLarge) writeSync(2, `${memoryNote}\n`);
  if (tooLarge || isOrphan()) process.kill(process.pid, "SIGKILL");
}, intervalMilliseconds);

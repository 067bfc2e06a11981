/** One writer per output folder: `record/lock` holds the process id of the run that writes there. */
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";

export type Lock =
  | { readonly ok: true; readonly release: () => void }
  | { readonly ok: false; readonly message: string };

/** Creates the file with this process's id; false when it exists. */
function claim(path: string): boolean {
  try {
    const file = openSync(path, "wx");
    writeSync(file, `${process.pid}\n`);
    closeSync(file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

const held = new Set<string>();

/** Signal 0 only asks. A process of another user is alive too. An empty file is being written right now. */
function isAlive(holder: string, path: string): boolean {
  const pid = Number(holder);
  // A container restarts with the same small numbers: our own id, unless we wrote it, is a dead namesake's.
  if (pid === process.pid) return held.has(path);
  if (holder === "" || !Number.isInteger(pid)) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function holderOf(path: string): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return "";
  }
}

/** Only one of several waiting processes may replace a dead one's file: it holds `takeover` while it looks and replaces. */
function takeOver(path: string): boolean {
  const takeover = `${path}.takeover`;
  if (!claim(takeover)) return false;
  try {
    if (isAlive(holderOf(path), path)) return false;
    rmSync(path, { force: true });
    return claim(path);
  } finally {
    rmSync(takeover, { force: true });
  }
}

const inUse = (out: string, path: string): string =>
  `${out} is in use by process ${holderOf(path) || "(starting)"}; if that is no run of depthproof, delete ${path}`;

export function lockFolder(out: string): Lock {
  const path = join(out, "record", "lock");
  mkdirSync(join(out, "record"), { recursive: true });
  if (!claim(path) && !takeOver(path)) return { ok: false, message: inUse(out, path) };
  held.add(path);
  return {
    ok: true,
    release() {
      held.delete(path);
      rmSync(path, { force: true });
    },
  };
}

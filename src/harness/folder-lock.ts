/**
 * One writer per output folder: `record/lock` names the process that writes there, its host and when it started, and is
 * touched while that process lives. On its own host a holder is asked for; on another only the touch can tell.
 */
import { existsSync, linkSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { isRunning } from "./running.ts";
import { about, failedAt, makeFolder } from "./write-whole.ts";

export type Lock =
  | { readonly ok: true; readonly release: () => void }
  | { readonly ok: false; readonly message: string };

/** When a process began, in ticks since the machine did; "?" where the system does not say. Numbers are used again, this pair is not. */
function startOf(pid: number): string {
  try {
    // The name, in parentheses, may contain anything; the start is the twentieth field after it.
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ")[19] ?? "?";
  } catch {
    return "?";
  }
}

const ownName = (): string => `${process.pid} ${hostname()} ${startOf(process.pid)}`;

const claimEnding = ".claim";

/** Puts the file with this process's name there, whole or not at all; false when there is one. */
function claim(path: string): boolean {
  const own = `${path}.${process.pid}${claimEnding}`;
  try {
    writeFileSync(own, `${ownName()}\n`);
    linkSync(own, path);
    return true;
  } catch (error) {
    const code = codeOf(error);
    // the new holder has swept up
    const swept = code === "ENOENT" && existsSync(dirname(path)) && !existsSync(own);
    if (code === "EEXIST" || swept) return false;
    if (withoutLinks.has(code)) return claimInPlace(path);
    throw failedAt(path, error);
  } finally {
    rmSync(own, { force: true });
  }
}

/** Where the file system has no links: empty for a moment. */
function claimInPlace(path: string): boolean {
  try {
    writeFileSync(path, `${ownName()}\n`, { flag: "wx" });
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw failedAt(path, error);
  }
}

const withoutLinks: ReadonlySet<string> = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"]);

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? "";

/** What processes that were killed while they claimed have left. */
function sweep(folder: string): void {
  for (const name of readdirSync(folder))
    if (name.startsWith("lock") && name.endsWith(claimEnding)) rmSync(join(folder, name), { force: true });
}

const held = new Set<string>();

/** An empty file, on a file system without links, is being written right now, or its writer was killed just then. Without a host it is this one. */
function isAlive(holder: string, path: string): boolean {
  const [number = "", host = hostname(), start = "?"] = holder.split(" ");
  const pid = Number(number);
  if (number === "" || host !== hostname()) return !isAbandoned(path);
  if (!Number.isInteger(pid)) return true;
  // A container restarts with the same small numbers: our own id, unless we wrote it, is a dead namesake's.
  if (pid === process.pid) return held.has(path);
  return isRunning(pid) && (start === "?" || startOf(pid) === "?" || startOf(pid) === start);
}

const touchMilliseconds = 15_000;
const abandonedMilliseconds = 600_000;

/** Both times are the file system's: the clocks of two hosts may differ. Asked while `takeover` is held; without it, nobody is gone. */
function isAbandoned(path: string): boolean {
  const now = statSync(`${path}.takeover`, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return now - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? now) > abandonedMilliseconds;
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
  if (!claim(takeover)) {
    // Killed while it looked: the next attempt may try.
    const other = holderOf(takeover);
    if (other !== "" && !isAlive(other, takeover)) rmSync(takeover, { force: true });
    return false;
  }
  try {
    if (isAlive(holderOf(path), path)) return false;
    rmSync(path, { force: true });
    return claim(path);
  } finally {
    rmSync(takeover, { force: true });
  }
}

function inUse(out: string, path: string): string {
  const [pid = "", host = hostname()] = holderOf(path).split(" ");
  const where = host === hostname() ? "" : ` on ${host}`;
  return `${out} is in use by process ${pid || "(starting)"}${where}; if that is no run of depthproof, delete ${path}`;
}

export function lockFolder(out: string): Lock {
  const path = join(out, "record", "lock");
  about(join(out, "record"), () => makeFolder(join(out, "record")));
  if (!claim(path) && !takeOver(path)) return { ok: false, message: inUse(out, path) };
  sweep(join(out, "record"));
  held.add(path);
  const touching = setInterval(() => touch(path), touchMilliseconds).unref();
  return {
    ok: true,
    release() {
      clearInterval(touching);
      held.delete(path);
      rmSync(path, { force: true });
    },
  };
}

/** Whoever deleted the file has been told what that means. */
function touch(path: string): void {
  try {
    writeFileSync(path, `${ownName()}\n`, { flag: "r+" });
  } catch {}
}

/** Whole files: readers see the old one or the new one, never half of one, also after a loss of power. */
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { isRunning } from "./running.ts";

/** Writes to a neighbour first and renames. The neighbour is this process's own: two writers must not share one. */
export const writeWhole = (path: string, text: string): void => writeFiles(dirname(path), [[path, text]]);

/** Files of one folder, whose names are made to last together. */
export function writeFiles(folder: string, files: readonly (readonly [path: string, text: string])[]): void {
  if (files.length === 0) return;
  for (const [path, text] of files) replace(path, text);
  about(folder, () => syncFolder(folder));
}

function replace(path: string, text: string): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    makeFolder(dirname(path));
    writeNew(temporary, text);
    renameSync(temporary, path);
  } catch (error) {
    discard(temporary);
    throw failedAt(path, error);
  }
}

/**
 * The folder and those it is in. Node's own way never comes back where no folder can be made and none is told to be
 * missing: in a current folder that was deleted, or below /proc.
 */
export function makeFolder(path: string): void {
  if (existsSync(path)) return;
  const parent = dirname(path);
  if (parent !== path) makeFolder(parent);
  try {
    mkdirSync(path);
  } catch (error) {
    // Somebody else was faster.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

/** Does it; an error names the file. */
export function about<Result>(path: string, action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    throw failedAt(path, error);
  }
}

/** The file's name belongs into every message about it. */
export const failedAt = (path: string, error: unknown): Error =>
  new Error(`${path}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });

function writeNew(path: string, text: string): void {
  const file = openSync(path, "w");
  try {
    const bytes = Buffer.from(text);
    writeBytes(file, bytes);
    checkSize(file, bytes.length);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** A single write may be short, on a full disk for example: the next one then says why. */
export function writeBytes(file: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
}

/** Some file systems take bytes and lose them without a word; and a file that grew has another writer. */
export function checkSize(file: number, expected: number): void {
  const { size } = fstatSync(file);
  if (size !== expected) throw new Error(`${size} bytes are there instead of ${expected}`);
}

/** A name is on disk only once its folder is. Windows cannot open folders, and writes names by itself. */
export function syncFolder(folder: string): void {
  if (process.platform === "win32") return;
  const file = openSync(folder, "r");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Removes what processes left that were killed while they wrote; nobody reads it, but nobody would ever delete it either. */
export function sweepFolder(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const [, pid] = /\.(\d+)\.tmp$/.exec(name) ?? [];
    if (pid !== undefined && !isRunning(Number(pid))) discard(join(folder, name));
  }
}

/** A leftover harms nobody; the first error is the one to tell. */
function discard(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {}
}

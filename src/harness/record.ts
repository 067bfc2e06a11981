/** The record on disk: `record/cells.jsonl`, one line of JSON per cell or replay, appended as results arrive, each with a checksum. */
import { closeSync, existsSync, fstatSync, fsyncSync, openSync, readSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { sha256 } from "./canonical.ts";
import type { RecordLine } from "./record.types.ts";
import { linesOf } from "./text-lines.ts";
import { about, checkSize, failedAt, makeFolder, syncFolder, writeBytes, writeWhole } from "./write-whole.ts";

export interface RecordWriter {
  /** A line as `writeLine` gives it. */
  readonly append: (written: string) => void;
  readonly close: () => void;
}

export const recordPath = (out: string): string => join(out, "record", "cells.jsonl");

/** `fresh` starts an empty record; otherwise lines are added to what is there. */
export function openRecord(out: string, fresh: boolean): RecordWriter {
  const path = recordPath(out);
  return about(path, () => {
    makeFolder(dirname(path));
    if (fresh) rmSync(path, { force: true });
    const torn = existsSync(path) && endsWithin(path);
    const file = openSync(path, "a");
    const append = appendTo(file);
    // A killed run may have left half a line: what follows must not be glued to it.
    if (torn) append("\n");
    syncFolder(dirname(path));
    return {
      append: (written) => about(path, () => append(`${written}\n`)),
      close: () => about(path, () => closeSync(file)),
    };
  });
}

/** Each text is on disk when the call returns: a finished cell is never measured twice. */
function appendTo(file: number): (text: string) => void {
  let { size } = fstatSync(file);
  return (text) => {
    const bytes = Buffer.from(text);
    writeBytes(file, bytes);
    size += bytes.length;
    checkSize(file, size);
    fsyncSync(file);
  };
}

/** Whether the last line of the file has no end. */
function endsWithin(path: string): boolean {
  const file = openSync(path, "r");
  try {
    const { size } = fstatSync(file);
    const last = Buffer.alloc(1);
    if (size > 0) readSync(file, last, 0, 1, size - 1);
    return size > 0 && last.toString() !== "\n";
  } finally {
    closeSync(file);
  }
}

/** A whole record at once, in place of what is there. */
export const writeRecord = (out: string, lines: readonly RecordLine[]): void =>
  writeWhole(recordPath(out), lines.map((line) => `${writeLine(line)}\n`).join(""));

const checkOf = (text: string): string => sha256(text).slice(0, 16);

/** The line with the hash of itself as its last key. */
export const writeLine = (line: RecordLine): string => withCheck(line);

/** JSON of an object, with the hash of itself as its last key. */
export function withCheck(value: object): string {
  const text = JSON.stringify(value);
  return `${text.slice(0, -1)},"check":"${checkOf(text)}"}`;
}

/** JSON may contain line separators that are no line feed. */
const checked = /^(\{.*),"check":"([0-9a-f]{16})"\}$/s;

/** null for a damaged line: not one byte of a measurement is taken on trust. */
export function readLine(written: string): RecordLine | null {
  const line = checkedValue(written);
  return isRecordLine(line) ? line : null;
}

/** What `withCheck` wrote; null when a byte of it is another. */
export function checkedValue(written: string): unknown {
  const [, body, check] = checked.exec(written) ?? [];
  const text = `${body}}`;
  return body === undefined || checkOf(text) !== check ? null : JSON.parse(text);
}

/** Of another version's format there is nothing to read. */
function isRecordLine(value: unknown): value is RecordLine {
  return typeof value === "object" && value !== null && "format" in value && value.format === "depthproof-record/1";
}

/** A line as reading it back gives it. */
export function asStored<Line extends RecordLine>(line: Line): Line {
  return readLine(writeLine(line)) as Line;
}

/** All undamaged lines, one at a time: the cell of a damaged one (the last of a killed run) counts as not measured. */
export function* recordLines(out: string): Generator<RecordLine> {
  const path = recordPath(out);
  if (!existsSync(path)) return;
  try {
    for (const written of linesOf(path)) {
      const line = readLine(written);
      if (line !== null) yield line;
    }
  } catch (error) {
    throw failedAt(path, error);
  }
}

export const readRecord = (out: string): RecordLine[] => [...recordLines(out)];

/** The record on disk: `record/cells.jsonl`, one line of JSON per cell or replay, appended as results arrive. */
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import type { RecordLine } from "./record.types.ts";

export interface RecordWriter {
  readonly append: (line: RecordLine) => void;
  readonly close: () => void;
}

export const recordPath = (out: string): string => join(out, "record", "cells.jsonl");

/** `fresh` starts an empty record; otherwise lines are added to what is there. */
export function openRecord(out: string, fresh: boolean): RecordWriter {
  const path = recordPath(out);
  mkdirSync(dirname(path), { recursive: true });
  if (fresh) rmSync(path, { force: true });
  const file = openSync(path, "a");
  return {
    append(line) {
      writeAll(file, Buffer.from(`${JSON.stringify(line)}\n`));
    },
    close() {
      fsyncSync(file);
      closeSync(file);
    },
  };
}

/** A single write may be short, on a full disk for example: loop, so that the error surfaces. */
function writeAll(file: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
}

/** All readable lines; a damaged line (the last one of a killed run) is skipped and its cell measured again. */
export function readRecord(out: string): RecordLine[] {
  let text: string;
  try {
    text = readFileSync(recordPath(out), "utf8");
  } catch {
    return [];
  }
  return text.split("\n").flatMap((line) => {
    const parsed = parseLine(line);
    return parsed ? [parsed] : [];
  });
}

function parseLine(line: string): RecordLine | null {
  if (line === "") return null;
  try {
    const value: unknown = JSON.parse(line);
    return isRecordLine(value) ? value : null;
  } catch {
    return null;
  }
}

function isRecordLine(value: unknown): value is RecordLine {
  if (typeof value !== "object" || value === null) return false;
  const { format, type, cell } = value as Record<string, unknown>;
  if (format !== "depthproof-record/1") return false;
  return (type === "cell" && typeof cell === "object") || (type === "replay" && typeof cell === "string");
}

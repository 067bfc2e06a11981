/** `merge DIR... --out DIR`: the shards of one plan joined, judged, reported and gated as one run. */
import { lockFolder } from "../folder-lock.ts";
import { type Merged, mergeRuns, type Part } from "../merge.ts";
import { readStoredRun, type StoredRun, writeRunFile } from "../output.ts";
import { writeRecord } from "../record.ts";
import { readBaseline } from "./baseline.ts";
import type { Print } from "./print.ts";
import { busy } from "./run.ts";
import { publish, type ShowFlags, show } from "./verify.ts";

export interface MergeFlags extends ShowFlags {
  readonly out: string;
  readonly command: string;
}

/** A missing cell is code 3 as everywhere; folders that do not belong together are a bad command line. */
const codes: Readonly<Record<Extract<Merged, { ok: false }>["kind"], number>> = { gap: 3, conflict: 2 };

function readParts(folders: readonly string[], print: Print): Part[] | null {
  const parts = folders.map((folder) => ({ folder, stored: readStoredRun(folder) }));
  const empty = parts.filter(({ stored }) => stored === null);
  for (const { folder } of empty) print.err(`${folder} holds no run`);
  return empty.length > 0 ? null : (parts as Part[]);
}

export async function merge(folders: readonly string[], flags: MergeFlags, print: Print): Promise<number> {
  const before = readBaseline(flags.baseline, print);
  const [first, ...others] = readParts(folders, print) ?? [];
  if (!before.ok || first === undefined) return 2;
  const merged = mergeRuns([first, ...others]);
  if (!merged.ok) {
    print.err(merged.reason);
    return codes[merged.kind];
  }
  const lock = lockFolder(flags.out);
  if (!lock.ok) {
    print.err(lock.message);
    return busy;
  }
  try {
    const stored = { ...merged.stored, run: { ...merged.stored.run, command: flags.command } };
    write(flags.out, stored);
    const results = await publish(flags.out, stored, print);
    show(flags.out, results, before.results, flags.json, print);
    return results.exitCode;
  } finally {
    lock.release();
  }
}

function write(out: string, { lines, ...file }: StoredRun): void {
  writeRecord(out, lines);
  writeRunFile(out, file);
}

/** `merge DIR... --out DIR`: the shards of one plan joined, judged, reported and gated as one run. */
import { lockFolder } from "../folder-lock.ts";
import { type Merged, mergeRuns, type Part } from "../merge.ts";
import { readStoredRun, type StoredRun, writeRunFile } from "../output.ts";
import type { PerformOptions } from "../perform-tasks.ts";
import { writeRecord } from "../record.ts";
import { replayMerged } from "../run.ts";
import { readBaseline } from "./baseline.ts";
import type { Print } from "./print.ts";
import type { Progress } from "./progress.ts";
import { busy } from "./run.ts";
import { publish, type ShowFlags, show } from "./verify.ts";

export interface MergeFlags extends ShowFlags, PerformOptions {
  readonly out: string;
  readonly command: string;
}

/** A missing cell is code 3 as everywhere; folders that do not belong together are a bad command line. */
const codes: Readonly<Record<Extract<Merged, { ok: false }>["kind"], number>> = { gap: 3, conflict: 2 };

function readParts(folders: readonly string[], print: Print): Part[] | null {
  const parts = folders.map((folder) => ({ folder, stored: readStoredRun(folder) }));
  const empty = parts.filter(({ stored }) => stored === null);
  for (const { folder } of empty) print.err(`${folder} holds no run that can be read`);
  return empty.length > 0 ? null : (parts as Part[]);
}

export async function merge(
  folders: readonly string[],
  flags: MergeFlags,
  print: Print,
  progress: Progress,
): Promise<number> {
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
    const stored = await completed(
      { ...merged.stored, run: { ...merged.stored.run, command: flags.command } },
      flags,
      progress,
    );
    if (flags.signal?.aborted) return Number(flags.signal.reason);
    const results = await publish(flags.out, stored, print, before.results);
    show(flags.out, results, before.results, flags.json, print);
    return results.exitCode;
  } finally {
    lock.release();
  }
}

/** Written, with the replays of what only the whole plan shows to fail. */
async function completed({ lines, ...file }: StoredRun, flags: MergeFlags, progress: Progress): Promise<StoredRun> {
  writeRecord(flags.out, lines);
  writeRunFile(flags.out, file);
  const all = await replayMerged(file.specs, file.plan, { ...flags, progress: progress.update });
  progress.end();
  return { ...file, lines: all };
}

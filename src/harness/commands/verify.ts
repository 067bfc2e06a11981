/** `verify`: lint, run, judge, report, gate. The exit code says whether every claim agrees with what its author expected. */
import { resolve } from "node:path";
import type { StoredRun } from "../output.ts";
import { writeReport, writeResults } from "../publish.ts";
import type { Results } from "../results.types.ts";
import { changesText, readBaseline } from "./baseline.ts";
import type { Print } from "./print.ts";
import type { Progress } from "./progress.ts";
import { measureRun, type RunFlags } from "./run.ts";
import { replayCommands, summaryText } from "./summary.ts";

export interface ShowFlags {
  readonly json: boolean;
  /** Folder of earlier results to compare with. */
  readonly baseline?: string | undefined;
}

export async function verify(
  paths: readonly string[],
  flags: RunFlags & ShowFlags,
  print: Print,
  progress: Progress,
): Promise<number> {
  // Read first: it may be the folder that is about to be written.
  const before = readBaseline(flags.baseline, print);
  if (!before.ok) return 2;
  return measureRun(paths, flags, print, progress, async (stored) => {
    const results = await publish(flags.out, stored, print, before.results);
    show(flags.out, results, before.results, flags.json, print);
    return flags.shard ? 0 : results.exitCode;
  });
}

/** Verdicts, witnesses and the page, written. */
export async function publish(
  out: string,
  stored: StoredRun,
  print: Print,
  before: Results | null = null,
): Promise<Results> {
  const results = writeResults(out, stored, before);
  print.err(`report: ${resolve(await writeReport(out, results))}`);
  return results;
}

/** Data on stdout; a comparison, and with --json how to replay what fails, for the person watching. */
export function show(out: string, results: Results, before: Results | null, json: boolean, print: Print): void {
  if (before !== null) print.err(changesText(before, results));
  print.out(json ? JSON.stringify(results, null, 2) : summaryText(results));
  for (const command of replayCommands(out, results)) (json ? print.err : print.out)(command);
}

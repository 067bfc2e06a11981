/** `verify`: lint, run, judge, report, gate. The exit code says whether every claim agrees with what its author expected. */
import { resolve } from "node:path";
import { writeReport, writeResults } from "../publish.ts";
import type { Results } from "../results.types.ts";
import type { Print } from "./print.ts";
import type { Progress } from "./progress.ts";
import { measureRun, type RunFlags } from "./run.ts";
import { summaryText } from "./summary.ts";

export async function verify(
  paths: readonly string[],
  flags: RunFlags & { readonly json: boolean; readonly root: string },
  print: Print,
  progress: Progress,
): Promise<number> {
  const outcome = await measureRun(paths, flags, print, progress);
  if (!outcome.ok) return outcome.exitCode;
  const results = writeResults(flags.out, outcome.stored, flags.root);
  const report = writeReport(flags.out, results);
  show(results, flags.json, print);
  print.err(`report: ${resolve(report)}`);
  return flags.shard ? 0 : results.exitCode;
}

export function show(results: Results, json: boolean, print: Print): void {
  print.out(json ? JSON.stringify(results, null, 2) : summaryText(results));
}

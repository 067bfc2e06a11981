/** `run`: measures a plan into an output folder. Exit code 0 once everything was measured, 3 where cells failed, 2 when nothing could run. */
import { join } from "node:path";
import { defaultEngine } from "../../models/engines/names.ts";
import { lockFolder } from "../folder-lock.ts";
import { type RunFile, type StoredRun, writeRunFile } from "../output.ts";
import { effectiveSpecs, type PlanOptions } from "../plan.ts";
import { runPlan } from "../run.ts";
import { runInfo } from "../run-info.ts";
import { selectedPlan } from "../selected-plan.ts";
import { type ShardNumber, shardOf } from "../shard.ts";
import type { Spec } from "../spec/types.ts";
import { sweepFolder } from "../write-whole.ts";
import { loadSpecs } from "./load.ts";
import type { Print } from "./print.ts";
import type { Progress } from "./progress.ts";

export interface RunFlags extends PlanOptions {
  readonly out: string;
  readonly jobs: number;
  readonly fresh: boolean;
  readonly cellSeconds: number;
  readonly cellMegabytes: number;
  readonly shard?: ShardNumber | undefined;
  /** Aborted with the exit code of the interruption as its reason. */
  readonly signal?: AbortSignal | undefined;
  /** The folder the command was started in. */
  readonly root: string;
  readonly tool: string;
  readonly command: string;
}

/** The output folder is another process's (EX_TEMPFAIL of sysexits.h). */
export const busy = 75 as const;

const optionsOf = ({ profile, depths, seeds, seed, engine, claims, tags }: RunFlags): PlanOptions => ({
  profile,
  depths,
  seeds,
  seed,
  engine,
  claims,
  tags,
});

/** What this command line would run; null where nothing may, and why has been printed. */
function prepare(paths: readonly string[], flags: RunFlags, print: Print): RunFile | null {
  const specs: readonly Spec[] | null = loadSpecs(paths, print);
  if (specs === null) return null;
  const options = optionsOf(flags);
  const selected = selectedPlan(specs, options);
  if (!selected.ok) {
    for (const problem of selected.problems) print.err(problem);
    return null;
  }
  const { plan: whole } = selected;
  const { tool, command, profile, root, shard } = flags;
  const chosen = effectiveSpecs(specs, options);
  const seeds = chosen.map((spec) => spec.seed);
  const engine = flags.engine ?? defaultEngine;
  const run = runInfo({ started: new Date(), engine, tool, command, profile, planHash: whole.hash, seeds }, 0);
  const plan = shard ? shardOf(whole, shard) : whole;
  return { format: "depthproof-run/1", run, root, options, plan, shard, specs: chosen };
}

/** Lint, plan and measure, then `finish`, all of it as the only writer of the output folder. */
export async function measureRun(
  paths: readonly string[],
  flags: RunFlags,
  print: Print,
  progress: Progress,
  finish: (stored: StoredRun) => Promise<number>,
): Promise<number> {
  const file = prepare(paths, flags, print);
  if (file === null) return 2;
  const lock = lockFolder(flags.out);
  if (!lock.ok) {
    print.err(lock.message);
    return busy;
  }
  try {
    for (const folder of [flags.out, join(flags.out, "record")]) sweepFolder(folder);
    const stored = await measured(file, flags, print, progress);
    return flags.signal?.aborted ? interrupted(stored, flags, print) : await finish(stored);
  } finally {
    lock.release();
  }
}

/** The plan is on disk before the first cell is, so that a run cut short can be judged for what it is. */
async function measured(file: RunFile, flags: RunFlags, print: Print, progress: Progress): Promise<StoredRun> {
  const begin = performance.now();
  writeRunFile(flags.out, file);
  const { lines, reused } = await runPlan(file.specs, file.plan, {
    ...flags,
    extent: file.shard === undefined ? "whole" : "shard",
    progress: progress.update,
  });
  progress.end();
  if (reused > 0)
    print.err(`${reused} of ${file.plan.cells.length} cells taken from the record (--fresh measures them again)`);
  const seconds = Math.round((performance.now() - begin) / 100) / 10;
  const timed = { ...file, run: { ...file.run, seconds } };
  writeRunFile(flags.out, timed);
  return { ...timed, lines };
}

/** The cells of the plan that ended well. */
function finishedCells({ plan, lines }: StoredRun): number {
  const ok = new Set(lines.flatMap((line) => (line.type === "cell" && line.status === "ok" ? [line.cell.id] : [])));
  return plan.cells.filter(({ id }) => ok.has(id)).length;
}

function interrupted(stored: StoredRun, { fresh, signal }: RunFlags, print: Print): number {
  const again = fresh ? "the same command without --fresh" : "the same command";
  print.err(
    `interrupted with ${finishedCells(stored)} of ${stored.plan.cells.length} cells measured; ${again} resumes`,
  );
  return Number(signal?.reason);
}

export async function run(
  paths: readonly string[],
  flags: RunFlags,
  print: Print,
  progress: Progress,
): Promise<number> {
  return measureRun(paths, flags, print, progress, async (stored) => {
    const cells = stored.plan.cells.length;
    const failed = cells - finishedCells(stored);
    print.out(`${cells - failed} cells measured, ${failed} failed: ${flags.out}`);
    return failed === 0 ? 0 : 3;
  });
}

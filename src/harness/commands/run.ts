/** `run`: measures a plan into an output folder. Exit code 0 once everything was measured, 3 where cells failed, 2 when nothing could run. */

import { type StoredRun, writeRunFile } from "../output.ts";
import { effectiveSpecs, type PlanOptions, planRun } from "../plan.ts";
import { planProblems } from "../plan-problems.ts";
import { runPlan } from "../run.ts";
import { runInfo } from "../run-info.ts";
import { shardOf } from "../shard.ts";
import type { Shard } from "./flags.ts";
import { loadSpecs } from "./load.ts";
import type { Print } from "./print.ts";
import type { Progress } from "./progress.ts";

export interface RunFlags extends PlanOptions {
  readonly out: string;
  readonly jobs: number;
  readonly fresh: boolean;
  readonly cellSeconds: number;
  readonly shard?: Shard | undefined;
  readonly tool: string;
  readonly command: string;
}

export type RunOutcome =
  | { readonly ok: true; readonly stored: StoredRun }
  | { readonly ok: false; readonly exitCode: number };

/** Lint, plan and measure; the stored run is on disk when this returns. */
export async function measureRun(
  paths: readonly string[],
  flags: RunFlags,
  print: Print,
  progress: Progress,
): Promise<RunOutcome> {
  const specs = loadSpecs(paths, print);
  if (specs === null) return { ok: false, exitCode: 2 };
  const options = optionsOf(flags);
  const problems = planProblems(specs, options);
  for (const problem of problems) print.err(problem);
  if (problems.length > 0) return { ok: false, exitCode: 2 };
  const whole = planRun(specs, options);
  const plan = flags.shard ? shardOf(whole, flags.shard) : whole;
  const effective = effectiveSpecs(specs, options);
  const started = new Date();
  const begin = performance.now();
  const { lines, reused } = await runPlan(effective, plan, {
    out: flags.out,
    jobs: flags.jobs,
    fresh: flags.fresh,
    cellSeconds: flags.cellSeconds,
    progress: (stage, done, total, note) => progress.update(stage, done, total, note),
  });
  progress.end();
  if (reused > 0)
    print.err(`${reused} of ${plan.cells.length} cells taken from the record (--fresh measures them again)`);
  const start = { started, tool: flags.tool, command: flags.command, profile: flags.profile, planHash: whole.hash };
  const file = {
    format: "depthproof-run/1",
    run: runInfo(start, (performance.now() - begin) / 1000),
    options,
    plan,
    specs: effective,
  } as const;
  writeRunFile(flags.out, file);
  return { ok: true, stored: { ...file, lines } };
}

function optionsOf({ profile, depths, seeds, seed, claims, tags }: RunFlags): PlanOptions {
  return { profile, depths, seeds, seed, claims, tags };
}

export async function run(
  paths: readonly string[],
  flags: RunFlags,
  print: Print,
  progress: Progress,
): Promise<number> {
  const outcome = await measureRun(paths, flags, print, progress);
  if (!outcome.ok) return outcome.exitCode;
  const failed = outcome.stored.lines.filter((line) => line.type === "cell" && line.status !== "ok");
  print.out(
    `${outcome.stored.plan.cells.length - failed.length} cells measured, ${failed.length} failed: ${flags.out}`,
  );
  return failed.length === 0 ? 0 : 3;
}

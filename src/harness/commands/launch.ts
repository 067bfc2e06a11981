/** `launch github|slurm`: prints what starts a plan's shards elsewhere, and starts nothing. Exit code 0, or 2 when nothing could run. */
import { githubMatrix, mostJobs } from "../launch/github.ts";
import { sharesOf } from "../launch/shares.ts";
import { type SlurmOptions, slurmScript } from "../launch/slurm.ts";
import type { PlanOptions } from "../plan.ts";
import type { Plan } from "../plan.types.ts";
import { selectedPlan } from "../selected-plan.ts";
import { loadSpecs } from "./load.ts";
import type { Print } from "./print.ts";

export const launchers = ["github", "slurm"] as const;
export type Launcher = (typeof launchers)[number];

export interface LaunchFlags extends PlanOptions, Omit<SlurmOptions, "selection" | "planHash"> {
  readonly shards: number;
}

/** The flags that select what is selected here. */
function selectionFlags({ profile, depths, seeds, seed, engine, claims = [], tags = [] }: PlanOptions): string[] {
  const one = (name: string, value: string | number | undefined): string[] =>
    value === undefined ? [] : [name, String(value)];
  return [
    ...one("--profile", profile),
    ...one("--depth", depths?.join(",")),
    ...one("--seeds", seeds),
    ...one("--seed", seed),
    ...one("--engine", engine),
    ...claims.flatMap((claim) => ["--claim", claim]),
    ...tags.flatMap((tag) => ["--tag", tag]),
  ];
}

export function launch(launcher: Launcher, paths: readonly string[], flags: LaunchFlags, print: Print): number {
  const specs = loadSpecs(paths, print);
  if (specs === null) return 2;
  const selected = selectedPlan(specs, flags);
  const problems = selected.ok ? [] : [...selected.problems];
  if (launcher === "github" && flags.shards > mostJobs)
    problems.push(`GitHub starts at most ${mostJobs} jobs of one matrix, not ${flags.shards}`);
  for (const problem of problems) print.err(problem);
  if (!selected.ok || problems.length > 0) return 2;
  print.out(textFor(launcher, paths, flags, selected.plan));
  return 0;
}

function textFor(launcher: Launcher, paths: readonly string[], flags: LaunchFlags, plan: Plan): string {
  const shares = sharesOf(plan, flags.shards);
  switch (launcher) {
    case "github":
      return githubMatrix(shares);
    case "slurm": {
      const selection = [...paths, ...selectionFlags(flags)];
      return slurmScript(shares, { ...flags, selection, planHash: plan.hash }).trimEnd();
    }
    default:
      return launcher satisfies never;
  }
}

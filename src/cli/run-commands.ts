/** `verify`, `run` and `merge`: the commands that measure. Each loads when it is called. */
import type { Command } from "commander";
import { type RunSelection, runFlags, type Show, showFlags, withJobs, withRun, withShow } from "./options.ts";
import type { Shell } from "./shell.ts";

export function addVerify(program: Command, shell: Shell): void {
  withShow(withRun(program.command("verify")))
    .description("lint, run, judge, report and gate; no SPEC: all of specs/")
    .argument("[spec...]", "spec files or folders")
    .addHelpText(
      "after",
      "\nExamples:\n  depthproof verify\n  depthproof verify my-claim.yaml --out reports/mine --depth 1,2,4\n  depthproof verify --profile nightly --jobs 8\n\nExit codes: 0 as expected, 1 confirmed violation, 2 bad spec or flags, 3 failed cell, 4 control not caught, 5 vacuous or inconclusive.",
    )
    .action(async (paths: string[], options: RunSelection & Show) => {
      const { verify } = await import("../harness/commands/verify.ts");
      const flags = { ...runFlags(shell, options), ...showFlags(options) };
      shell.exit(await verify(paths, flags, shell.print, shell.watch()));
    });
}

export function addRun(program: Command, shell: Shell): void {
  withRun(program.command("run"))
    .description("measure only; resumes what the output folder already has")
    .argument("[spec...]", "spec files or folders")
    .addHelpText(
      "after",
      "\nExamples:\n  depthproof run --out reports/sweep\n  depthproof run specs/poster --shard 2/4 --out reports/part-2",
    )
    .action(async (paths: string[], options: RunSelection) => {
      const { run } = await import("../harness/commands/run.ts");
      shell.exit(await run(paths, runFlags(shell, options), shell.print, shell.watch()));
    });
}

export function addMerge(program: Command, shell: Shell): void {
  withShow(withJobs(program.command("merge")))
    .description("join the shards of one plan, then judge, report and gate")
    .argument("<dir...>", "output folders of run --shard")
    .requiredOption("--out <dir>", "output folder")
    .addHelpText("after", "\nExample:\n  depthproof merge reports/part-1 reports/part-2 --out reports/latest")
    .action(async (folders: string[], options: RunSelection & Show) => {
      const { merge } = await import("../harness/commands/merge.ts");
      const flags = { ...runFlags(shell, options), ...showFlags(options) };
      shell.exit(await merge(folders, flags, shell.print, shell.watch()));
    });
}

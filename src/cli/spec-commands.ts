/** `lint`, `plan`, `launch` and `list`: what can be said of specs without running anything. */
import { Argument, type Command } from "commander";
import { type Launcher, launch, launchers } from "../harness/commands/launch.ts";
import { lint } from "../harness/commands/lint.ts";
import { list, listings } from "../harness/commands/list.ts";
import { plan } from "../harness/commands/plan.ts";
import { integer, planOptions, type Selection, withSelection } from "./options.ts";
import type { Shell } from "./shell.ts";

export function addLint(program: Command, { print, exit }: Shell): void {
  program
    .command("lint")
    .description("check specs without running anything; no SPEC: all of specs/")
    .argument("[spec...]", "spec files or folders")
    .option("--json", "problems as JSON")
    .addHelpText("after", "\nExamples:\n  depthproof lint\n  depthproof lint specs/controls my-claim.yaml")
    .action((paths: string[], options: { json?: boolean }) => exit(lint(paths, options, print)));
}

export function addPlan(program: Command, { print, exit }: Shell): void {
  withSelection(program.command("plan"))
    .description("list the cells a run would consist of; no SPEC: all of specs/")
    .argument("[spec...]", "spec files or folders")
    .option("--json", "the plan as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  depthproof plan --profile full\n  depthproof plan my-claim.yaml --depth 8 --seeds 1 --json",
    )
    .action((paths: string[], options: Selection) =>
      exit(plan(paths, { ...planOptions(options), json: options.json }, print)),
    );
}

interface LaunchOptions extends Selection {
  readonly shards: number;
  readonly out: string;
  readonly cpus: number;
  readonly cellMegabytes: number;
  readonly minutes: number;
}

export function addLaunch(program: Command, { print, exit, root, program: call }: Shell): void {
  withSelection(program.command("launch"))
    .description("print what runs the plan's shards elsewhere: the matrix of a GitHub job, or a Slurm batch script")
    .addArgument(new Argument("<where>").choices(launchers))
    .argument("[spec...]", "spec files or folders")
    .option("--shards <n>", "most machines at once", integer(1, 10_000), 4)
    .option("--out <dir>", "Slurm: gets one folder per shard", "reports/shards")
    .option("--cpus <n>", "Slurm: processors, and worker processes, per shard", integer(1, 256), 4)
    .option("--cell-megabytes <n>", "Slurm: memory per worker process", integer(256, 1_048_576), 4096)
    .option("--minutes <n>", "Slurm: time limit of a shard", integer(2, 40_000), 360)
    .addHelpText(
      "after",
      "\nExamples:\n  depthproof launch github --profile nightly --shards 8\n  depthproof launch slurm specs/poster --shards 16 > sweep.sh && sbatch sweep.sh",
    )
    .action((where: Launcher, paths: string[], options: LaunchOptions) => {
      const { shards, out, cpus, cellMegabytes: megabytes, minutes } = options;
      const slurm = { program: call, root, out, cpus, megabytes, minutes };
      exit(launch(where, paths, { ...planOptions(options), shards, ...slurm }, print));
    });
}

export function addList(program: Command, { print, exit }: Shell): void {
  program
    .command("list")
    .description("the names a spec may use")
    .argument("<what>", Object.keys(listings).join(" | "))
    .option("--json", "as JSON")
    .addHelpText("after", "\nExamples:\n  depthproof list quantities\n  depthproof list activations --json")
    .action((what: string, options: { json?: boolean }) => exit(list(what, options, print)));
}

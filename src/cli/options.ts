/** The flags that commands share, and what the commands take for them. */
import { availableParallelism } from "node:os";
import { type Command, InvalidArgumentError, Option } from "commander";
import { type Flag, readDepths, readInteger, readShard, type Shard } from "../harness/commands/flags.ts";
import type { RunFlags } from "../harness/commands/run.ts";
import type { ShowFlags } from "../harness/commands/verify.ts";
import type { PlanOptions } from "../harness/plan.ts";
import { profileNames } from "../harness/spec/profiles.ts";
import { defaultEngine, type EngineName, engineNames } from "../models/engines/names.ts";
import type { Shell } from "./shell.ts";

/** A flag's reader as commander wants it: it throws what commander turns into exit code 2. */
function flag<Value>(read: (text: string) => Flag<Value>): (text: string) => Value {
  return (text) => {
    const result = read(text);
    if (result.ok) return result.value;
    throw new InvalidArgumentError(result.message);
  };
}

const collect = (name: string, names: readonly string[] = []): readonly string[] => [...names, name];

export const integer = (least: number, most: number): ((text: string) => number) =>
  flag((text) => readInteger(text, least, most));

export interface Selection {
  readonly profile: PlanOptions["profile"];
  readonly depth?: readonly number[];
  readonly seeds?: number;
  readonly seed?: number;
  readonly engine?: EngineName;
  readonly claim?: readonly string[];
  readonly tag?: readonly string[];
  readonly json?: boolean;
}

export const engineOption = (): Option =>
  new Option("--engine <name>", "what measures; float64 is the slow, readable reference")
    .choices(engineNames)
    .default(defaultEngine);

/** The flags that say which part of the specs to take. */
export const withSelection = (command: Command): Command =>
  command
    .addOption(new Option("--profile <name>", "how much to search").choices(profileNames).default("quick"))
    .option("--depth <list>", "depths instead of the sweep's, such as 1,2,4", flag(readDepths))
    .option("--seeds <n>", "number of seeds", integer(1, 1000))
    .option("--seed <n>", "master seed instead of the spec's", integer(0, Number.MAX_SAFE_INTEGER))
    .addOption(engineOption())
    .option("--claim <id>", "only this claim, its ablations and controls (repeatable)", collect)
    .option("--tag <tag>", "only specs with this tag (repeatable)", collect);

export const planOptions = ({ profile, depth, seeds, seed, engine, claim, tag }: Selection): PlanOptions => ({
  profile,
  depths: depth,
  seeds,
  seed,
  engine,
  claims: claim,
  tags: tag,
});

export interface RunSelection extends Selection {
  readonly out: string;
  readonly jobs: number;
  readonly cellSeconds: number;
  readonly cellMegabytes: number;
  readonly fresh?: boolean;
  readonly shard?: Shard;
}

/** The flags of commands that start workers. */
export const withJobs = (command: Command): Command =>
  command
    .option("--jobs <n>", "worker processes", integer(1, 256), availableParallelism())
    .option("--cell-seconds <n>", "time limit per cell", integer(1, 86_400), 600)
    .option(
      "--cell-megabytes <n>",
      "memory limit per worker process, typed arrays included",
      integer(256, 1_048_576),
      4096,
    );

/** The flags of commands that measure. */
export const withRun = (command: Command): Command =>
  withJobs(withSelection(command).option("--out <dir>", "output folder", "reports/latest"))
    .option("--shard <i/n>", "only share i of n (from 1); never gates", flag(readShard))
    .option("--fresh", "measure everything again instead of resuming");

export const runFlags = (shell: Shell, options: RunSelection): RunFlags => ({
  ...planOptions(options),
  out: options.out,
  jobs: options.jobs,
  fresh: options.fresh === true,
  cellSeconds: options.cellSeconds,
  cellMegabytes: options.cellMegabytes,
  shard: options.shard,
  signal: shell.interruption(),
  root: shell.root,
  tool: `depthproof ${shell.version}`,
  command: shell.commandLine,
});

/** The flags of commands that judge. */
export const withShow = (command: Command): Command =>
  command
    .option("--json", "results as JSON on stdout")
    .option("--baseline <dir>", "say on stderr what changed since these earlier results; never gates");

export interface Show {
  readonly json?: boolean;
  readonly baseline?: string;
}

export const showFlags = ({ json, baseline }: Show): ShowFlags => ({ json: json === true, baseline });

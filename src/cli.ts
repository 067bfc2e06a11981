#!/usr/bin/env node
/** The command line: arguments to one call of a command. The only file that knows the process, the console and exit codes. */
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { type Flag, readDepths, readInteger, readShard, type Shard } from "./harness/commands/flags.ts";
import { lint } from "./harness/commands/lint.ts";
import { list, listings } from "./harness/commands/list.ts";
import { plan } from "./harness/commands/plan.ts";
import type { Print } from "./harness/commands/print.ts";
import { progress } from "./harness/commands/progress.ts";
import type { RunFlags } from "./harness/commands/run.ts";
import type { PlanOptions } from "./harness/plan.ts";
import { profileNames } from "./harness/spec/profiles.ts";

/** Commands load when they are called: `inspect` does not wait for charts and templates. */
const print: Print = {
  out: (text) => process.stdout.write(`${text}\n`),
  err: (text) => process.stderr.write(`${text}\n`),
};

/** A flag's reader as commander wants it: it throws what commander turns into exit code 2. */
function flag<Value>(read: (text: string) => Flag<Value>): (text: string) => Value {
  return (text) => {
    const result = read(text);
    if (result.ok) return result.value;
    throw new InvalidArgumentError(result.message);
  };
}

const collect = (name: string, names: readonly string[] = []): readonly string[] => [...names, name];

interface Selection {
  readonly profile: PlanOptions["profile"];
  readonly depth?: readonly number[];
  readonly seeds?: number;
  readonly seed?: number;
  readonly claim?: readonly string[];
  readonly tag?: readonly string[];
  readonly json?: boolean;
}

/** The flags that say which part of the specs to take. */
function withSelection(command: Command): Command {
  return command
    .addOption(new Option("--profile <name>", "how much to search").choices(profileNames).default("quick"))
    .option("--depth <list>", "depths instead of the sweep's, such as 1,2,4", flag(readDepths))
    .option(
      "--seeds <n>",
      "number of seeds",
      flag((text) => readInteger(text, 1, 1000)),
    )
    .option(
      "--seed <n>",
      "master seed instead of the spec's",
      flag((text) => readInteger(text, 0, Number.MAX_SAFE_INTEGER)),
    )
    .option("--claim <id>", "only this claim, its ablations and controls (repeatable)", collect)
    .option("--tag <tag>", "only specs with this tag (repeatable)", collect);
}

const planOptions = ({ profile, depth, seeds, seed, claim, tag }: Selection): PlanOptions => ({
  profile,
  depths: depth,
  seeds,
  seed,
  claims: claim,
  tags: tag,
});

interface RunSelection extends Selection {
  readonly out: string;
  readonly jobs: number;
  readonly cellSeconds: number;
  readonly fresh?: boolean;
  readonly shard?: Shard;
}

/** The flags of commands that start workers. */
const withJobs = (command: Command): Command =>
  command
    .option(
      "--jobs <n>",
      "worker processes",
      flag((text) => readInteger(text, 1, 256)),
      availableParallelism(),
    )
    .option(
      "--cell-seconds <n>",
      "time limit per cell",
      flag((text) => readInteger(text, 1, 86_400)),
      600,
    );

/** The flags of commands that measure. */
const withRun = (command: Command): Command =>
  withJobs(withSelection(command).option("--out <dir>", "output folder", "reports/latest"))
    .option("--shard <i/n>", "only share i of n (from 1); never gates", flag(readShard))
    .option("--fresh", "measure everything again instead of resuming");

/** The flags of commands that judge. */
const withShow = (command: Command): Command =>
  command
    .option("--json", "results as JSON on stdout")
    .option("--baseline <dir>", "say on stderr what changed since these earlier results; never gates");

interface Show {
  readonly json?: boolean;
  readonly baseline?: string;
}

const showFlags = ({ json, baseline }: Show) => ({ json: json === true, baseline });

const commandLine = (): string => ["depthproof", ...process.argv.slice(2)].join(" ");

/** The first signal stops a run in good order; a second one ends the process at once. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  const stop = (code: number) => () => {
    if (controller.signal.aborted) process.exit(code);
    controller.abort(code);
  };
  process.on("SIGINT", stop(130)).on("SIGTERM", stop(143));
  return controller.signal;
}

const runFlags = (options: RunSelection): RunFlags => ({
  ...planOptions(options),
  out: options.out,
  jobs: options.jobs,
  fresh: options.fresh === true,
  cellSeconds: options.cellSeconds,
  shard: options.shard,
  signal: interruption(),
  root: process.cwd(),
  tool: `depthproof ${version()}`,
  command: commandLine(),
});

const watch = () =>
  progress({
    isTerminal: process.stderr.isTTY === true,
    columns: process.stderr.columns ?? 80,
    write: (text) => process.stderr.write(text),
  });

const version = (): string => JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")).version;

/** Runs one command line; the exit code. */
async function main(args: readonly string[]): Promise<number> {
  let code = 0;
  const program = new Command("depthproof")
    .description("Judges published statements about deep residual networks by hunting for counterexamples.")
    .version(version())
    .exitOverride()
    .showHelpAfterError("(add --help for the usage)")
    .addHelpText(
      "after",
      "\nExamples:\n  depthproof lint\n  depthproof plan specs --depth 1,2,4 --profile nightly\n  depthproof list quantities",
    );

  program
    .command("lint")
    .description("check specs without running anything; no SPEC: all of specs/")
    .argument("[spec...]", "spec files or folders")
    .option("--json", "problems as JSON")
    .addHelpText("after", "\nExamples:\n  depthproof lint\n  depthproof lint specs/controls my-claim.yaml")
    .action((paths: string[], options: { json?: boolean }) => {
      code = lint(paths, options, print);
    });

  withSelection(program.command("plan"))
    .description("list the cells a run would consist of; no SPEC: all of specs/")
    .argument("[spec...]", "spec files or folders")
    .option("--json", "the plan as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  depthproof plan --profile full\n  depthproof plan my-claim.yaml --depth 8 --seeds 1 --json",
    )
    .action((paths: string[], options: Selection) => {
      code = plan(paths, { ...planOptions(options), json: options.json }, print);
    });

  withShow(withRun(program.command("verify")))
    .description("lint, run, judge, report and gate; no SPEC: all of specs/")
    .argument("[spec...]", "spec files or folders")
    .addHelpText(
      "after",
      "\nExamples:\n  depthproof verify\n  depthproof verify my-claim.yaml --out reports/mine --depth 1,2,4\n  depthproof verify --profile nightly --jobs 8\n\nExit codes: 0 as expected, 1 confirmed violation, 2 bad spec or flags, 3 failed cell, 4 control not caught, 5 vacuous or inconclusive.",
    )
    .action(async (paths: string[], options: RunSelection & Show) => {
      const { verify } = await import("./harness/commands/verify.ts");
      code = await verify(paths, { ...runFlags(options), ...showFlags(options) }, print, watch());
    });

  withRun(program.command("run"))
    .description("measure only; resumes what the output folder already has")
    .argument("[spec...]", "spec files or folders")
    .addHelpText(
      "after",
      "\nExamples:\n  depthproof run --out reports/sweep\n  depthproof run specs/poster --shard 2/4 --out reports/part-2",
    )
    .action(async (paths: string[], options: RunSelection) => {
      const { run } = await import("./harness/commands/run.ts");
      code = await run(paths, runFlags(options), print, watch());
    });

  withShow(withJobs(program.command("merge")))
    .description("join the shards of one plan, then judge, report and gate")
    .argument("<dir...>", "output folders of run --shard")
    .requiredOption("--out <dir>", "output folder")
    .addHelpText("after", "\nExample:\n  depthproof merge reports/part-1 reports/part-2 --out reports/latest")
    .action(async (folders: string[], options: RunSelection & Show) => {
      const { merge } = await import("./harness/commands/merge.ts");
      code = await merge(folders, { ...runFlags(options), ...showFlags(options) }, print, watch());
    });

  withShow(program.command("judge"))
    .description("judge a stored run again; measures nothing")
    .argument("<dir>", "output folder of a run")
    .addHelpText("after", "\nExample:\n  depthproof judge reports/latest")
    .action(async (out: string, options: Show) => {
      const { judgeFolder } = await import("./harness/commands/judge.ts");
      code = await judgeFolder(out, showFlags(options), print);
    });

  program
    .command("report")
    .description("render index.html from results.json")
    .argument("<dir>", "output folder of a run")
    .addHelpText("after", "\nExample:\n  depthproof report reports/latest")
    .action(async (out: string) => {
      const { reportFolder } = await import("./harness/commands/judge.ts");
      code = await reportFolder(out, print);
    });

  program
    .command("replay")
    .description("measure a stored witness again by both routes")
    .argument("<witness>", "a file of witnesses/")
    .option("--json", "as JSON")
    .addHelpText("after", "\nExample:\n  depthproof replay reports/latest/witnesses/deep_dichotomy-dichotomy.json")
    .action(async (path: string, options: { json?: boolean }) => {
      const { replay } = await import("./harness/commands/replay.ts");
      code = replay(path, { json: options.json === true }, print);
    });

  program
    .command("inspect")
    .description("every quantity at a parameter point")
    .argument("<point>", "a point file")
    .option("--json", "as JSON")
    .addHelpText("after", "\nExample:\n  depthproof inspect point.json --json")
    .action(async (path: string, options: { json?: boolean }) => {
      const { inspect } = await import("./harness/commands/inspect.ts");
      code = inspect(path, { json: options.json === true }, print);
    });

  program
    .command("list")
    .description("the names a spec may use")
    .argument("<what>", Object.keys(listings).join(" | "))
    .option("--json", "as JSON")
    .addHelpText("after", "\nExamples:\n  depthproof list quantities\n  depthproof list activations --json")
    .action((what: string, options: { json?: boolean }) => {
      code = list(what, options, print);
    });

  try {
    await program.parseAsync(args, { from: "user" });
    return code;
  } catch (error) {
    // Help and version end with 0; everything else commander throws is a bad command line, already printed.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
}

// A reader that went away, as in `depthproof plan | head`, is no failure: exit code 1 would mean a violation.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}

/** A bug or a broken machine (EX_SOFTWARE of sysexits.h): Node's own code for it, 1, would mean a violation. */
function crash(error: unknown): never {
  const system = error instanceof Error && error.cause instanceof Error ? error.message : null;
  print.err(
    `depthproof failed: ${system ?? (error instanceof Error ? (error.stack ?? error.message) : String(error))}`,
  );
  process.exit(70);
}
process.on("uncaughtException", crash);

process.exitCode = await main(process.argv.slice(2)).catch(crash);

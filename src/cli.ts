#!/usr/bin/env node
/** The command line: arguments to one call of a command. The only file that knows the process, the console and exit codes. */
import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { addInspect, addJudge, addPower, addReplay, addReport, addSite } from "./cli/file-commands.ts";
import { addAnnotate, addInit } from "./cli/project-commands.ts";
import { addMerge, addRun, addVerify } from "./cli/run-commands.ts";
import type { Shell } from "./cli/shell.ts";
import { addLaunch, addLint, addList, addPlan } from "./cli/spec-commands.ts";
import type { Print } from "./harness/commands/print.ts";
import { progress } from "./harness/commands/progress.ts";

const print: Print = {
  out: (text) => process.stdout.write(`${text}\n`),
  err: (text) => process.stderr.write(`${text}\n`),
};

/** The first signal stops a run in good order; a second one ends the process at once. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  const stop = (code: number) => () => {
    if (controller.signal.aborted) process.exit(code);
    controller.abort(code);
  };
  process.on("SIGINT", stop(130)).on("SIGTERM", stop(143)).on("SIGHUP", stop(143));
  return controller.signal;
}

const shellFor = (args: readonly string[], exit: Shell["exit"]): Shell => ({
  print,
  watch: () =>
    progress({
      isTerminal: process.stderr.isTTY === true,
      columns: process.stderr.columns ?? 80,
      write: (text) => process.stderr.write(text),
    }),
  interruption,
  root: process.cwd(),
  program: [process.execPath, ...process.argv.slice(1, 2)],
  version: JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")).version,
  commandLine: ["depthproof", ...args].join(" "),
  exit,
});

/** In the order of the help. */
const commands = [
  addInit,
  addLint,
  addPlan,
  addVerify,
  addRun,
  addMerge,
  addLaunch,
  addJudge,
  addReport,
  addSite,
  addPower,
  addReplay,
  addInspect,
  addAnnotate,
  addList,
] as const;

/** Runs one command line; the exit code. */
async function main(args: readonly string[]): Promise<number> {
  let code = 0;
  const shell = shellFor(args, (set) => {
    code = set;
  });
  const program = new Command("depthproof")
    .description("Judges published statements about deep residual networks by hunting for counterexamples.")
    .version(shell.version)
    .exitOverride()
    .showHelpAfterError("(add --help for the usage)")
    .addHelpText(
      "after",
      "\nExamples:\n  depthproof lint\n  depthproof plan specs --depth 1,2,4 --profile nightly\n  depthproof list quantities",
    );
  for (const add of commands) add(program, shell);
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

/** `lint`, `plan` and `list`: what can be said of specs without running anything. */
import type { Command } from "commander";
import { lint } from "../harness/commands/lint.ts";
import { list, listings } from "../harness/commands/list.ts";
import { plan } from "../harness/commands/plan.ts";
import { planOptions, type Selection, withSelection } from "./options.ts";
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

export function addList(program: Command, { print, exit }: Shell): void {
  program
    .command("list")
    .description("the names a spec may use")
    .argument("<what>", Object.keys(listings).join(" | "))
    .option("--json", "as JSON")
    .addHelpText("after", "\nExamples:\n  depthproof list quantities\n  depthproof list activations --json")
    .action((what: string, options: { json?: boolean }) => exit(list(what, options, print)));
}

/** `init` and `annotate`: the commands for the repository of somebody's specs and its workflows. Each loads when it is called. */
import type { Command } from "commander";
import type { Shell } from "./shell.ts";

export function addInit(program: Command, { print, exit, version }: Shell): void {
  program
    .command("init")
    .description("write a commented spec, its data and a workflow; never overwrites")
    .argument("[dir]", "where", ".")
    .addHelpText("after", "\nExample:\n  depthproof init my-theorem")
    .action(async (folder: string) => {
      const { init } = await import("../harness/commands/init.ts");
      exit(init(folder, { version }, print));
    });
}

export function addAnnotate(program: Command, { print, exit }: Shell): void {
  program
    .command("annotate")
    .description("print GitHub annotations, one per claim that disagrees, on its line of the spec; never gates")
    .argument("<dir>", "output folder of a run")
    .option("--summary <file>", "append the verdicts as Markdown, to $GITHUB_STEP_SUMMARY for instance")
    .option("--history <site>", "also warn of margins that shrink steadily in this site of earlier runs")
    .addHelpText("after", '\nExample:\n  depthproof annotate reports/latest --summary "$GITHUB_STEP_SUMMARY"')
    .action(async (out: string, options: { summary?: string; history?: string }) => {
      const { annotate } = await import("../harness/commands/annotate.ts");
      exit(annotate(out, { summary: options.summary ?? null, history: options.history ?? null }, print));
    });
}

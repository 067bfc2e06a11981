/** `judge`, `report`, `site`, `power`, `replay` and `inspect`: the commands that look at what is stored. Each loads when it is called. */
import type { Command } from "commander";
import type { EngineName } from "../models/engines/names.ts";
import { engineOption, integer, type Show, showFlags, withShow } from "./options.ts";
import type { Shell } from "./shell.ts";

export function addJudge(program: Command, { print, exit }: Shell): void {
  withShow(program.command("judge"))
    .description("judge a stored run again; measures nothing")
    .argument("<dir>", "output folder of a run")
    .addHelpText("after", "\nExample:\n  depthproof judge reports/latest")
    .action(async (out: string, options: Show) => {
      const { judgeFolder } = await import("../harness/commands/judge.ts");
      exit(await judgeFolder(out, showFlags(options), print));
    });
}

export function addReport(program: Command, { print, exit }: Shell): void {
  program
    .command("report")
    .description("render index.html from results.json")
    .argument("<dir>", "output folder of a run")
    .addHelpText("after", "\nExample:\n  depthproof report reports/latest")
    .action(async (out: string) => {
      const { reportFolder } = await import("../harness/commands/judge.ts");
      exit(await reportFolder(out, print));
    });
}

export function addSite(program: Command, { print, exit }: Shell): void {
  program
    .command("site")
    .description("a static site of runs, with the history of every claim; old runs are never rendered again")
    .argument("<dir...>", "output folders of runs, or folders of such folders")
    .requiredOption("--out <site>", "folder of the site; runs it already has stay")
    .option(
      "--keep <n>",
      "publish the latest n runs as a whole, the others as numbers (default: all)",
      integer(1, 100_000),
    )
    .addHelpText(
      "after",
      "\nExamples:\n  depthproof site reports --out site\n  depthproof site reports/nightly --out site --keep 30",
    )
    .action(async (folders: string[], options: { out: string; keep?: number }) => {
      const { site } = await import("../harness/commands/site.ts");
      exit(site(folders, { out: options.out, keep: options.keep ?? null }, print));
    });
}

export function addPower(program: Command, { print, exit }: Shell): void {
  program
    .command("power")
    .description("planted wrong claims caught and missed, true claims flagged, hypotheses needed")
    .argument("<dir>", "output folder of a run")
    .option("--json", "as JSON")
    .addHelpText("after", "\nExample:\n  depthproof power reports/latest")
    .action(async (out: string, options: { json?: boolean }) => {
      const { power } = await import("../harness/commands/power.ts");
      exit(power(out, { json: options.json === true }, print));
    });
}

export function addReplay(program: Command, { print, exit }: Shell): void {
  program
    .command("replay")
    .description("measure a stored witness again by both routes")
    .argument("<witness>", "a file of witnesses/")
    .option("--json", "as JSON")
    .addHelpText("after", "\nExample:\n  depthproof replay reports/latest/witnesses/deep_dichotomy-dichotomy.json")
    .action(async (path: string, options: { json?: boolean }) => {
      const { replay } = await import("../harness/commands/replay.ts");
      exit(replay(path, { json: options.json === true }, print));
    });
}

export function addInspect(program: Command, { print, exit }: Shell): void {
  program
    .command("inspect")
    .description("every quantity at a parameter point")
    .argument("<point>", "a point file")
    .option("--json", "as JSON")
    .addOption(engineOption())
    .addHelpText("after", "\nExample:\n  depthproof inspect point.json --json")
    .action(async (path: string, options: { json?: boolean; engine: EngineName }) => {
      const { inspect } = await import("../harness/commands/inspect.ts");
      exit(inspect(path, { json: options.json === true, engine: options.engine }, print));
    });
}

/** From a stored run to what people read: verdicts, results.json, witnesses, junit.xml and the report. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { baselineOf } from "./illustrate/baseline.ts";
import { illustrate } from "./illustrate/illustrate.ts";
import { readIllustrations, writeIllustrations } from "./illustrate/illustrations-file.ts";
import { judgeWithWitnesses } from "./judge/index.ts";
import { toJunit } from "./junit.ts";
import type { StoredRun } from "./output.ts";
import type { Results } from "./results.types.ts";
import { storedWitnesses } from "./stored-witnesses.ts";
import { writeWitnesses } from "./witness-file.ts";
import { writeWhole } from "./write-whole.ts";

/** Judges a stored run and writes results.json, junit.xml, witnesses/ and illustrations.json. Pure but for the files. */
export function writeResults(out: string, stored: StoredRun, before: Results | null = null): Results {
  const { specs, plan, lines, run, root } = stored;
  const { results, worst } = judgeWithWitnesses(specs, plan, lines, run, { root });
  writeWhole(join(out, "results.json"), `${JSON.stringify(results, null, 2)}\n`);
  writeWhole(join(out, "junit.xml"), toJunit(results));
  rmSync(join(out, "witnesses"), { recursive: true, force: true });
  const fileOf = new Map(results.specs.map(({ id, file }) => [id, file]));
  writeWitnesses(out, worst, ({ id }) => fileOf.get(id) ?? id);
  writeIllustrations(out, illustrate(stored, worst, before === null ? null : baselineOf(before, results)));
  return results;
}

/** Renders index.html and returns its path. The renderer is large: it is loaded only when something is rendered. */
export async function writeReport(out: string, results: Results): Promise<string> {
  const { renderReport } = await import("./report/page.ts");
  const { shippedScores } = await import("./report/scoreboard.ts");
  const { shippedBenchmarks } = await import("./report/benchmarks.ts");
  const path = join(out, "index.html");
  const illustrations = readIllustrations(out, results.run.planHash);
  const recorded = { scores: shippedScores(), benchmarks: shippedBenchmarks() };
  writeWhole(path, renderReport(results, { ...recorded, witnesses: storedWitnesses(out, results), illustrations }));
  return path;
}

/** From a stored run to what people read: verdicts, results.json, witnesses, junit.xml and the report. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { judge, worstWitnesses } from "./judge/index.ts";
import { toJunit } from "./junit.ts";
import type { StoredRun } from "./output.ts";
import type { Results } from "./results.types.ts";
import { storedWitnesses } from "./stored-witnesses.ts";
import { writeWitnesses } from "./witness-file.ts";
import { writeWhole } from "./write-whole.ts";

/** Judges a stored run and writes results.json, junit.xml and witnesses/. Pure but for the files. */
export function writeResults(out: string, stored: StoredRun): Results {
  const results = judge(stored.specs, stored.plan, stored.lines, stored.run, { root: stored.root });
  writeWhole(join(out, "results.json"), `${JSON.stringify(results, null, 2)}\n`);
  writeWhole(join(out, "junit.xml"), toJunit(results));
  rmSync(join(out, "witnesses"), { recursive: true, force: true });
  const fileOf = new Map(results.specs.map(({ id, file }) => [id, file]));
  writeWitnesses(out, worstWitnesses(stored.specs, stored.plan, stored.lines), ({ id }) => fileOf.get(id) ?? id);
  return results;
}

/** Renders index.html and returns its path. The renderer is large: it is loaded only when something is rendered. */
export async function writeReport(out: string, results: Results): Promise<string> {
  const { renderReport } = await import("./report/page.ts");
  const { shippedScores } = await import("./report/scoreboard.ts");
  const path = join(out, "index.html");
  writeWhole(path, renderReport(results, shippedScores(), storedWitnesses(out, results)));
  return path;
}

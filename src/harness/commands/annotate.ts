/** `annotate DIR`: a judged run as GitHub annotations on stdout, and its verdicts appended to a step summary. Exit code 0, or 2 where there is no judged run. */
import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { annotations } from "../github/annotations.ts";
import { stepSummary } from "../github/step-summary.ts";
import { readStoredRun } from "../output.ts";
import type { Results } from "../results.types.ts";
import { mismatches } from "../spec/schema.ts";
import { pointerOf } from "../spec/source.ts";
import type { Print } from "./print.ts";

export interface AnnotateOptions {
  /** The file the summary is appended to. */
  readonly summary: string | null;
}

/** Or why there are none. */
function readResults(path: string): Results | string {
  try {
    const value: unknown = JSON.parse(readFileSync(path, "utf8"));
    const wrong = mismatches("results", value)[0];
    return wrong === undefined ? (value as Results) : `${pointerOf(wrong.path) || "/"}: ${wrong.message}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

export function annotate(out: string, { summary }: AnnotateOptions, print: Print): number {
  const path = join(out, "results.json");
  const results = readResults(path);
  if (typeof results === "string") {
    print.err(`${path}: ${results}`);
    return 2;
  }
  // Without the record only the lines are unknown.
  const specs = readStoredRun(out)?.specs ?? [];
  for (const line of annotations(results, specs)) print.out(line);
  try {
    if (summary !== null) appendFileSync(summary, stepSummary(results));
    return 0;
  } catch (error) {
    print.err(`${summary}: ${error instanceof Error ? error.message : String(error)}`);
    return 2;
  }
}

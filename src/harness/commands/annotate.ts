/** `annotate DIR`: a judged run as GitHub annotations on stdout, and its verdicts appended to a step summary. Exit code 0, or 2 where there is no judged run. */
import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { annotations, warningLines } from "../github/annotations.ts";
import { stepSummary } from "../github/step-summary.ts";
import { readStoredRun } from "../output.ts";
import type { Results } from "../results.types.ts";
import { claimPages } from "../site/claim-page.ts";
import { trendText } from "../site/remarks.ts";
import { readIndex } from "../site/store.ts";
import { mismatches } from "../spec/schema.ts";
import { pointerOf } from "../spec/source.ts";
import type { Print } from "./print.ts";

export interface AnnotateOptions {
  /** The file the summary is appended to. */
  readonly summary: string | null;
  /** A site that has this run and earlier ones. */
  readonly history: string | null;
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

/** What the site would have its readers look at first. */
function erosions(site: string): readonly string[] | null {
  const read = readIndex(site);
  if (read === null || !read.ok) return null;
  const found = claimPages(read.index).map(({ history, steps }) => ({ history, remarks: trendText(history, steps) }));
  return found.flatMap(({ history, remarks }) => remarks.map((text) => `${history.spec} / ${history.claim}: ${text}`));
}

export function annotate(out: string, { summary, history }: AnnotateOptions, print: Print): number {
  const path = join(out, "results.json");
  const results = readResults(path);
  if (typeof results === "string") {
    print.err(`${path}: ${results}`);
    return 2;
  }
  // Without the record only the lines are unknown.
  const specs = readStoredRun(out)?.specs ?? [];
  for (const line of annotations(results, specs)) print.out(line);
  const eroding = history === null ? [] : erosions(history);
  if (eroding === null) {
    print.err(`${history}: no site, or one with a damaged index.json`);
    return 2;
  }
  for (const line of warningLines(eroding)) print.out(line);
  try {
    if (summary !== null) appendFileSync(summary, stepSummary(results, eroding));
    return 0;
  } catch (error) {
    print.err(`${summary}: ${error instanceof Error ? error.message : String(error)}`);
    return 2;
  }
}

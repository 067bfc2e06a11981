/** `judge DIR` and `report DIR`: pure functions of a stored run. Prose, tolerances and severities edited since the run count. */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { readStoredRun, type StoredRun } from "../output.ts";
import { effectiveSpecs } from "../plan.ts";
import { writeReport, writeResults } from "../publish.ts";
import type { Results } from "../results.types.ts";
import { readSpec } from "../spec/read.ts";
import type { Spec } from "../spec/types.ts";
import type { Print } from "./print.ts";
import { show } from "./verify.ts";

/** The spec as its file says it now; the stored one where the file is gone or does not pass lint. */
function current(spec: Spec, stored: StoredRun, print: Print): Spec {
  if (!existsSync(spec.file) || readFileSync(spec.file, "utf8") === spec.text) return spec;
  const read = readSpec(spec.file);
  const edited = read.ok ? effectiveSpecs([read.spec], stored.options)[0] : undefined;
  if (edited?.id === spec.id) return edited;
  print.err(`${spec.file} has changed and cannot be used; judging the spec as it was run`);
  return spec;
}

export function judgeFolder(
  out: string,
  options: { readonly json: boolean; readonly root: string },
  print: Print,
): number {
  const stored = readStoredRun(out);
  if (!stored) {
    print.err(
      `${out} holds no run: expected ${join(out, "record", "run.json")}, as \`depthproof run --out ${out}\` writes it`,
    );
    return 2;
  }
  const specs = stored.specs.map((spec) => current(spec, stored, print));
  const results = writeResults(out, { ...stored, specs }, options.root);
  show(results, options.json, print);
  return results.exitCode;
}

export function reportFolder(out: string, print: Print): number {
  const path = join(out, "results.json");
  if (!existsSync(path)) {
    print.err(`${out} has no results.json: run \`depthproof judge ${out}\` first`);
    return 2;
  }
  const results = JSON.parse(readFileSync(path, "utf8")) as Results;
  print.out(resolve(writeReport(out, results)));
  return 0;
}

/** `judge DIR` and `report DIR`: pure functions of a stored run. Prose, tolerances and severities edited since the run count. */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { readStoredRun, type StoredRun } from "../output.ts";
import { effectiveSpecs, planRun } from "../plan.ts";
import { writeReport } from "../publish.ts";
import type { Results } from "../results.types.ts";
import { readSpec } from "../spec/read.ts";
import { mismatches } from "../spec/schema.ts";
import { pointerOf } from "../spec/source.ts";
import type { Spec } from "../spec/types.ts";
import { readBaseline } from "./baseline.ts";
import type { Print } from "./print.ts";
import { publish, type ShowFlags, show } from "./verify.ts";

/** The spec as its file says it now; the stored one where the file is gone, does not pass lint or asks for other measurements. */
function current(spec: Spec, stored: StoredRun, print: Print): Spec {
  if (!existsSync(spec.file) || readFileSync(spec.file, "utf8") === spec.text) return spec;
  const edited = editedSpec(spec, stored);
  if (typeof edited !== "string") return edited;
  print.err(`${spec.file} has changed and ${edited}; judging the spec as it was run`);
  return spec;
}

/** Or why it cannot be judged from this record. */
function editedSpec(spec: Spec, { options }: StoredRun): Spec | string {
  const read = readSpec(spec.file);
  if (!read.ok) return "does not pass lint";
  const edited = effectiveSpecs([read.spec], options)[0];
  if (edited?.id !== spec.id) return "no longer holds what was run";
  const planned = [spec, edited].map((one) => planRun([one], options).hash);
  return planned[0] === planned[1] ? edited : "asks for other measurements (run it again)";
}

export async function judgeFolder(out: string, flags: ShowFlags, print: Print): Promise<number> {
  const before = readBaseline(flags.baseline, print);
  if (!before.ok) return 2;
  const stored = readStoredRun(out);
  if (!stored) {
    print.err(
      `${out} holds no run that can be read: expected a whole ${join(out, "record", "run.json")}, as \`depthproof run --out ${out}\` writes it`,
    );
    return 2;
  }
  const results = await publish(
    out,
    { ...stored, specs: stored.specs.map((spec) => current(spec, stored, print)) },
    print,
    before.results,
  );
  show(out, results, before.results, flags.json, print);
  return results.exitCode;
}

export async function reportFolder(out: string, print: Print): Promise<number> {
  const path = join(out, "results.json");
  if (!existsSync(path)) {
    print.err(`${out} has no results.json: run \`depthproof judge ${out}\` first`);
    return 2;
  }
  const results: unknown = JSON.parse(readFileSync(path, "utf8"));
  const wrong = mismatches("results", results)[0];
  if (wrong !== undefined) {
    print.err(`${path}: ${pointerOf(wrong.path) || "/"}: ${wrong.message}`);
    return 2;
  }
  print.out(resolve(await writeReport(out, results as Results)));
  return 0;
}

/** The worst witnesses that a run left beside its results, read back for the report; whatever is missing or damaged is a reason. */
import { join } from "node:path";
import type { Results } from "./results.types.ts";
import { mismatches } from "./spec/schema.ts";
import { pointerOf } from "./spec/source.ts";
import { readJsonFile, type WitnessFile } from "./witness-file.ts";

export type StoredWitness =
  | { readonly ok: true; readonly witness: WitnessFile; readonly bytes: number }
  | { readonly ok: false; readonly reason: string };

/** By their paths, as the results name them. */
export type StoredWitnesses = ReadonlyMap<string, StoredWitness>;

/** Results may come from anybody: a path that leaves the folder of witnesses is not followed. */
const inFolder = /^witnesses\/[\w-][\w.-]*\.json$/;

/** Those of the claims themselves; ablations and controls are replayed at the command line. */
export function storedWitnesses(out: string, { claims }: Results): StoredWitnesses {
  const paths = claims.flatMap(({ control, ablated, witness }) =>
    control || ablated !== null || witness === null ? [] : [witness],
  );
  return new Map(paths.map((path) => [path, read(out, path)]));
}

function read(out: string, path: string): StoredWitness {
  if (!inFolder.test(path)) return { ok: false, reason: "its path is not one that a run writes" };
  try {
    const value = readJsonFile(join(out, path));
    const wrong = mismatches("witness", value)[0];
    if (wrong !== undefined) return { ok: false, reason: `${pointerOf(wrong.path) || "/"}: ${wrong.message}` };
    return { ok: true, witness: value as WitnessFile, bytes: JSON.stringify(value).length };
  } catch {
    return { ok: false, reason: "its file is missing or cannot be read" };
  }
}

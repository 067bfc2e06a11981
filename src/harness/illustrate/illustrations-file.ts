/** illustrations.json in an output folder: written after judging, read by whatever renders the results. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { mismatches } from "../spec/schema.ts";
import { writeWhole } from "../write-whole.ts";
import type { Illustrations } from "./illustrations.types.ts";

const pathIn = (out: string): string => join(out, "illustrations.json");

export const writeIllustrations = (out: string, illustrations: Illustrations): void =>
  writeWhole(pathIn(out), `${JSON.stringify(illustrations)}\n`);

/** null where there are none for this run: a page without them says less, and nothing wrong. */
export function readIllustrations(out: string, planHash: string): Illustrations | null {
  if (!existsSync(pathIn(out))) return null;
  try {
    const value: unknown = JSON.parse(readFileSync(pathIn(out), "utf8"));
    if (mismatches("illustrations", value).length > 0) return null;
    const illustrations = value as Illustrations;
    return illustrations.planHash === planHash ? illustrations : null;
  } catch {
    return null;
  }
}

/** The specs a command works on; their problems go to the person watching. */
import { basename, dirname } from "node:path";
import { formatProblem } from "../spec/problem.ts";
import { readSpecs } from "../spec/read.ts";
import type { Spec } from "../spec/types.ts";
import type { Print } from "./print.ts";

/** No SPEC means this folder. */
export const defaultSpecs: readonly string[] = ["specs"];

/** Folders of specs in the order of a reader's interest; all others follow. */
const firstFolders: readonly string[] = ["poster", "paper"];

function inReadingOrder(specs: readonly Spec[]): readonly Spec[] {
  const rank = ({ file }: Spec): number => {
    const place = firstFolders.indexOf(basename(dirname(file)));
    return place < 0 ? firstFolders.length : place;
  };
  return specs.toSorted((a, b) => rank(a) - rank(b));
}

/** null: nothing may run, the problems have been printed (exit code 2). Warnings are for `lint`. */
export function loadSpecs(paths: readonly string[], print: Print): readonly Spec[] | null {
  const read = readSpecs(paths.length === 0 ? defaultSpecs : paths);
  if (read.ok) return paths.length === 0 ? inReadingOrder(read.specs) : read.specs;
  for (const problem of read.problems) print.err(`${formatProblem(problem)}\n`);
  return null;
}

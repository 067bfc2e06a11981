/** The specs a command works on; their problems go to the person watching. */
import { formatProblem } from "../spec/problem.ts";
import { readSpecs } from "../spec/read.ts";
import type { Spec } from "../spec/types.ts";
import type { Print } from "./print.ts";

/** No SPEC means this folder. */
export const defaultSpecs: readonly string[] = ["specs"];

/** null: nothing may run, the problems have been printed (exit code 2). Warnings are for `lint`. */
export function loadSpecs(paths: readonly string[], print: Print): readonly Spec[] | null {
  const read = readSpecs(paths.length === 0 ? defaultSpecs : paths);
  if (read.ok) return read.specs;
  for (const problem of read.problems) print.err(`${formatProblem(problem)}\n`);
  return null;
}

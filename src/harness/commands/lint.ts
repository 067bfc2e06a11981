/** `lint`: every problem of every spec, or one `ok` line per spec. Exit code 0 or 2. */
import { formatProblem, type Problem, printable } from "../spec/problem.ts";
import { readSpecs } from "../spec/read.ts";
import type { Spec } from "../spec/types.ts";
import { defaultSpecs } from "./load.ts";
import type { Print } from "./print.ts";

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

function okLine({ id, claims }: Spec): string {
  const controls = claims.filter(({ control }) => control).length;
  const ablations = claims.filter(({ ablated }) => ablated !== null).length;
  const stated = claims.length - controls - ablations;
  const parts = [counted(stated, "claim"), counted(ablations, "ablation"), counted(controls, "control")];
  return `ok  ${id}  ${parts.join(", ")}`;
}

const asJson = (problems: readonly Problem[], severity: "error" | "warning"): object[] =>
  problems.map(({ sourceLine: _line, ...problem }) => ({ severity, ...problem }));

export interface LintOptions {
  readonly json?: boolean | undefined;
}

export function lint(paths: readonly string[], options: LintOptions, print: Print): number {
  const read = readSpecs(paths.length === 0 ? defaultSpecs : paths);
  const problems = read.ok ? [] : read.problems;
  const warnings = read.ok ? read.warnings : [];
  if (options.json === true) {
    print.out(JSON.stringify([...asJson(problems, "error"), ...asJson(warnings, "warning")], null, 2));
    return read.ok ? 0 : 2;
  }
  for (const problem of problems) print.out(`${formatProblem(problem)}\n`);
  for (const warning of warnings)
    print.out(`${formatProblem({ ...warning, message: `warning: ${warning.message}` })}\n`);
  for (const spec of read.ok ? read.specs : []) print.out(printable(okLine(spec)));
  if (!read.ok) print.err(counted(problems.length, "problem"));
  return read.ok ? 0 : 2;
}

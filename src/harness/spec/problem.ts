/** What is wrong with a spec, where, and what was allowed: a value that prints as `file:line:col  message` with the line and a caret. */
import type { Position } from "./types.ts";

export type ProblemCode =
  /** The file, or a file it names, is missing, unreadable, too large or outside the spec's folder. */
  | "file"
  /** Not UTF-8, or a control character. */
  | "encoding"
  | "syntax"
  | "nesting"
  | "alias"
  | "anchor"
  | "tag"
  | "directive"
  /** A key that is not plain text, or one that is refused (`__proto__`, `<<`, ...). */
  | "key"
  | "duplicate-key"
  /** A number that is not finite or does not survive as float64. */
  | "number"
  | "unknown-key"
  | "missing-key"
  | "type"
  /** Not one of the allowed values. */
  | "value"
  /** Below or above a bound on a number, a length or a count. */
  | "range"
  /** A name or text that does not have the required form. */
  | "form"
  | "unknown-name"
  | "duplicate-id"
  | "formula"
  /** A quantity that is never measured at these points, or points that cannot be searched for there. */
  | "scope"
  /** A loss that does not fit the labels. */
  | "labels"
  /** Data whose parts do not fit together. */
  | "shape"
  | "ablation"
  /** Keys that contradict each other. */
  | "conflict"
  /** More cells or larger cells than the harness accepts. */
  | "resource"
  /** Warning: an `error` claim without a control. */
  | "no-control";

export interface Problem {
  readonly position: Position;
  /** Length of the offending text on its first line, at least 1. */
  readonly length: number;
  readonly code: ProblemCode;
  readonly message: string;
  /** What was allowed, where that is a list. */
  readonly allowed?: readonly string[];
  /** The nearest allowed name. */
  readonly suggestion?: string;
  /** The line the position is on. */
  readonly sourceLine: string;
}

// Control, format (zero-width, bidirectional) and surrogate characters could repaint a terminal or hide what a formula says.
const unprintable = /[^\P{Cc}\t\n\r]|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

/** Index of the first character that may not occur in a spec; -1: none. */
export const unprintableAt = (text: string): number => text.search(unprintable);

/** Text that is safe to print on one line of a terminal. */
export const printable = (text: string): string =>
  text.replace(/\s/g, " ").replace(new RegExp(unprintable.source, "gu"), "\ufffd");

/** A value as a message shows it: quoted, and cut when long. */
export function show(value: unknown): string {
  const text = typeof value === "object" && value !== null ? (Array.isArray(value) ? "a list" : "a mapping") : null;
  const written = text ?? JSON.stringify(value) ?? String(value);
  return printable(written.length > 60 ? `${written.slice(0, 57)}...` : written);
}

const windowSize = 120;

/** Lines longer than the window are cut around the caret. */
function excerpt({ position, length, sourceLine }: Problem): string {
  const column = position.column - 1;
  const start = column < windowSize - 20 ? 0 : column - 40;
  const line = printable(sourceLine).slice(start, start + windowSize);
  const caret = " ".repeat(column - start) + "^".repeat(Math.max(1, Math.min(length, line.length - (column - start))));
  const gutter = String(position.line);
  return `${gutter} | ${line}\n${" ".repeat(gutter.length)} | ${caret}`;
}

/** `file:line:col  message`, the source line with a caret, what was allowed, and the nearest allowed name. */
export function formatProblem(problem: Problem): string {
  const { file, line, column } = problem.position;
  const head = `${printable(file)}:${line}:${column}  ${printable(problem.message)}`;
  const allowed = problem.allowed === undefined ? [] : [`allowed: ${problem.allowed.map(printable).join(", ")}`];
  const guess = problem.suggestion === undefined ? [] : [`did you mean "${printable(problem.suggestion)}"?`];
  // Of a file that cannot be read there is no line to show.
  const shown = problem.sourceLine === "" ? [] : [excerpt(problem)];
  return [head, ...shown, ...allowed, ...guess].join("\n");
}

/** By file, line and column; exact duplicates are dropped. */
export function sortProblems(problems: readonly Problem[]): Problem[] {
  const place = ({ position, code, message }: Problem): string =>
    [position.file, position.line, position.column, code, message].join("\0");
  const unique = [...new Map(problems.map((problem) => [place(problem), problem])).values()];
  return unique.sort(
    (a, b) =>
      (a.position.file < b.position.file ? -1 : a.position.file > b.position.file ? 1 : 0) ||
      a.position.line - b.position.line ||
      a.position.column - b.position.column,
  );
}

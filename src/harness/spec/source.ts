/** A spec file after parsing: plain values, and for each of them the place in the text it came from. */
import { nearestName } from "../../verifiers/formula/index.ts";
import type { Problem, ProblemCode } from "./problem.ts";
import type { Position } from "./types.ts";

/** Offsets into the text, end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** How a text was written, so that an offset into its value can be found in the file. */
export type Writing = "plain" | "single-quoted" | "double-quoted" | "block";

export interface Place {
  /** The key in its mapping; null in lists and at the root. */
  readonly key: Span | null;
  readonly value: Span;
  /** null where the value is not text. */
  readonly writing: Writing | null;
}

export type Path = readonly (string | number)[];

export interface Source {
  /** As named by the caller; shown in messages. */
  readonly file: string;
  readonly text: string;
  /** Offset of the first character of every line. */
  readonly lineStarts: readonly number[];
  /** Mappings have a null prototype. */
  readonly root: unknown;
  /** By JSON pointer. */
  readonly places: ReadonlyMap<string, Place>;
}

/** JSON pointer (RFC 6901) of a path. */
export const pointerOf = (path: Path): string =>
  path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

export const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Entries of a mapping; nothing for any other value, which the schema reports. */
export const entriesOf = (value: unknown): [string, unknown][] => (isMapping(value) ? Object.entries(value) : []);

/** Elements of a list; nothing for any other value. */
export const elementsOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The value at a path; undefined where there is none. */
export function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const step of path) {
    if (Array.isArray(value) && typeof step === "number") value = value[step];
    else if (isMapping(value) && Object.hasOwn(value, step)) value = value[step];
    else return undefined;
  }
  return value;
}

/** The span a message about a path points at: its value, its key, or the nearest place above that exists. */
export function spanOf(source: Source, path: Path, part: "key" | "value" = "value"): Span {
  for (let length = path.length; length >= 0; length--) {
    const place = source.places.get(pointerOf(path.slice(0, length)));
    if (place === undefined) continue;
    return length === path.length && part === "key" && place.key !== null ? place.key : place.value;
  }
  return { start: 0, end: 0 };
}

export type Lines = Pick<Source, "file" | "text" | "lineStarts">;

/** Offsets of the first characters of all lines. */
export const lineStartsOf = (text: string): number[] => [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];

/** Line and column, both from 1, and the line's text, of an offset. */
export function lineAt(
  { text, lineStarts }: Lines,
  offset: number,
): { line: number; column: number; sourceLine: string } {
  let line = 0;
  // The last line that starts at or before the offset, by halving.
  for (let above = lineStarts.length; above - line > 1; ) {
    const middle = (line + above) >> 1;
    if ((lineStarts[middle] ?? 0) <= offset) line = middle;
    else above = middle;
  }
  const start = lineStarts[line] ?? 0;
  const sourceLine = text.slice(start, (lineStarts[line + 1] ?? text.length + 1) - 1).replace(/\r$/, "");
  return { line: line + 1, column: offset - start + 1, sourceLine };
}

export function positionOf(source: Source, path: Path): Position {
  const { line, column } = lineAt(source, spanOf(source, path).start);
  return { file: source.file, line, column };
}

/** Allowed names, and the unknown name they are compared with for a suggestion. */
export interface Choice {
  readonly unknown: string;
  readonly allowed: readonly string[];
}

export function problemAt(source: Lines, span: Span, code: ProblemCode, message: string, choice?: Choice): Problem {
  const { line, column, sourceLine } = lineAt(source, span.start);
  const length = Math.max(1, Math.min(span.end - span.start, sourceLine.length - column + 1));
  const suggestion = choice === undefined ? null : nearestName(choice.unknown, choice.allowed);
  return {
    position: { file: source.file, line, column },
    length,
    code,
    message,
    ...(choice === undefined ? {} : { allowed: choice.allowed }),
    ...(suggestion === null ? {} : { suggestion }),
    sourceLine,
  };
}

/** Reads the cells of a table as numbers or as the labels -1 and 1, or says which line stands in the way. */
import type { CsvRow } from "../csv.ts";
import type { CsvSource } from "../dataset.ts";
import { type Refusal, refuse } from "./shape.ts";

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const missing: ReadonlySet<string> = new Set(["", "?", "na", "n/a", "nan", "null", "none"]);
const CLASSES_SHOWN = 5;

/** A cell may be megabytes long; a message is for reading. */
const mostShown = 60;
const shown = (text: string): string => `"${text.length > mostShown ? `${text.slice(0, mostShown)}…` : text}"`;

export function readNumber({ cells, line }: CsvRow, column: number, name: string): number | Refusal {
  const text = cells[column]!.trim();
  if (missing.has(text.toLowerCase())) return refuse(`missing value in column ${shown(name)}`, line);
  if (!decimal.test(text)) return refuse(`${shown(text)} in column ${shown(name)} is not a number`, line);
  const value = Number(text);
  return Number.isFinite(value) ? value : refuse(`${shown(text)} in column ${shown(name)} is too large`, line);
}

const means = (text: string, label: string | number): boolean =>
  text === String(label) || (typeof label === "number" && decimal.test(text) && Number(text) === label);

/** The distinct target values in order of appearance, for messages. */
function classesOf(rows: readonly CsvRow[], target: number): string {
  const classes = [...new Set(rows.map((row) => row.cells[target]!))];
  const first = classes.slice(0, CLASSES_SHOWN).map(shown);
  return first.join(", ") + (classes.length > CLASSES_SHOWN ? ` and ${classes.length - CLASSES_SHOWN} more` : "");
}

interface Labelled {
  readonly ok: true;
  /** The rows in use and their labels. */
  readonly rows: readonly CsvRow[];
  readonly y: readonly number[];
}

/** Rows of the two named classes, labelled -1 and 1. */
function twoClasses(
  rows: readonly CsvRow[],
  target: number,
  name: string,
  [negative, positive]: readonly [string | number, string | number],
): Labelled | Refusal {
  if (String(negative) === String(positive)) return refuse(`labels names the class "${negative}" twice`);
  for (const label of [negative, positive]) {
    if (rows.some(({ cells }) => means(cells[target]!, label))) continue;
    return refuse(`no row has "${label}" in column "${name}"; it holds ${classesOf(rows, target)}`);
  }
  const kept = rows.filter(({ cells }) => means(cells[target]!, negative) || means(cells[target]!, positive));
  return { ok: true, rows: kept, y: kept.map(({ cells }) => (means(cells[target]!, negative) ? -1 : 1)) };
}

export function readLabels(rows: readonly CsvRow[], target: number, source: CsvSource): Labelled | Refusal {
  const blank = rows.find(({ cells }) => missing.has(cells[target]!.toLowerCase()));
  if (blank !== undefined) return refuse(`missing value in the target column "${source.target}"`, blank.line);
  if (source.labels !== undefined) return twoClasses(rows, target, source.target, source.labels);
  const y: number[] = [];
  for (const row of rows) {
    const label = readNumber(row, target, source.target);
    if (typeof label === "number") y.push(label);
    else {
      const advice = `name two of its classes with labels: [a, b]; it holds ${classesOf(rows, target)}`;
      return refuse(`${label.problem.message}; ${advice}`, row.line);
    }
  }
  return { ok: true, rows, y };
}

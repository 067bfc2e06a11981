/** Data of a CSV file: chosen input columns and a target, two of its classes mapped to -1 and 1 where asked for. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { type CsvRow, readCsv } from "../csv.ts";
import type { CsvSource, DatasetContext, DatasetOutcome } from "../dataset.ts";
import { readLabels, readNumber } from "./cells.ts";
import { equalWeights, type Refusal, refuse } from "./shape.ts";
import { standardised } from "./standardise.ts";

/** The first of them: a table may have thousands, with names of any length. */
const quoted = (names: readonly string[]): string => {
  const shown = names.slice(0, 20).map((name) => `"${name.slice(0, 60)}"`);
  return shown.join(", ") + (names.length > shown.length ? ` and ${names.length - shown.length} more` : "");
};

/** Positions of the inputs and the target in the header. */
function chooseColumns(
  source: CsvSource,
  header: readonly string[],
):
  | {
      readonly ok: true;
      readonly inputs: readonly number[];
      readonly names: readonly string[];
      readonly target: number;
    }
  | Refusal {
  const target = header.indexOf(source.target);
  if (target < 0) return refuse(`no column is called "${source.target}" (the target); columns: ${quoted(header)}`, 1);
  const names = source.columns ?? header.filter((name) => name !== source.target);
  const unknown = names.filter((name) => !header.includes(name));
  if (unknown.length > 0) return refuse(`no column is called ${quoted(unknown)}; columns: ${quoted(header)}`, 1);
  if (names.includes(source.target)) return refuse(`the target "${source.target}" is among the input columns`);
  if (new Set(names).size < names.length) return refuse("an input column is named twice");
  if (names.length === 0) return refuse("there are no input columns");
  return { ok: true, inputs: names.map((name) => header.indexOf(name)), names, target };
}

/** Row numbers drawn without replacement, in file order; the draw of fewer rows is a part of the draw of more. */
function drawRows(total: number, samples: number | null, context: DatasetContext): readonly number[] | Refusal {
  if (samples === null) return Array.from({ length: total }, (_, i) => i);
  if (!(Number.isSafeInteger(samples) && samples >= 1))
    return refuse(`samples must be a positive integer, got ${samples}`);
  if (samples > total) return refuse(`${samples} samples asked for, but there are ${total} rows`);
  const order = context.stream.child("rows").permutation(total);
  return [...order.subarray(0, samples)].sort((a, b) => a - b);
}

function readInputs(
  rows: readonly CsvRow[],
  inputs: readonly number[],
  names: readonly string[],
): { readonly ok: true; readonly x: Float64Array } | Refusal {
  const x = new Float64Array(rows.length * inputs.length);
  for (const [i, row] of rows.entries()) {
    for (const [j, column] of inputs.entries()) {
      const entry = readNumber(row, column, names[j]!);
      if (typeof entry !== "number") return entry;
      x[i * inputs.length + j] = entry;
    }
  }
  return { ok: true, x };
}

function readText(file: string): { readonly ok: true; readonly text: string } | Refusal {
  try {
    return { ok: true, text: readFileSync(file, "utf8") };
  } catch (cause) {
    return refuse(`cannot read ${basename(file)}: ${cause instanceof Error && "code" in cause ? cause.code : cause}`);
  }
}

/** One line that lets a reader find the same data again. */
function provenance(source: CsvSource, text: string, total: number, used: number, inputs: number): string {
  const digest = createHash("sha256").update(text).digest("hex").slice(0, 12);
  const labels = source.labels === undefined ? "" : ` (${source.labels[0]} -> -1, ${source.labels[1]} -> 1)`;
  const scaled = source.standardise === true ? ", standardised" : "";
  return `csv ${basename(source.file)} (sha256 ${digest}): ${used} of ${total} rows, ${inputs} inputs, target ${source.target}${labels}${scaled}`;
}

export function csvData(source: CsvSource, context: DatasetContext): DatasetOutcome {
  const file = readText(source.file);
  if (!file.ok) return file;
  const table = readCsv(file.text);
  if (!table.ok) return { ok: false, problem: table.problems[0]! };
  const columns = chooseColumns(source, table.header);
  if (!columns.ok) return columns;
  const labelled = readLabels(table.rows, columns.target, source);
  if (!labelled.ok) return labelled;
  const draw = drawRows(labelled.rows.length, context.samples ?? source.samples ?? null, context);
  if ("ok" in draw) return draw;
  const inputs = readInputs(
    draw.map((i) => labelled.rows[i]!),
    columns.inputs,
    columns.names,
  );
  if (!inputs.ok) return inputs;
  const scaled = source.standardise === true ? standardised(inputs.x, columns.names) : inputs;
  if (!scaled.ok) return scaled;
  const samples = draw.length;
  const y = Float64Array.from(draw, (i) => labelled.y[i]!);
  const data = {
    samples,
    dimension: columns.inputs.length,
    outputs: 1,
    x: scaled.x,
    y,
    weights: equalWeights(samples),
  };
  return { ok: true, data, trace: provenance(source, file.text, table.rows.length, samples, columns.inputs.length) };
}

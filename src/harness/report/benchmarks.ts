/** Recorded times, as `npm run bench -- --json` prints them, as the page shows them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { count, significant } from "./phrase.ts";
import { readable } from "./readable.ts";

/** Flat rows: what was timed, and its numbers. */
export type Benchmarks = readonly Readonly<Record<string, string | number>>[];

export interface BenchmarksView {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const isFlat = (row: unknown): boolean =>
  typeof row === "object" &&
  row !== null &&
  Object.values(row).every((value) => typeof value === "string" || typeof value === "number");

/** scores/benchmarks.json beside the package, as `npm run bench -- --write` records it; null where there is none. */
export function shippedBenchmarks(): Benchmarks | null {
  try {
    const path = join(import.meta.dirname, "..", "..", "..", "scores", "benchmarks.json");
    const rows: unknown = JSON.parse(readFileSync(path, "utf8"));
    return Array.isArray(rows) && rows.every(isFlat) ? (rows as Benchmarks) : null;
  } catch {
    return null;
  }
}

/** One column per name that any row has, in the order they appear. */
export function viewBenchmarks(benchmarks: Benchmarks | null): BenchmarksView | null {
  if (benchmarks === null || benchmarks.length === 0) return null;
  const rows = readable(benchmarks);
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const shown = (value: string | number | undefined): string =>
    typeof value !== "number" ? (value ?? "") : Number.isInteger(value) ? count(value) : significant(value);
  return {
    caption: "Recorded times; not part of this run",
    columns,
    rows: rows.map((row) => columns.map((name) => shown(Object.hasOwn(row, name) ? row[name] : undefined))),
  };
}

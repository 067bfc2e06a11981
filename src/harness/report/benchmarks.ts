/** Recorded times, as `npm run bench -- --write` leaves them, as the page shows them: per problem, and against depth. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { count, significant } from "./phrase.ts";
import { readable } from "./readable.ts";

/** scores/benchmarks.json. */
export interface Benchmarks {
  readonly format: "depthproof-benchmarks/1";
  /** Day of the recording, such as 2026-11-23. */
  readonly recorded: string;
  readonly tool: string;
  readonly node: string;
  /** The processor's name for itself. */
  readonly machine: string;
  readonly rows: readonly TimedTask[];
}

export interface TimedTask {
  readonly engine: string;
  /** Name of the problem; "depth 8" where the same problem is timed at several depths. */
  readonly shape: string;
  readonly depth: number;
  readonly parameters: number;
  readonly task: string;
  /** Median. */
  readonly milliseconds: number;
  readonly best: number;
  readonly runs: number;
}

export interface BenchmarksView {
  readonly caption: string;
  readonly tables: readonly BenchmarkTable[];
}

export interface BenchmarkTable {
  readonly caption: string;
  /** The first two are words, the others numbers. */
  readonly heads: readonly string[];
  readonly columns: readonly string[];
  readonly rows: readonly { readonly heads: readonly string[]; readonly numbers: readonly string[] }[];
}

/** The times that ship with the package; null where the file is missing. */
export function shippedBenchmarks(): Benchmarks | null {
  try {
    const path = join(import.meta.dirname, "..", "..", "..", "scores", "benchmarks.json");
    const benchmarks = JSON.parse(readFileSync(path, "utf8")) as Benchmarks;
    return benchmarks.format === "depthproof-benchmarks/1" ? benchmarks : null;
  } catch {
    return null;
  }
}

export function viewBenchmarks(benchmarks: Benchmarks | null): BenchmarksView | null {
  if (benchmarks === null) return null;
  const { recorded, tool, node, machine, rows } = readable(benchmarks);
  const isSwept = ({ shape }: TimedTask): boolean => shape.startsWith("depth ");
  const tables = [byProblem(rows.filter((row) => !isSwept(row))), againstDepth(rows.filter(isSwept))];
  return {
    caption: `Recorded on ${recorded} with ${tool}, Node ${node}, on ${machine}; not part of this run`,
    tables: tables.filter((table) => table.rows.length > 0),
  };
}

const uniqueOf = <T>(values: readonly T[]): readonly T[] => [...new Set(values)];

function byProblem(rows: readonly TimedTask[]): BenchmarkTable {
  return {
    caption: "Milliseconds per call: median and best",
    heads: ["Problem", "Task"],
    columns: ["L", "parameters", ...uniqueOf(rows.map(({ engine }) => engine)).flatMap((e) => [e, `${e}, best`])],
    rows: lines(rows, ({ shape, task }) => [shape, task]).map(({ heads, of }) => ({
      heads,
      numbers: [
        ...of.slice(0, 1).flatMap(({ depth, parameters }) => [count(depth), count(parameters)]),
        ...uniqueOf(rows.map(({ engine }) => engine)).flatMap((engine) => {
          const row = of.find((one) => one.engine === engine);
          return row === undefined ? ["", ""] : [significant(row.milliseconds), significant(row.best)];
        }),
      ],
    })),
  };
}

function againstDepth(rows: readonly TimedTask[]): BenchmarkTable {
  const depths = uniqueOf(rows.map(({ depth }) => depth)).toSorted((a, b) => a - b);
  return {
    caption: "Best milliseconds per call against depth, one problem",
    heads: ["Task", "Engine"],
    columns: depths.map((depth) => `L = ${count(depth)}`),
    rows: lines(rows, ({ task, engine }) => [task, engine]).map(({ heads, of }) => ({
      heads,
      numbers: depths.map((depth) => {
        const row = of.find((one) => one.depth === depth);
        return row === undefined ? "" : significant(row.best);
      }),
    })),
  };
}

interface TableLine {
  readonly heads: readonly [string, string];
  readonly of: readonly TimedTask[];
}

/** Rows with the same two heads together, in the order they first appear. */
function lines(rows: readonly TimedTask[], headsOf: (row: TimedTask) => readonly [string, string]): TableLine[] {
  const found = new Map<string, { heads: readonly [string, string]; of: TimedTask[] }>();
  for (const row of rows) {
    const heads = headsOf(row);
    const key = JSON.stringify(heads);
    const line = found.get(key) ?? { heads, of: [] };
    line.of.push(row);
    found.set(key, line);
  }
  return [...found.values()];
}

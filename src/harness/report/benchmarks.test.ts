import { describe, expect, it } from "vitest";
import { type Benchmarks, type TimedTask, viewBenchmarks } from "./benchmarks.ts";

const timed = (shape: string, depth: number, engine: string, milliseconds: number): TimedTask => {
  return { engine, shape, depth, parameters: 1610, task: "gradient", milliseconds, best: milliseconds / 2, runs: 9 };
};
const recorded = (rows: readonly TimedTask[]): Benchmarks => {
  const origin = { recorded: "2026-11-23", tool: "depthproof 0.1.0", node: "20.20.2", machine: "a processor" };
  return { format: "depthproof-benchmarks/1", ...origin, rows };
};

describe("viewBenchmarks", () => {
  it("says when, with what and where the times were taken", () => {
    expect(viewBenchmarks(recorded([]))).toEqual({
      caption: "Recorded on 2026-11-23 with depthproof 0.1.0, Node 20.20.2, on a processor; not part of this run",
      tables: [],
    });
  });

  it("compares engines on a problem, with median and best", () => {
    const rows = [timed("medium", 8, "wasm", 0.25), timed("medium", 8, "float64", 2), timed("large", 32, "wasm", 40)];
    expect(viewBenchmarks(recorded(rows))?.tables).toEqual([
      {
        caption: "Milliseconds per call: median and best",
        heads: ["Problem", "Task"],
        columns: ["L", "parameters", "wasm", "wasm, best", "float64", "float64, best"],
        rows: [
          { heads: ["medium", "gradient"], numbers: ["8", "1,610", "0.250", "0.125", "2.00", "1.00"] },
          { heads: ["large", "gradient"], numbers: ["32", "1,610", "40.0", "20.0", "", ""] },
        ],
      },
    ]);
  });

  it("has a column per depth where one problem is timed at several", () => {
    const rows = [timed("depth 2", 2, "wasm", 4), timed("depth 1", 1, "wasm", 2)];
    expect(viewBenchmarks(recorded(rows))?.tables).toMatchObject([
      { columns: ["L = 1", "L = 2"], rows: [{ heads: ["gradient", "wasm"], numbers: ["1.00", "2.00"] }] },
    ]);
  });

  it("shows nothing where nothing was recorded", () => {
    expect(viewBenchmarks(null)).toBeNull();
  });
});

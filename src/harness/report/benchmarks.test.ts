import { describe, expect, it } from "vitest";
import { viewBenchmarks } from "./benchmarks.ts";

describe("viewBenchmarks", () => {
  it("has a column for every name and a place for every number", () => {
    const rows = [
      { task: "gradient", "median ms": 0.123456 },
      { task: "Hessian", runs: 40 },
    ];
    expect(viewBenchmarks(rows)).toEqual({
      caption: "Recorded times; not part of this run",
      columns: ["task", "median ms", "runs"],
      rows: [
        ["gradient", "0.123", ""],
        ["Hessian", "", "40"],
      ],
    });
  });

  it("shows nothing where nothing was recorded", () => {
    expect(viewBenchmarks(null)).toBeNull();
    expect(viewBenchmarks([])).toBeNull();
  });
});

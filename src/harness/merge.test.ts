/** Merging shards: the union, or why there is none. */
import { describe, expect, it } from "vitest";
import { type Merged, mergeRuns, type Part } from "./merge.ts";
import type { StoredRun } from "./output.ts";
import { planOf } from "./plan.ts";
import type { Cell, Plan } from "./plan.types.ts";
import type { CellRecord } from "./record.types.ts";
import { shardOf } from "./shard.ts";
import type { Spec } from "./spec/types.ts";

const cell = (k: number): Cell => ({
  id: `${k}`.padStart(16, "0"),
  spec: "s",
  axes: { points: "p", dataset: null, architecture: null, loss: null, depth: k, seed: 0 },
  cost: k,
});
const record = (cell: Cell, part: Partial<CellRecord> = {}): CellRecord => ({
  format: "depthproof-record/1",
  type: "cell",
  cell,
  engine: "float64",
  status: "ok",
  message: null,
  labels: {},
  yields: {},
  witnesses: [],
  seconds: Math.random(),
  ...part,
});

const whole = planOf([1, 2, 3, 4, 5].map(cell));
const run = { id: "r", started: "", seconds: 1.5, tool: "", node: "", platform: "", engine: "", commit: null };

function part(folder: string, plan: Plan, lines: readonly CellRecord[], shard?: StoredRun["shard"]): Part {
  const info = { ...run, planHash: plan.hash, command: "", profile: "quick" };
  const options = { profile: "quick" } as const;
  return {
    folder,
    stored: { format: "depthproof-run/1", run: info, root: "/", options, plan, shard, specs: [], lines },
  };
}

const shard = (index: number, count = 2, edit: (one: CellRecord) => CellRecord = (one) => one): Part => {
  const plan = shardOf(whole, { index, count });
  return part(
    `part-${index}`,
    plan,
    plan.cells.map((one) => edit(record(one))),
    { index, count },
  );
};
const reasonOf = (merged: Merged): string => (merged.ok ? "" : `${merged.kind}: ${merged.reason}`);

describe("shards of one plan", () => {
  it("in any order give the whole plan, its cells in its order", () => {
    for (const parts of [
      [shard(1), shard(2)],
      [shard(2), shard(1)],
    ] as const) {
      const merged = mergeRuns(parts);
      if (!merged.ok) throw new Error(merged.reason);
      expect(merged.stored.plan).toEqual(whole);
      expect(merged.stored.lines.map((line) => (line.type === "cell" ? line.cell.id : ""))).toEqual(
        whole.cells.map(({ id }) => id),
      );
      expect(merged.stored).not.toHaveProperty("shard");
      expect(merged.stored.run.seconds).toBe(3);
    }
  });

  it("may overlap: time does not count, a finished attempt does", () => {
    const failed = shard(1, 2, (one) => ({ ...one, status: "timeout", message: "too slow" }));
    const merged = mergeRuns([failed, shard(2), shard(1), shard(1)]);
    if (!merged.ok) throw new Error(merged.reason);
    expect(merged.stored.lines).toMatchObject(whole.cells.map((one) => ({ cell: one, status: "ok" })));
  });

  it("keep a failed cell as failed", () => {
    const merged = mergeRuns([shard(1, 2, (one) => ({ ...one, status: "crash" })), shard(2)]);
    expect(merged.ok).toBe(true);
  });
});

describe("refused", () => {
  it("a missing shard", () => expect(reasonOf(mergeRuns([shard(1, 3), shard(3, 3)]))).toMatch(/^gap: .*shard 2\/3/));

  it("a cell without a record", () => {
    const short = part(
      "short",
      whole,
      whole.cells.slice(1).map((one) => record(one)),
    );
    expect(reasonOf(mergeRuns([short]))).toMatch(/^gap: 1 cells .* of short/);
  });

  it("another plan", () => {
    const other = planOf([cell(9)]);
    expect(reasonOf(mergeRuns([shard(1), part("other", other, [])]))).toMatch(/^conflict: other is part of plan/);
  });

  it("other claims of the same specs, in either order", () => {
    const judging = (one: Part, ...keys: string[]): Part => {
      const specs = [{ id: "s", text: "same", claims: keys.map((key) => ({ key })) } as unknown as Spec];
      return { ...one, stored: { ...one.stored, specs } };
    };
    const different = /^conflict: part-\d and part-\d were run for different claims/;
    expect(reasonOf(mergeRuns([judging(shard(1), "good"), judging(shard(2), "good", "false")]))).toMatch(different);
    expect(reasonOf(mergeRuns([judging(shard(2), "good", "false"), judging(shard(1), "good")]))).toMatch(different);
  });

  it("two measurements of one cell", () => {
    const other = shard(1, 2, (one) => ({ ...one, labels: { CRITICAL: 1 } }));
    expect(reasonOf(mergeRuns([shard(1), shard(2), { ...other, folder: "again" }]))).toMatch(
      /^conflict: part-1 and again have different measurements of cell/,
    );
  });
});

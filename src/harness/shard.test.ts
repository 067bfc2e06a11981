/** Shards: every cell in exactly one, none much heavier than its fair share. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { planOf } from "./plan.ts";
import type { Cell } from "./plan.types.ts";
import { shardOf } from "./shard.ts";

const cell = (cost: number, k: number): Cell => ({
  id: k.toString(16).padStart(16, "0"),
  spec: "s",
  axes: { points: "p", dataset: null, architecture: null, loss: null, depth: 1, seed: k },
  cost,
});
const costs = fc.array(fc.integer({ min: 1, max: 1000 }), { maxLength: 40 });

it("partition the plan and keep its hash", () => {
  const property = fc.property(costs, fc.integer({ min: 1, max: 9 }), (list, count) => {
    const plan = planOf(list.map(cell));
    const shards = Array.from({ length: count }, (_, k) => shardOf(plan, { index: k + 1, count }));
    expect(planOf(shards.flatMap(({ cells }) => cells))).toEqual(plan);
    for (const { hash } of shards) expect(hash).toBe(plan.hash);
  });
  fc.assert(property, { seed: 2, numRuns: 100 });
});

it("weigh at most the fair share and one cell", () => {
  const property = fc.property(costs, fc.integer({ min: 1, max: 9 }), (list, count) => {
    const plan = planOf(list.map(cell));
    const total = list.reduce((sum, cost) => sum + cost, 0);
    for (let index = 1; index <= count; index++) {
      const weight = shardOf(plan, { index, count }).cells.reduce((sum, { cost }) => sum + cost, 0);
      expect(weight).toBeLessThanOrEqual(total / count + Math.max(0, ...list));
    }
  });
  fc.assert(property, { seed: 3, numRuns: 100 });
});

/** How a plan divides among machines: one line per shard, for the systems that start them. */
import type { Plan } from "../plan.types.ts";
import { shardOf } from "../shard.ts";

export interface Share {
  /** As `run --shard` takes it. */
  readonly shard: string;
  /** From 1; names the folder. */
  readonly index: number;
  readonly cells: number;
  /** Estimated, of all its cells. */
  readonly flops: number;
}

/** Never more shares than cells: a machine without work would only cost its start. */
export function sharesOf(plan: Plan, most: number): Share[] {
  const count = Math.min(most, plan.cells.length);
  return Array.from({ length: count }, (_, k) => {
    const { cells } = shardOf(plan, { index: k + 1, count });
    const flops = cells.reduce((sum, { cost }) => sum + cost, 0);
    return { shard: `${k + 1}/${count}`, index: k + 1, cells: cells.length, flops };
  });
}

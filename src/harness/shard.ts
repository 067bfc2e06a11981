/** One of n shares of a plan: cells go, longest first, to the share with the least work so far. Deterministic. */
import type { Cell, Plan } from "./plan.types.ts";

export interface ShardNumber {
  /** From 1. */
  readonly index: number;
  readonly count: number;
}

export function shardOf(plan: Plan, { index, count }: ShardNumber): Plan {
  const loads = new Float64Array(count);
  const cells: Cell[] = [];
  for (const cell of plan.cells) {
    const least = loads.indexOf(Math.min(...loads));
    loads[least] = (loads[least] ?? 0) + cell.cost;
    if (least === index - 1) cells.push(cell);
  }
  return { ...plan, cells };
}

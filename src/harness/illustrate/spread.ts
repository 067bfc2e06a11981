/** Many values at each depth as a drawing needs them: every one while there are few, quantiles of a claim with many. */
import type { Spread } from "./illustrations.types.ts";

/** Of one claim; beyond, dots would only cover each other. */
export const maxDots = 300;

const levels = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1] as const;

export interface Placed {
  readonly depth: number;
  readonly value: number;
}

/** Order of the values does not matter; depths ascending. Values that are not finite are left out. */
export function spreadsOf(placed: readonly Placed[]): readonly Spread[] {
  const finite = placed.filter(({ value }) => Number.isFinite(value));
  const depths = [...new Set(finite.map(({ depth }) => depth))].sort((a, b) => a - b);
  const all = finite.length <= maxDots;
  return depths.map((depth) => {
    const values = finite.flatMap((one) => (one.depth === depth ? [one.value] : [])).sort((a, b) => a - b);
    const kind = all ? "all" : "quantiles";
    return { depth, count: values.length, kind, values: all ? values : levels.map((level) => quantile(values, level)) };
  });
}

/** The smallest value that a share of at least `level` does not exceed: always one of the values. */
export function quantile(sorted: readonly number[], level: number): number {
  const rank = Math.max(0, Math.ceil(level * sorted.length) - 1);
  return sorted[rank] ?? Number.NaN;
}

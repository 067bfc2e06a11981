/** Charts over runs: marks that can be counted, coordinates that are numbers, whatever the history. */
import { describe, expect, it } from "vitest";
import { resultsOf } from "../../../test/fixtures/site-runs.ts";
import type { Results, Verdict } from "../results.types.ts";
import { append } from "./append.ts";
import { historyChart, historySpark } from "./history-chart.ts";
import { emptySite } from "./site.types.ts";
import { type Step, stepsOf } from "./trend.ts";

/** A history with these margins, a night each. */
function stepsWith(margins: readonly (number | null)[], verdicts: readonly Verdict[] = []): readonly Step[] {
  const runs = margins.map((worst, i): Results => {
    const started = new Date(Date.UTC(2026, 0, 1 + i)).toISOString();
    const { claims, ...rest } = resultsOf({ day: 1, run: { started, id: `run-${i}` } });
    const margin = worst === null ? null : { worst, error: 0.1, tie: false };
    return { ...rest, claims: [{ ...claims[0]!, margin, verdict: verdicts[i] ?? "supported" }] };
  });
  const index = runs.reduce(append, emptySite);
  return stepsOf(index.claims[0]!, index.runs);
}

describe("a chart over runs", () => {
  it("has a mark per run with a margin", () => {
    expect(historyChart(stepsWith([1, 2, null, 3]), "worst").markup.match(/<title>/g)?.length).toBe(3);
  });

  it("marks each change of verdict by a line of its own", () => {
    const dashed = (verdicts: readonly Verdict[]): number => {
      const { markup } = historyChart(stepsWith([1, 1, 1], verdicts), "worst");
      const group = markup.match(/<g stroke-dasharray[^>]*>(.*?)<\/g>/)?.[1] ?? "";
      return [...group.matchAll(/M[\d.]+,/g)].length;
    };
    expect(dashed(["supported", "violated", "supported"])).toBe(2);
    expect(dashed(["supported", "supported", "supported"])).toBe(0);
  });

  it("names the days of runs, each once and on one line", () => {
    const days = (count: number) =>
      [...historyChart(stepsWith(Array(count).fill(1)), "worst").markup.matchAll(/\d{4}-\d\d-\d\d(?=<\/text>)/g)].map(
        String,
      );
    expect(days(1)).toEqual(["2026-01-01"]);
    expect(days(2)).toEqual(["2026-01-01", "2026-01-02"]);
    expect(days(10)).toEqual(["2026-01-01", "2026-01-04", "2026-01-07", "2026-01-10"]);
    expect(historyChart(stepsWith([1, 2, 3]), "worst").markup).not.toContain("<tspan");
  });

  it.each<[string, readonly (number | null)[]]>([
    ["one run", [1]],
    ["no margin at all", [null, null]],
    ["zeros", [0, 0]],
    ["both signs over thirty decades", [1e-30, -1e-12, 1e3]],
  ])("%s: every coordinate is a number", (_, margins) => {
    const steps = stepsWith(margins);
    for (const chart of [historyChart(steps, "worst"), historySpark(steps, "best")])
      expect(chart.markup).not.toMatch(/NaN|Infinity|undefined/);
  });

  it("does not let the index grow with every night", () => {
    const many = (count: number) =>
      historySpark(stepsWith(Array.from({ length: count }, (_, i) => 1 + (i % 3))), "worst").markup;
    expect(many(90).length).toBeLessThan(1.05 * many(30).length);
    expect(many(90)).toContain("30 runs, 2026-03-02 00:00 UTC to 2026-03-31 00:00 UTC");
  });
});

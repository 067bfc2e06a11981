/** The rule of the warning "shrinking steadily", on histories whose answers can be worked out by hand; marks of change. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ClaimEntry, ClaimHistory, SiteRun } from "./site.types.ts";
import { runsOfTrend, shrinking, stepsOf } from "./trend.ts";

const runAt = (i: number, changes: Partial<SiteRun> = {}): SiteRun => ({
  id: `run-${i}`,
  started: `2026-11-${String(i + 1).padStart(2, "0")}T02:17:00Z`,
  commit: null,
  profile: "nightly",
  engine: "wasm",
  tool: "depthproof 0.1.0",
  planHash: "0",
  exitCode: 0,
  verdicts: {},
  controls: { caught: 0, total: 0 },
  kept: true,
  ...changes,
});

interface Point {
  readonly margin: number | null;
  readonly error?: number | null;
  readonly entry?: Partial<ClaimEntry>;
  readonly run?: Partial<SiteRun>;
}

function steps(points: readonly Point[]) {
  const runs = points.map(({ run }, i) => runAt(i, run));
  const entries = points.map(({ margin, error = 0, entry }, i): ClaimEntry => {
    const shown = margin === null ? null : { worst: margin, error };
    return { run: `run-${i}`, verdict: "supported", agrees: true, margin: shown, formula: 0, ...entry };
  });
  const history: ClaimHistory = {
    ...{ spec: "s", claim: "c", control: false, ablated: null, quantifier: "for-all", expect: "supported" },
    ...{ anchor: "claim-s-c", formulas: [], entries },
  };
  return stepsOf(history, runs);
}
const margins = (...values: readonly number[]) => steps(values.map((margin) => ({ margin })));

describe("shrinking steadily", () => {
  it("is five falling margins that reach 0 within five more runs at their mean pace", () => {
    // pace (10 - 6)/4 = 1: 6 more runs
    expect(shrinking(margins(10, 9, 8, 7, 6))).toBeNull();
    // pace 1: 5 more runs
    expect(shrinking(margins(9, 8, 7, 6, 5))).toEqual({ from: 9, to: 5, runsLeft: 5 });
    // pace (8 - 1)/4 = 7/4: 1 - 7/4 < 0
    expect(shrinking(margins(8, 7, 3, 2, 1))).toEqual({ from: 8, to: 1, runsLeft: 1 });
  });

  it("looks at the last five runs only", () => {
    expect(shrinking(margins(1, 2, 9, 8, 7, 6, 5))?.from).toBe(9);
    expect(shrinking(margins(8, 7, 6, 5))).toBeNull();
    expect(shrinking(margins(9, 8, 7, 6, 5, 5.5))).toBeNull();
  });

  it("does not count what error bars explain", () => {
    const barred = (error: number | null) => steps([9, 8, 7, 6, 5].map((margin) => ({ margin, error })));
    expect(shrinking(barred(0.49))).not.toBeNull();
    expect(shrinking(barred(0.5))).toBeNull();
    expect(shrinking(barred(null))).toBeNull();
  });

  it("is not said of margins that are not positive or not there", () => {
    expect(shrinking(margins(4, 3, 2, 1, 0))).toBeNull();
    expect(shrinking(margins(4, 3, 2, 1, -1))).toBeNull();
    expect(shrinking(steps([{ margin: 9 }, { margin: 8 }, { margin: null }, { margin: 6 }, { margin: 5 }]))).toBeNull();
  });

  it("compares runs of the latest profile and formula only", () => {
    const falling = [9, 8, 7, 6, 5].map((margin): Point => ({ margin }));
    const quick: Point = { margin: 100, run: { profile: "quick" } };
    expect(shrinking(steps([...falling.slice(0, 2), quick, ...falling.slice(2)]))?.from).toBe(9);
    const reworded = falling.map((point, i): Point => ({ ...point, entry: { formula: i < 1 ? 0 : 1 } }));
    expect(shrinking(steps(reworded))).toBeNull();
  });

  it("never warns of margins that rise, whatever their size", () => {
    const values = fc.uniqueArray(fc.double({ noNaN: true, min: 1e-9, max: 1e9 }), { minLength: 1, maxLength: 9 });
    const law = fc.property(values, (all) => {
      expect(shrinking(margins(...all.toSorted((a, b) => a - b)))).toBeNull();
    });
    fc.assert(law, { seed: 4, numRuns: 100 });
  });

  it("is scale-free", () => {
    const falls = fc.array(fc.double({ noNaN: true, min: 0.01, max: 1 }), { minLength: runsOfTrend, maxLength: 7 });
    const law = fc.property(falls, fc.constantFrom(2 ** -20, 4, 2 ** 30), (all, scale) => {
      const values = all.map((_, i) => 0.5 + all.slice(i).reduce((sum, fall) => sum + fall, 0));
      const scaled = shrinking(margins(...values.map((value) => value * scale)));
      expect(scaled?.runsLeft).toBe(shrinking(margins(...values))?.runsLeft);
    });
    fc.assert(law, { seed: 4, numRuns: 100 });
  });
});

describe("steps", () => {
  it("mark a change of verdict, of formula and of what was searched", () => {
    const found = steps([
      { margin: 1 },
      { margin: 1, entry: { verdict: "violated" } },
      { margin: 1, entry: { verdict: "violated", formula: 1 }, run: { planHash: "1" } },
      { margin: 1, entry: { verdict: "supported", formula: 1 }, run: { planHash: "2", profile: "quick" } },
    ]);
    expect(found.map(({ from, reworded, searched }) => [from, reworded, searched])).toEqual([
      [null, false, "as before"],
      ["supported", false, "as before"],
      [null, true, "other plan"],
      ["violated", false, "other profile"],
    ]);
  });
});

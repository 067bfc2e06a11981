/** A small run from its record to its illustrations: each number against the record itself, and against the published schema. */
import { describe, expect, it } from "vitest";
import { judge, judgeWithWitnesses } from "../judge/index.ts";
import { measureCell } from "../measure-cell.ts";
import { effectiveSpecs, type PlanOptions, planRun } from "../plan.ts";
import type { CellRecord } from "../record.types.ts";
import type { RunInfo } from "../results.types.ts";
import { readSpecText } from "../spec/read.ts";
import { mismatches } from "../spec/schema.ts";
import { baselineOf } from "./baseline.ts";
import { illustrate } from "./illustrate.ts";

const text = `depthproof: 1
id: drawn
title: One claim of every kind
datasets:
  wave: { kind: teacher, teacher: sine, samples: 6, dimension: 2, noise: 0.1 }
  line: { kind: inline, x: [[1, 0], [2, 1], [0, 3]], y: [1, 2, -1] }
  spare: { kind: inline, x: [[1, 0], [2, 1], [0, 3]], y: [1, 2, -1] }
architectures:
  net: { kind: residual, block: { width: 1, activation: tanh } }
losses: [squared]
sweep: { depth: [1, 2, 4, 8], exclude: [{ dataset: line, depth: 2 }] }
profiles: { quick: { max-depth: 4 } }
points:
  critical: { kind: critical, starts: 2, strategies: [descent, planted-readout], datasets: [wave, line] }
  anywhere: { kind: random, count: 5, scale: 1, datasets: [wave] }
  budgeted: { kind: class, readout: 1, outer: 1, inner: 1, estimate: { signs: exact, starts: 1 }, datasets: [line] }
claims:
  - { id: bound, for-all: critical, assert: "risk <= linear_risk + 10 or lambda_min < 0" }
  - { id: growth, for-all: anywhere, assert: "slope(log(1 + readout_norm), log(depth), from: 1) <= 100" }
  - { id: above, for-all: anywhere, assert: "risk + 1 >= linear_risk" }
  - { id: budget, for-all: budgeted, assert: rademacher <= rademacher_bound * 1e6 }
controls:
  - { id: never, of: bound, assert: risk <= -1 }
`;
const options: PlanOptions = { profile: "quick", depths: [1, 2, 4] };
const read = readSpecText("drawn.yaml", text);
if (!read.ok) throw new Error(JSON.stringify(read.problems));
const specs = effectiveSpecs([read.spec], options);
const spec = specs[0]!;
const plan = planRun([read.spec], options);
const lines: readonly CellRecord[] = plan.cells.map((cell) => measureCell(spec, cell, spec.points[cell.axes.points]!));
const info = { id: "then", started: "2026-11-22T02:14:00Z", commit: null } as RunInfo;
const run = { specs, plan, lines, options };
const worst = judgeWithWitnesses(specs, plan, lines, info).worst;
const drawn = illustrate(run, worst, null);
const claimOf = (key: string) => drawn.claims.find((claim) => claim.key === key)!;

/** Of the witnesses of a points set: a number per witness, with its depth. */
const recorded = (points: string, name: string) =>
  lines
    .filter(({ cell }) => cell.axes.points === points)
    .flatMap(({ cell, witnesses }) =>
      witnesses.map(({ quantities }) => ({ depth: cell.axes.depth, value: quantities[name]?.value ?? Number.NaN })),
    );

type Witness = CellRecord["witnesses"][number];

/** Somewhere between 0 and 2e30. */
const blur = (witness: Witness): Witness => ({
  ...witness,
  quantities: { ...witness.quantities, risk: { value: 1e30, error: 1e30, grade: "measured" } },
});

describe("illustrate", () => {
  it("fits its schema, draws every claim but the controls, and says the same twice", () => {
    expect(mismatches("illustrations", JSON.parse(JSON.stringify(drawn)))).toEqual([]);
    expect(drawn.claims.map(({ key }) => key)).toEqual(["bound", "growth", "above", "budget"]);
    expect(illustrate(run, worst, null)).toEqual(drawn);
    expect(drawn.planHash).toBe(plan.hash);
  });

  it("leaves out of a drawing what is known within an error bar beyond everything else, and counts it", () => {
    const blurred = lines.map((line, k) =>
      k === lines.findIndex(({ cell }) => cell.axes.points === "anywhere")
        ? { ...line, witnesses: line.witnesses.map((one, i) => (i === 0 ? blur(one) : one)) }
        : line,
    );
    const { sides } = illustrate({ ...run, lines: blurred }, worst, null).claims.find(({ key }) => key === "above")!;
    const values = sides?.bound.spreads.flatMap((spread) => spread.values) ?? [];
    expect(sides?.unresolved).toBe(1);
    expect(claimOf("above").sides?.unresolved).toBe(0);
    expect(values.length).toBe(recorded("anywhere", "risk").length - 1);
    expect(Math.max(...values)).toBeLessThan(1e6);
  });

  it("has both sides as measured, the smaller one first whichever way the formula is written", () => {
    const { sides, margins } = claimOf("above");
    const risks = recorded("anywhere", "risk");
    const linear = recorded("anywhere", "linear_risk");
    for (const depth of [1, 2, 4]) {
      const here = risks.filter((one) => one.depth === depth).map(({ value }) => value + 1);
      const bound = sides?.bound.spreads.find((spread) => spread.depth === depth);
      expect(bound?.values).toEqual([...here].sort((a, b) => a - b));
      const best = linear.find((one) => one.depth === depth)!.value;
      const worst = sides?.worst.find((one) => one.depth === depth);
      expect([worst?.value, worst?.bound]).toEqual([best, Math.min(...here)]);
      expect(margins.find((spread) => spread.depth === depth)?.values[0]).toBe(Math.min(...here) - best);
    }
    expect(sides).toMatchObject({ relation: "<=", partial: false, value: { text: "linear_risk" } });
    expect(claimOf("bound").sides).toMatchObject({ partial: true, value: { text: "risk" } });
  });

  it("groups cells by everything but depth and seed", () => {
    const groups = claimOf("bound").groups.map(({ group, cells }) => [group, cells.map(({ depth }) => depth)]);
    expect(groups).toEqual([
      ["line, net, squared", [1, 4]],
      ["wave, net, squared", [1, 2, 4]],
    ]);
    const states = claimOf("bound").groups.flatMap(({ cells }) => cells.map(({ state }) => state));
    expect(states).toEqual(["holds", "holds", "holds", "holds", "holds"]);
  });

  it("draws the line that the verdict rests on", () => {
    const [trend] = claimOf("growth").trends;
    const worst = [1, 2, 4].map((depth) =>
      Math.max(
        ...recorded("anywhere", "readout_norm").flatMap((one) =>
          one.depth === depth ? [Math.log(1 + one.value)] : [],
        ),
      ),
    );
    expect(trend?.readings.map(({ depth }) => depth)).toEqual([1, 2, 4]);
    trend?.readings.forEach(({ y }, k) => {
      expect(y).toBeCloseTo(worst[k] ?? Number.NaN, 12);
    });
    // Three equally spaced points: the one in the middle does not tilt the line.
    expect(trend?.slope).toBeCloseTo(((worst[2] ?? 0) - (worst[0] ?? 0)) / Math.log(4), 10);
    expect(claimOf("growth")).toMatchObject({ margins: [], sides: null, groups: [] });
  });

  it("places critical points by index and relative risk", () => {
    const { stationary } = claimOf("bound");
    const risks = recorded("critical", "risk");
    const linear = recorded("critical", "linear_risk");
    expect(stationary?.of).toBe(risks.length);
    const placed = stationary?.points.map(({ risk }) => risk).sort((a, b) => a - b);
    const expected = risks.map(({ value }, k) => value / linear[k]!.value).sort((a, b) => a - b);
    expect(placed?.length).toBe(expected.length);
    placed?.forEach((ratio, k) => {
      expect(ratio).toBeCloseTo(expected[k] ?? Number.NaN, 9);
    });
    expect(claimOf("above").stationary).toBeNull();
  });

  it("names what was left out", () => {
    expect(claimOf("bound").untested).toMatchObject({
      depths: [8],
      datasets: ["spare"],
      architectures: [],
      losses: [],
      skipped: [{ group: "line, net, squared", depths: [2] }],
      failed: [],
    });
  });

  it("reports cells without a record as failed", () => {
    const partial = {
      ...run,
      lines: lines.filter(({ cell }) => cell.axes.depth !== 2 || cell.axes.points !== "anywhere"),
    };
    const claim = illustrate(partial, [], null).claims.find(({ key }) => key === "above");
    expect(claim?.untested.failed).toEqual([{ group: "wave, net, squared", depths: [2] }]);
    expect(claim?.picture).toEqual({ ok: false, reason: "no witness is stored" });
  });

  it("draws a counterexample among random points", () => {
    const wrong = readSpecText("drawn.yaml", text.replace("risk + 1 >= linear_risk", "risk + linear_risk <= -1"));
    if (!wrong.ok) throw new Error(JSON.stringify(wrong.problems));
    const [changed] = effectiveSpecs([wrong.spec], options);
    const again = planRun([wrong.spec], options);
    const measured = again.cells.map((cell) => measureCell(changed!, cell, changed!.points[cell.axes.points]!));
    const stored = { ...run, specs: [changed!], plan: again, lines: measured };
    const { claims } = illustrate(stored, judgeWithWitnesses([changed!], again, measured, info).worst, null);
    const picture = claims.find(({ key }) => key === "above")?.picture;
    const sums = measured
      .filter(({ cell }) => cell.axes.points === "anywhere")
      .flatMap(({ witnesses }) =>
        witnesses.map(({ quantities: { risk, linear_risk: linear } }) => ({
          sum: (risk?.value ?? 0) + (linear?.value ?? 0),
          risk: risk?.value ?? 0,
        })),
      );
    const worst = sums.reduce((a, b) => (b.sum > a.sum ? b : a));
    expect(picture).toMatchObject({ ok: true, risk: expect.closeTo(worst.risk, 12) });
  });

  it("draws the worst witness only where it is a point that was searched for", () => {
    expect(claimOf("bound").picture.ok).toBe(true);
    expect(claimOf("above").picture).toMatchObject({ ok: false, reason: expect.stringContaining("random") });
    expect(claimOf("budget").picture).toMatchObject({ ok: false, reason: expect.stringContaining("class") });
  });
});

describe("baselineOf", () => {
  const results = judge(specs, plan, lines, info);

  it("marks what changed, what is new and what is gone", () => {
    const [first, second, ...others] = results.claims;
    const before = {
      ...results,
      claims: [
        { ...first!, margin: { worst: (first?.margin?.worst ?? 0) + 1, error: 0, tie: false } },
        { ...others[0]!, claim: "old" },
        ...others,
      ],
    };
    const { changes, id } = baselineOf(before, results);
    const markOf = (key: string) => changes.find((change) => change.key === key)?.mark;
    expect(id).toBe("then");
    expect([first!.claim, second!.claim, "old", others[0]!.claim].map(markOf)).toEqual(["-", "new", "gone", "~"]);
  });
});

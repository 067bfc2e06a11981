/** Claims about growth with depth: fits through the worst value per depth, group by group. */
import { describe, expect, it } from "vitest";
import { cellOf, claimOf, planOf, recordOf, replayOf, specOf } from "../../../test/fixtures/judged.ts";
import { plainRun } from "../../../test/fixtures/plain-results.ts";
import type { Cell } from "../plan.types.ts";
import type { RecordLine } from "../record.types.ts";
import type { ClaimResult } from "../results.types.ts";
import { judgeClaim, judgeWithWitnesses, wantedReplays } from "./index.ts";

describe("slope across depth", () => {
  const claim = claimOf({ points: "class", assert: "slope(log(rademacher), log(depth), from: 2) <= 0.05" });
  const depths = [1, 2, 4, 8, 16];
  const cells = depths.flatMap((depth) =>
    [0, 1].map((seed) => cellOf(`s${depth}-${seed}`, depth, { points: "class", seed })),
  );
  const spec = specOf([claim]);
  /** Seed 1 is the larger one and follows depth^power; seed 0 lies below and wiggles. */
  const growing = (power: number): RecordLine[] =>
    cells.map((cell) => {
      const { depth, seed } = cell.axes;
      const value = seed === 1 ? 3 * depth ** power : 0.1 * (1 + (depth % 3));
      return recordOf(cell, [{ rademacher: { value, error: 0, grade: "lower-bound" } }]);
    });
  const judgedTrend = (records: readonly RecordLine[], plan: readonly Cell[] = cells): ClaimResult =>
    judgeClaim(spec, claim, planOf(plan), records);

  it.each([
    [0, "supported", 0.05],
    [-0.5, "supported", 0.55],
  ] as const)("depth^%s is %s", (power, verdict, margin) =>
    expect(judgedTrend(growing(power))).toMatchObject({
      verdict,
      margin: { worst: expect.closeTo(margin, 9), error: expect.closeTo(0, 9) },
      grade: "measured",
      because: expect.stringMatching(/over L = 2\.\.16 \(wave, narrow, squared\)/),
      witness: "witnesses/anchor-dichotomy.json",
      replay: null,
    }),
  );

  /** The second route's values at the witnesses with seed 1, from L = 2 on. */
  const replayed = (value: (depth: number) => number | null): RecordLine[] =>
    depths.slice(1).map((depth) => {
      const measured = value(depth);
      return replayOf(`s${depth}-1`, 0, measured === null ? null : { rademacher: measured });
    });

  it("a failing fit counts once the second route's values fail as well", () => {
    const failing = growing(0.3);
    expect(judgedTrend(failing)).toMatchObject({
      verdict: "inconclusive",
      because: expect.stringMatching(/does not confirm it: it was not measured again/),
      counts: { violated: 1 },
      replay: { confirmed: false },
    });
    expect(judgedTrend([...failing, ...replayed((depth) => 3 * depth ** 0.3)])).toMatchObject({
      verdict: "violated",
      margin: { worst: expect.closeTo(-0.25, 9) },
      because: expect.stringMatching(/^violated: slope 0.3 .*\(wave, narrow, squared\), confirmed by the second route/),
      replay: { confirmed: true, margin: expect.closeTo(-0.25, 9), message: null },
    });
  });

  it.each([
    ["one witness is missing", (depth: number) => 3 * depth ** 0.3, 1, /it was not measured again/],
    ["its values do not grow", () => 3, 0, /the assertion holds there by the second route/],
    ["one value is off", (depth: number) => (depth === 16 ? 3 : 3 * depth ** 0.3), 0, /cannot decide|holds/],
    ["one replay failed", (depth: number) => (depth === 4 ? null : 3 * depth ** 0.3), 0, /the witness at L = 4/],
  ] as const)("a failing fit is inconclusive where %s", (_, value, dropped, message) => {
    const lines = [...growing(0.3), ...replayed(value).slice(dropped)];
    expect(judgedTrend(lines)).toMatchObject({
      verdict: "inconclusive",
      replay: { confirmed: false, message: expect.stringMatching(message) },
    });
  });

  it("a hypothesis that fails by the second route at one witness of the fit leaves it unconfirmed", () => {
    const given = claimOf({ ...claim, given: [{ name: "small", formula: "rademacher > 1" }] });
    const lines = [...growing(0.3), ...replayed((depth) => (depth === 8 ? 0.5 : 3 * depth ** 0.3))];
    expect(judgeClaim(spec, given, planOf(cells), lines)).toMatchObject({
      verdict: "inconclusive",
      replay: { confirmed: false, message: expect.stringMatching(/at L = 8: hypothesis small failed/) },
    });
  });

  it("wants every witness of the worst fit, once the plan is whole", () => {
    const records = growing(0.3).filter((line) => line.type === "cell");
    const [refutations] = wantedReplays([spec], planOf(cells), records);
    expect(refutations).toHaveLength(1);
    expect(refutations![0]!.witnesses.map(({ cell }) => cell.cell.id)).toEqual(["s2-1", "s4-1", "s8-1", "s16-1"]);
    const replays = replayed((depth) => 3 * depth ** 0.3).filter((line) => line.type === "replay");
    expect(refutations![0]!.confirmedBy(replays)).toBe(true);
    expect(refutations![0]!.confirmedBy(replays.slice(1))).toBe(false);
    expect(wantedReplays([spec], planOf(cells), records, "shard")).toEqual([]);
  });

  it("the worst witness is the largest value at the largest depth", () =>
    expect(judgeWithWitnesses([spec], planOf(cells), growing(0), plainRun).worst).toMatchObject([
      {
        cell: { cell: { id: "s16-1" } },
        fitted: ["s2-1", "s4-1", "s8-1", "s16-1"].map((id) => ({ cell: { cell: { id } } })),
      },
    ]));

  it("is undecided while the confidence interval contains the bound", () => {
    const noisy = growing(0.05).map((line, k) =>
      line.type === "cell"
        ? recordOf(line.cell, [{ rademacher: [line.cell.axes.depth ** 0.05 * (1 + 0.3 * (k % 3)), 0] }])
        : line,
    );
    expect(judgedTrend(noisy)).toMatchObject({ verdict: "inconclusive", counts: { inconclusive: 1 } });
  });

  it("error bars of the values widen the slope", () => {
    const wide = growing(0).map((line) =>
      line.type === "cell" ? recordOf(line.cell, [{ rademacher: [3, 0.3] }]) : line,
    );
    expect(judgedTrend(wide)).toMatchObject({ verdict: "inconclusive", margin: { error: expect.closeTo(0.08, 1) } });
  });

  it("is vacuous with fewer than three depths", () => {
    const few = cells.filter(({ axes }) => axes.depth < 8);
    expect(judgedTrend(growing(0), few)).toMatchObject({
      verdict: "vacuous",
      because: expect.stringMatching(/at least 3 points/),
    });
  });

  it("is vacuous where a group has no value at a depth of its own, whatever the other groups have there", () => {
    const other = cells.map((cell) => ({ ...cell, id: `t-${cell.id}`, axes: { ...cell.axes, architecture: "other" } }));
    const overflown = { rademacher: { value: null, reason: "overflow" } } as const;
    const lines = other.map((cell) => recordOf(cell, [cell.axes.depth === 16 ? overflown : { rademacher: 1 }]));
    expect(judgedTrend([...growing(0), ...lines], [...cells, ...other])).toMatchObject({
      verdict: "vacuous",
      because: "no value at L = 16 for wave, other, squared",
    });
  });

  it("fits each group by itself: one growing group violates", () => {
    const flat = cells.map((cell) => ({
      ...cell,
      id: `flat-${cell.id}`,
      axes: { ...cell.axes, architecture: "flat" },
    }));
    const records = [...growing(0.3), ...flat.map((cell) => recordOf(cell, [{ rademacher: 1 }]))];
    const confirming = replayed((depth) => 3 * depth ** 0.3);
    expect(judgedTrend([...records, ...confirming], [...cells, ...flat])).toMatchObject({
      verdict: "violated",
      counts: { violated: 1 },
      because: expect.stringMatching(/wave, narrow/),
    });
    expect(judgedTrend(records, flat)).toMatchObject({
      verdict: "supported",
      because: expect.stringMatching(/wave, flat/),
    });
  });

  it("keeps an axis that is a formula of depth in one group", () => {
    const widening = specOf([claim], { width: ["depth + 1"], dimension: [4, "2 * depth"] });
    const axes = depths.flatMap((depth) =>
      [4, 2 * depth].map((dimension) =>
        cellOf(`w${depth}-${dimension}`, depth, { points: "class", width: depth + 1, dimension }),
      ),
    );
    const result = judgeClaim(
      widening,
      claim,
      planOf(axes),
      axes.map((cell) => recordOf(cell, [{ rademacher: 1 }])),
    );
    expect(result).toMatchObject({ verdict: "supported", because: expect.stringMatching(/not falsified by 2 fits/) });
  });

  it("missing cells are an error, and no replay is wanted", () => {
    expect(judgedTrend(growing(0).slice(1)).verdict).toBe("error");
    expect(
      wantedReplays(
        [spec],
        planOf(cells),
        growing(0.3)
          .slice(2)
          .filter((line) => line.type === "cell"),
      ),
    ).toEqual([]);
  });
});

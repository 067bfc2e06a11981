/** Verdicts from witnesses that are decided one by one: what counts, in which order, and what the reason says. */
import { describe, expect, it } from "vitest";
import {
  bad,
  cellOf,
  claimOf,
  good,
  judged,
  one,
  planOf,
  recordOf,
  replayOf,
  type Shorthand,
  saddle,
  specOf,
  two,
  unclear,
} from "../../../test/fixtures/judged.ts";
import { plainRun } from "../../../test/fixtures/plain-results.ts";
import type { RecordLine } from "../record.types.ts";
import { judgeWithWitnesses } from "./index.ts";

describe("verdicts", () => {
  it("supported: no witness fails", () => {
    const result = judged(claimOf(), [recordOf(one, [saddle, good]), recordOf(two, [saddle])]);
    expect(result).toMatchObject({
      verdict: "supported",
      agrees: true,
      because: "not falsified at 3 critical points, L = 1..2",
      margin: { worst: 0.5, tie: false },
      counts: {
        cells: 2,
        points: 3,
        applicable: 3,
        violated: 0,
        inconclusive: 0,
        notRefuted: 0,
        failedCells: 0,
        inapplicable: {},
      },
      replay: null,
      witness: "witnesses/anchor-dichotomy.json",
      yields: { descent: { attempted: 10, accepted: 3 } },
      points: { name: "critical", kind: "critical" },
    });
    expect(result.byDepth).toEqual([
      {
        depth: 1,
        points: 2,
        applicable: 2,
        violated: 0,
        inconclusive: 0,
        worstMargin: 0.5,
        worstMarginError: expect.any(Number),
        labels: { CRITICAL: 2, KINK: 1 },
      },
      {
        depth: 2,
        points: 1,
        applicable: 1,
        violated: 0,
        inconclusive: 0,
        worstMargin: 0.5,
        worstMarginError: expect.closeTo(1e-9, 12),
        labels: { CRITICAL: 1, KINK: 1 },
      },
    ]);
    expect(result.statement.latex).toContain("\\lambda_{\\min}(\\nabla^2\\mathfrak{R}) < 0");
  });

  it("a tie is supported and marked", () =>
    expect(judged(claimOf(), [recordOf(one, [{ ...bad, risk: 1 }]), recordOf(two, [good])])).toMatchObject({
      verdict: "supported",
      margin: { worst: 0, tie: true },
    }));

  it("of equal margins the shallowest is shown, whatever the ids of the cells are", () => {
    for (const [first, second] of [
      ["c1", "c2"],
      ["c2", "c1"],
    ] as const) {
      const [shallow, deep] = [cellOf(first, 1), cellOf(second, 2)];
      const records = [
        recordOf(deep, [{ ...bad, lambda_min: [0, 1e-9] }]),
        recordOf(shallow, [bad]),
        ...[first, second].map((id) => replayOf(id, 0, bad)),
      ];
      expect(judged(claimOf(), records, [deep, shallow])).toMatchObject({
        verdict: "violated",
        because: expect.stringContaining("violated at L = 1"),
      });
    }
  });

  it("violated: the second route confirms the failing witness", () => {
    const records = [
      recordOf(one, [good]),
      recordOf(two, [good, bad]),
      replayOf("c2", 1, { risk: [2, 1e-9], lambda_min: 0 }),
    ];
    expect(judged(claimOf(), records)).toMatchObject({
      verdict: "violated",
      agrees: false,
      because: "violated at L = 2 by a critical point, confirmed by the second route",
      margin: { worst: 0, error: 0 },
      replay: { confirmed: true, margin: 0, message: null },
      counts: { violated: 1 },
    });
    expect(judged(claimOf({ expect: "violated" }), records).agrees).toBe(true);
  });

  it.each([
    ["no replay", [], /not measured again/],
    ["failed replay", [replayOf("c2", 0, null, { message: "out of memory" })], /out of memory/],
    ["replay holds", [replayOf("c2", 0, { risk: 0.9, lambda_min: 0 })], /holds there/],
    ["replay undecided", [replayOf("c2", 0, { risk: 2, lambda_min: [0, 1e-9] })], /cannot decide/],
    [
      "replay without the point quantity",
      [replayOf("c2", 0, { risk: 2 })],
      /lambda_min: not measured by the second route/,
    ],
    ["replay of another claim", [replayOf("c2", 0, bad, { claim: "other" })], /not measured again/],
    ["replay of another witness", [replayOf("c2", 1, bad)], /not measured again/],
    ["replay of another spec", [replayOf("c2", 0, bad, { spec: "other" })], /not measured again/],
  ] as [string, RecordLine[], RegExp][])("inconclusive when unconfirmed: %s", (_, replays, message) =>
    expect(judged(claimOf(), [recordOf(one, [good]), recordOf(two, [bad]), ...replays])).toMatchObject({
      verdict: "inconclusive",
      because: expect.stringMatching(message),
      replay: { confirmed: false, message: expect.stringMatching(message) },
    }),
  );

  it("one confirmed witness suffices, and it is the one shown", () => {
    const worse = { ...bad, risk: 9, lambda_min: 1 };
    const claim = claimOf({ assert: "risk <= linear_risk" });
    const records = [
      recordOf(one, [worse]),
      recordOf(two, [bad]),
      replayOf("c1", 0, { risk: 0 }),
      replayOf("c2", 0, { risk: 2 }),
    ];
    expect(judged(claim, records)).toMatchObject({
      verdict: "violated",
      margin: { worst: -1 },
      because: expect.stringMatching(/L = 2/),
    });
    expect(judgeWithWitnesses([specOf([claim])], planOf([one, two]), records, plainRun).worst).toMatchObject([
      { cell: { cell: { id: "c2" } }, witness: { index: 0 } },
    ]);
  });

  it("the replay must hold the hypotheses too; axes and data fall back to the first route", () => {
    const claim = claimOf({ given: [{ name: "covers", formula: "representation_rank == dimension" }] });
    const records = (rank: number): RecordLine[] => [
      recordOf(one, [{ ...bad, representation_rank: 3, dimension: 3 }]),
      recordOf(two, [{ ...good, representation_rank: 3, dimension: 3 }]),
      replayOf("c1", 0, { risk: 2, lambda_min: 0, representation_rank: rank }),
    ];
    expect(judged(claim, records(3)).verdict).toBe("violated");
    expect(judged(claim, records(2))).toMatchObject({
      verdict: "inconclusive",
      replay: { message: expect.stringMatching(/covers failed/) },
    });
  });

  it("vacuous: hypotheses that never hold at some depth", () => {
    const claim = claimOf({ given: [{ name: "room", formula: "nullity_u > 0" }] });
    const at = (nullity: Shorthand): Record<string, Shorthand> => ({ ...good, nullity_u: nullity });
    const result = judged(claim, [recordOf(one, [at(1)]), recordOf(two, [at(0), at(0), at([0, 1e-9])])]);
    expect(result).toMatchObject({
      verdict: "vacuous",
      because: "hypotheses held at 0 of 3 points at L = 2; most often: hypothesis room failed",
      counts: { applicable: 1, inapplicable: { "hypothesis room failed": 2, "hypothesis room undecided": 1 } },
      hypotheses: [{ name: "room", text: "nullity_u > 0", held: 1, failed: 2, undecided: 1 }],
    });
    expect(
      judged({ ...claim, minApplicable: 2 }, [recordOf(one, [at(1)]), recordOf(two, [at(1), at(1)])]),
    ).toMatchObject({
      verdict: "vacuous",
      because: "hypotheses held at 1 of 1 points at L = 1, 2 are wanted",
    });
  });

  it("vacuous: nothing applies anywhere, even if the spec asks for nothing", () => {
    const claim = claimOf({ minApplicable: 0, assert: "gamma < 1" });
    const result = judged(claim, [
      recordOf(one, [{ gamma: { value: null, reason: "dim N = 0" } }]),
      recordOf(two, [{}]),
    ]);
    expect(result).toMatchObject({
      verdict: "vacuous",
      counts: { inapplicable: { "gamma: dim N = 0": 1, "gamma: not measured": 1 } },
    });
    expect(judged(claim, [], [])).toMatchObject({ verdict: "vacuous", because: expect.stringMatching(/no cell/) });
  });

  it("a hypothesis that is only not refuted does not hold", () => {
    const claim = claimOf({ given: [{ name: "small", formula: "rademacher <= 1" }] });
    const lower = { ...bad, rademacher: { value: 0.5, error: 0, grade: "lower-bound" } as const };
    expect(judged(claim, [recordOf(one, [lower]), recordOf(two, [lower])])).toMatchObject({
      verdict: "vacuous",
      counts: { applicable: 0, violated: 0 },
    });
  });

  it("a failure where a hypothesis holds within rounding only is undecided; an exact tie is none of rounding", () => {
    const claim = claimOf({ given: [{ name: "critical", formula: "gradient_norm <= 1" }] });
    const at = (gradient: Shorthand): Record<string, Shorthand> => ({ ...bad, gradient_norm: gradient });
    const records = (gradient: Shorthand): RecordLine[] => [
      recordOf(one, [at(gradient)]),
      recordOf(two, [{ ...good, gradient_norm: 0 }]),
      replayOf("c1", 0, { risk: 2, lambda_min: 0, gradient_norm: 1 }),
    ];
    expect(judged(claim, records([1, 1e-12]))).toMatchObject({
      verdict: "inconclusive",
      because: "undecided at 1 of 2 critical points, L = 1..2: the margin, or a hypothesis's, is within its error bar",
      counts: { applicable: 2, violated: 0, inconclusive: 1 },
      hypotheses: [{ held: 2 }],
    });
    expect(judged(claim, records(1)).verdict).toBe("violated");
    const tiedReplay = [...records(1).slice(0, 2), replayOf("c1", 0, { ...bad, gradient_norm: [1, 1e-12] })];
    expect(judged(claim, tiedReplay)).toMatchObject({
      verdict: "inconclusive",
      replay: { confirmed: false, message: "the second route cannot decide the assertion" },
    });
  });

  it("inconclusive: more undecided than allowed; supported below, with the count", () => {
    const records = [recordOf(one, [good, good, good]), recordOf(two, [unclear])];
    expect(judged(claimOf(), records)).toMatchObject({
      verdict: "inconclusive",
      because: expect.stringMatching(/^undecided at 1 of 4/),
      counts: { inconclusive: 1 },
    });
    expect(judged(claimOf({ maxUndecided: 0.25 }), records)).toMatchObject({
      verdict: "supported",
      because: expect.stringMatching(/undecided at 1 of them/),
    });
    expect(judged(claimOf({ maxUndecided: 0.24 }), records).verdict).toBe("inconclusive");
  });

  it("not refuted is supported, with its grade and count", () => {
    const claim = claimOf({ points: "class", assert: "rademacher <= rademacher_bound" });
    const witness = { rademacher: { value: 0.5, error: 0.01, grade: "lower-bound" } as const, rademacher_bound: 1 };
    const cells = [cellOf("k", 1, { points: "class" })];
    expect(judged(claim, [recordOf(cells[0]!, [witness])], cells)).toMatchObject({
      verdict: "supported",
      grade: "lower-bound",
      margin: { worst: 0.5, error: expect.closeTo(0.01, 9) },
      counts: { notRefuted: 1 },
      because: "not falsified at 1 function class, L = 1; at 1 of them only as far as a one-sided bound can tell",
    });
  });

  it.each([
    [
      "missing",
      [recordOf(one, [bad])],
      "1 of 2 cells did not finish: 1 missing; the claim fails at 1 point of the others",
    ],
    [
      "failed",
      [recordOf(one, [good]), recordOf(two, [], { status: "timeout", message: "after 60 s" })],
      "1 of 2 cells did not finish: 1 timeout (after 60 s)",
    ],
    ["nothing", [], "2 of 2 cells did not finish: 2 missing"],
  ] as [string, RecordLine[], string][])("error comes first: %s", (_, records, because) =>
    expect(judged(claimOf(), [...records, replayOf("c1", 0, bad)])).toMatchObject({
      verdict: "error",
      agrees: false,
      because,
    }),
  );

  it("a second attempt that finished replaces one that failed, in any order", () => {
    const records = [recordOf(two, [], { status: "crash" }), recordOf(two, [good]), recordOf(one, [good])];
    expect(judged(claimOf(), records).verdict).toBe("supported");
    expect(judged(claimOf(), [...records].reverse()).verdict).toBe("supported");
  });

  it("cells of other specs, points and plans do not count", () => {
    const other = cellOf("c3", 1, { points: "anywhere" });
    const foreign = { ...cellOf("c4", 1), spec: "other" };
    const stale = cellOf("c5", 1);
    const records = [
      recordOf(one, [good]),
      recordOf(two, [good]),
      ...[other, foreign, stale].map((cell) => recordOf(cell, [bad])),
    ];
    expect(judged(claimOf(), records, [one, two, other, foreign])).toMatchObject({
      verdict: "supported",
      counts: { cells: 2, points: 2 },
    });
  });
});

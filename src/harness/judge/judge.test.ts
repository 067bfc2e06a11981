import { describe, expect, it } from "vitest";
import { plainRun } from "../../../test/fixtures/plain-results.ts";
import type { Measurement, Measurements } from "../../verifiers/measurement.ts";
import type { Cell, CellAxes, Plan } from "../plan.types.ts";
import type { CellRecord, RecordLine, ReplayRecord } from "../record.types.ts";
import type { ClaimResult } from "../results.types.ts";
import type { Claim, Spec, SweepSpec } from "../spec/types.ts";
import { judge, judgeClaim, judgeWithWitnesses, namesOf, wantedReplays } from "./index.ts";

const claimOf = (part: Partial<Claim> = {}): Claim => ({
  key: part.id ?? "dichotomy",
  id: "dichotomy",
  control: false,
  of: null,
  ablated: null,
  says: null,
  let: {},
  quantifier: "for-all",
  points: "critical",
  given: [],
  assert: "risk <= linear_risk or lambda_min < 0",
  expect: "supported",
  severity: "error",
  minApplicable: 1,
  maxUndecided: 0,
  position: { file: "/specs/a.yaml", line: 1, column: 1 },
  ...part,
});

const factors = { starts: 1, count: 1, seeds: 1, maxDepth: null };
const specOf = (claims: readonly Claim[], sweep: Partial<SweepSpec> = {}): Spec => ({
  id: "anchor",
  title: "A spec",
  file: "/somewhere/specs/anchor.yaml",
  text: "",
  source: null,
  tags: [],
  seed: 0,
  datasets: {},
  architectures: {},
  losses: {},
  sweep: { depth: [1, 2], seed: [0], exclude: [], ...sweep },
  points: {
    critical: { kind: "critical", starts: 1 },
    class: { kind: "class", readout: 1, outer: 1, inner: 1, estimate: { signs: "exact", starts: 1 } },
  },
  claims,
  profiles: { quick: factors, nightly: factors, full: factors },
});

const cellOf = (id: string, depth: number, axes: Partial<CellAxes> = {}): Cell => ({
  id,
  spec: "anchor",
  axes: { points: "critical", dataset: "wave", architecture: "narrow", loss: "squared", depth, seed: 0, ...axes },
  cost: 1,
});

/** An exact number, or [value, error]. */
type Shorthand = number | readonly [number, number] | Measurement;
function measurementsOf(values: Record<string, Shorthand>): Measurements {
  const full = (value: Shorthand): Measurement => {
    if (typeof value === "number") return { value, error: 0, grade: "exact" };
    return "grade" in value || "reason" in value
      ? (value as Measurement)
      : { value: (value as readonly number[])[0]!, error: (value as readonly number[])[1]!, grade: "measured" };
  };
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, full(value)]));
}

const recordOf = (
  cell: Cell,
  witnesses: readonly Record<string, Shorthand>[],
  part: Partial<CellRecord> = {},
): CellRecord => ({
  format: "depthproof-record/1",
  type: "cell",
  cell,
  engine: "reference",
  status: "ok",
  message: null,
  labels: { CRITICAL: witnesses.length, KINK: 1 },
  yields: { descent: { attempted: 5, accepted: witnesses.length } },
  witnesses: witnesses.map((values, index) => ({
    index,
    origin: "descent",
    quantities: measurementsOf(values),
    point: null,
  })),
  seconds: 1,
  ...part,
});

const replayOf = (
  cell: string,
  witness: number,
  values: Record<string, Shorthand> | null,
  part: Partial<ReplayRecord> = {},
): ReplayRecord => ({
  format: "depthproof-record/1",
  type: "replay",
  spec: "anchor",
  claim: "dichotomy",
  cell,
  witness,
  quantities: values === null ? null : measurementsOf(values),
  message: null,
  ...part,
});

const planOf = (cells: readonly Cell[]): Plan => ({ cells, hash: "h" });
const one = cellOf("c1", 1);
const two = cellOf("c2", 2);

/** A strict saddle above the linear risk, a point below it, a counterexample, a point nobody can decide. */
const saddle = { risk: 2, linear_risk: 1, lambda_min: [-0.5, 1e-9] as const };
const good = { risk: 0.5, linear_risk: 1, lambda_min: 0 };
const bad = { risk: 2, linear_risk: 1, lambda_min: 0 };
const unclear = { risk: 2, linear_risk: 1, lambda_min: [-1e-12, 1e-9] as const };

function judged(claim: Claim, records: readonly RecordLine[], cells: readonly Cell[] = [one, two]): ClaimResult {
  return judgeClaim(specOf([claim]), claim, planOf(cells), records);
}

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

describe("there-is", () => {
  const claim = claimOf({ quantifier: "there-is", assert: "risk < 1" });
  const found = [recordOf(one, [bad, good]), recordOf(two, [bad])];
  it("one witness suffices, once the second route agrees", () =>
    expect(judged(claim, [...found, replayOf("c1", 1, { risk: 0.5 }, { claim: claim.key })])).toMatchObject({
      verdict: "supported",
      margin: { worst: 0.5 },
      because: "a critical point at L = 1 has the property, confirmed by the second route",
      byDepth: [
        { depth: 1, worstMargin: 0.5 },
        { depth: 2, worstMargin: -1 },
      ],
    }));
  it("asks for the replay of what holds, and is inconclusive until it confirms", () => {
    const [wanted] = wantedReplays([specOf([claim])], planOf([one, two]), found);
    expect(wanted?.map(({ witnesses }) => witnesses.map(({ witness }) => witness.index))).toEqual([[1]]);
    const by = (risk: Shorthand): readonly RecordLine[] => [
      ...found,
      replayOf("c1", 1, { risk }, { claim: claim.key }),
    ];
    const because = (message: string): object => ({
      verdict: "inconclusive",
      because: `a critical point at L = 1 has the property, but the second route does not confirm it: ${message}`,
    });
    expect(judged(claim, found)).toMatchObject(because("it was not measured again"));
    expect(judged(claim, by(2))).toMatchObject(because("the assertion fails there by the second route"));
    expect(judged(claim, by([1, 0.5]))).toMatchObject(because("the second route cannot decide the assertion"));
  });
  it("a tie within rounding shows nothing, an exact one does; nor does a point with a hypothesis that is tied", () => {
    const atMost = claimOf({ quantifier: "there-is", assert: "risk <= 1" });
    const lines = (first: Shorthand, second: Shorthand, name = "risk"): RecordLine[] => [
      recordOf(one, [{ ...bad, [name]: first }]),
      recordOf(two, [bad]),
      replayOf("c1", 0, { risk: 2, [name]: second }, { claim: atMost.key }),
    ];
    expect(judged(atMost, lines([1, 1e-15], 1))).toMatchObject({
      verdict: "inconclusive",
      because: "none of 2 critical points, L = 1..2 was shown to have the property",
    });
    expect(judged(atMost, lines(1, 1)).verdict).toBe("supported");
    expect(judged(atMost, lines([0.5, 1e-15], [1, 1e-15]))).toMatchObject({
      verdict: "inconclusive",
      replay: { message: "the second route cannot decide the assertion" },
    });
    const given = claimOf({ ...atMost, given: [{ name: "flat", formula: "gamma <= 1" }], assert: "risk > 1" });
    expect(judged(given, lines([1, 1e-15], 1, "gamma")).verdict).toBe("inconclusive");
    expect(judged(given, lines(1, 1, "gamma")).verdict).toBe("supported");
  });
  it("none found is inconclusive, and asks for no replay", () => {
    const records = [recordOf(one, [bad]), recordOf(two, [])];
    expect(judged(claim, records)).toMatchObject({
      verdict: "inconclusive",
      because: expect.stringMatching(/^none of 1 critical point/),
    });
    expect(wantedReplays([specOf([claim])], planOf([one, two]), records)).toEqual([]);
  });
});

describe("let names and typesetting", () => {
  it("expands let in hypotheses and assertion", () => {
    const claim = claimOf({
      let: { gap: "risk - linear_risk", covered: "index == 0" },
      given: [{ name: "minimum", formula: "covered" }],
      assert: "gap <= 0",
    });
    expect(
      judged(claim, [recordOf(one, [{ ...good, index: 0 }]), recordOf(two, [{ ...good, index: 0 }])]),
    ).toMatchObject({
      verdict: "supported",
      statement: { text: "gap <= 0", latex: "\\mathfrak{R}(\\theta) - \\mathfrak{R}_{\\mathrm{lin}} \\le 0" },
      hypotheses: [{ text: "covered", latex: "\\operatorname{ind}(\\nabla^2\\mathfrak{R}) = 0" }],
    });
    expect(namesOf(claim)).toEqual(new Set(["risk", "linear_risk", "index"]));
  });
});

describe("replays", () => {
  const claim = claimOf({ assert: "risk <= linear_risk" });
  const spec = specOf([claim, claimOf({ id: "fine", key: "fine", assert: "risk > 0" })]);
  const at = (risk: number): Record<string, Shorthand> => ({ risk, linear_risk: 1 });
  const records = [recordOf(two, [at(3), at(0.1), at(5)]), recordOf(one, [at(3), at(2), at(4), at(1.5)])];

  it("wants the worst failing witnesses first, at most five", () => {
    const wanted = wantedReplays([spec], planOf([two, one]), records);
    expect(wanted).toHaveLength(1);
    expect(
      wanted[0]?.flatMap(({ witnesses }) => witnesses.map(({ cell, witness }) => `${cell.cell.id}/${witness.index}`)),
    ).toEqual(["c2/2", "c1/2", "c1/0", "c2/0", "c1/1"]);
  });

  it("confirms only the claim, cell and witness it is of", () => {
    const [worst] = wantedReplays([spec], planOf([two, one]), records)[0]!;
    expect(worst!.confirmedBy([])).toBe(false);
    expect(worst!.confirmedBy([replayOf("c2", 2, { risk: 5 })])).toBe(true);
    expect(worst!.confirmedBy([replayOf("c1", 2, { risk: 5 }), replayOf("c2", 2, { risk: 5 })])).toBe(true);
    expect(worst!.confirmedBy([replayOf("c2", 2, { risk: 0.5 })])).toBe(false);
    expect(worst!.confirmedBy([replayOf("c2", 9, { risk: 5 })])).toBe(false);
    expect(worst!.confirmedBy([replayOf("c1", 2, { risk: 5 })])).toBe(false);
    expect(worst!.confirmedBy([replayOf("c2", 2, { risk: 5 }, { claim: "fine" })])).toBe(false);
  });

  it("a planted failing witness is found wherever it hides", () => {
    const cells = Array.from({ length: 12 }, (_, k) => cellOf(`d${k}`, 1 + (k % 4)));
    for (const cell of cells) {
      const planted = cells.map((each) => recordOf(each, [good, each === cell ? bad : good]));
      const confirmed = judged(claim, [...planted, replayOf(cell.id, 1, { risk: 2 })], cells);
      expect(confirmed).toMatchObject({
        verdict: "violated",
        because: expect.stringContaining(`L = ${cell.axes.depth} `),
      });
    }
  });
});

describe("results", () => {
  const claims = [claimOf(), claimOf({ key: "dichotomy/without-room", ablated: "room", expect: "any" })];
  const records = [recordOf(one, [saddle, good, saddle]), recordOf(two, [saddle])];
  const results = judge([specOf(claims)], planOf([one, two]), records, plainRun, { root: "/somewhere" });

  it("has one entry per claim, ablations under the parent's id", () =>
    expect(results).toMatchObject({
      format: "depthproof-results/1",
      exitCode: 0,
      causes: [],
      specs: [{ id: "anchor", file: "specs/anchor.yaml" }],
      claims: [
        { claim: "dichotomy", ablated: null, witness: "witnesses/anchor-dichotomy.json" },
        { claim: "dichotomy", ablated: "room", witness: "witnesses/anchor-dichotomy.without-room.json" },
      ],
    }));

  it("are the same bytes whatever the order of records and cells, and name no folder of this machine", () => {
    const again = judge([specOf(claims)], planOf([two, one]), [...records].reverse(), plainRun, { root: "/somewhere" });
    expect(JSON.stringify(again)).toBe(JSON.stringify(results));
    expect(JSON.stringify(judge([specOf(claims)], planOf([one, two]), records, plainRun))).not.toContain("/somewhere");
  });
});

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

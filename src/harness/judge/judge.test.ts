/** What a judgement consists of: statements typeset, replays asked for, results in one order. */
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
} from "../../../test/fixtures/judged.ts";
import { plainRun } from "../../../test/fixtures/plain-results.ts";
import { judge, namesOf, wantedReplays } from "./index.ts";

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

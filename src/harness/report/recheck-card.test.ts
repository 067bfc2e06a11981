/** Which claims get a witness card, what it holds, and what it leaves to the command line. */
import { describe, expect, it } from "vitest";
import { clean } from "../../../test/goldens/results-fixture.ts";
import type { ClaimResult, Results } from "../results.types.ts";
import type { StoredWitness } from "../stored-witnesses.ts";
import type { WitnessFile } from "../witness-file.ts";
import { renderReport } from "./page.ts";
import { allData, largestData, viewCards } from "./recheck-card.ts";

const claimOf = (name: string): ClaimResult => ({
  ...clean.claims[0]!,
  spec: "s",
  claim: name,
  control: false,
  ablated: null,
  margin: { worst: 0.25, error: 0, tie: false },
  witness: `witnesses/s-${name}.json`,
});

const witnessOf = (name: string): WitnessFile => ({
  format: "depthproof-witness/1",
  spec: "s",
  specFile: "s.yaml",
  claim: name,
  statement: "risk <= 1",
  expected: "supported",
  let: {},
  given: [],
  assert: "risk <= 1",
  cell: "0123456789abcdef",
  axes: { points: "p", dataset: "d", architecture: "a", loss: null, depth: 2, seed: 0 },
  index: 0,
  origin: "descent",
  point: {
    format: "depthproof-point/1",
    loss: "squared",
    data: { x: [[1, 2]], y: [1] },
    architecture: { kind: "residual", depth: 2, dimension: 2 },
    parameters: { w: [1, 2], V: [[[1]], [[2]]] },
  },
  quantities: { depth: { value: 2, error: 0, grade: "exact" }, risk: { value: null, reason: "no risk" } },
  margin: { value: 0.25, low: 0.25, high: 0.25 },
});

interface Case {
  readonly claim?: Partial<ClaimResult>;
  readonly witness?: Partial<WitnessFile>;
  readonly bytes?: number;
}

/** The cards of claims a, b, c, ... */
function cards(...cases: readonly Case[]) {
  const all = cases.map((one, i) => ({ name: String.fromCharCode(97 + i), ...one }));
  const results: Results = { ...clean, claims: all.map(({ name, claim }) => ({ ...claimOf(name), ...claim })) };
  const stored = all.map(({ name, witness, bytes = 1000 }): [string, StoredWitness] => [
    `witnesses/s-${name}.json`,
    { ok: true, witness: { ...witnessOf(name), ...witness }, bytes },
  ]);
  const found = viewCards(results, new Map(stored));
  return all.map(({ name }) => found.get(`claim-s-${name}`));
}

describe("a witness card", () => {
  it("has a name of its own on the page, though claims of two specs are called the same", () => {
    const twins = ["s", "t"].map((spec) => ({ ...claimOf("a"), spec, witness: `witnesses/${spec}-a.json` }));
    const stored = twins.map(({ spec, witness }): [string, StoredWitness] => [
      witness,
      { ok: true, witness: { ...witnessOf("a"), spec }, bytes: 1000 },
    ]);
    const page = renderReport({ ...clean, claims: twins }, { witnesses: new Map(stored) });
    const names = [...page.matchAll(/<section class="witness" aria-label="([^"]*)"/g)].map(([, name]) => name);
    expect(names).toEqual(["The worst witness of s/a", "The worst witness of t/a"]);
  });

  it("shows the point, its numbers and how to measure it again", () => {
    expect(cards({})[0]).toMatchObject({
      name: "a",
      extreme: "worst",
      replay: "npx depthproof replay witnesses/s-a.json",
      file: "s-a.json",
      worst: "0.25",
      error: "0",
      why: "",
      quantities: [
        { name: "depth", value: "2", raw: "2,0", grade: "exact" },
        { name: "risk", value: "none", raw: "", grade: "no risk" },
      ],
      facts: expect.arrayContaining([
        { label: "Depth L", value: "2" },
        { label: "Parameters", value: "4" },
        { label: "Data", value: "1 sample of dimension 2" },
      ]),
    });
    expect(JSON.parse(cards({})[0]!.data!.markup)).toEqual(witnessOf("a"));
  });

  it("keeps every digit of the margin that the script compares", () => {
    const worst = 0.1 + 0.2;
    const [card] = cards({
      claim: { margin: { worst, error: 5e-324, tie: false } },
      witness: { margin: { value: worst, low: null, high: null } },
    });
    expect([Number(card?.worst), Number(card?.error)]).toEqual([worst, 5e-324]);
  });

  it.each<[string, Case]>([
    ["another margin", { witness: { margin: { value: 0.5, low: 0, high: 1 } } }],
    ["another claim", { witness: { claim: "z" } }],
    ["another spec", { witness: { spec: "z" } }],
    ["no margin", { claim: { margin: null }, witness: { margin: null } }],
    ["a control", { claim: { control: true } }],
  ])("is not made for a stored witness of %s", (_, one) => {
    expect(cards(one)).toEqual([undefined]);
  });

  it.each<[string, Case, string]>([
    [
      "a class",
      { witness: { class: { budgets: {}, estimate: { signs: 1, starts: 1 }, seed: 0, stream: "" } as never } },
      "class",
    ],
    ["a fit", { witness: { fit: [] } }, "a line through several witnesses"],
    ["no parameters", { witness: { point: null } }, "not stored"],
    ["a large point", { bytes: largestData + 1 }, "With 32 kB the point is too large"],
  ])("leaves %s to the command line, and says why", (_, one, why) => {
    const [card] = cards(one);
    expect(card?.data).toBeNull();
    expect(card?.why).toContain(why);
  });

  it("holds the smallest witnesses first and never more than the page may grow by", () => {
    const full = Math.floor(allData / largestData);
    const sizes = [...Array.from({ length: full + 3 }, () => largestData), 10];
    const held = cards(...sizes.map((bytes) => ({ bytes }))).map((card) => card!.data !== null);
    expect(held.at(-1)).toBe(true);
    expect(held.filter(Boolean).length).toBe(full + 1);
  });
});

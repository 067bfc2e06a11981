/** The index of a site: what it says of each run and claim, and that the order of additions leaves no trace. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { resultsOf } from "../../../test/fixtures/site-runs.ts";
import type { Results } from "../results.types.ts";
import { mismatches } from "../spec/schema.ts";
import { append } from "./append.ts";
import { emptySite, type SiteIndex } from "./site.types.ts";

const indexOf = (runs: readonly Results[]): SiteIndex => runs.reduce(append, emptySite);

/** Four nights: two wordings, two titles, a claim that goes, a claim that comes first, another order. */
const nights: readonly Results[] = [
  resultsOf({ day: 1 }),
  resultsOf({ day: 2, scale: 2, change: (claim) => ({ ...claim, expect: "any" }) }),
  resultsOf({
    day: 3,
    change: (claim) => ({
      ...claim,
      statement: { ...claim.statement, text: `${claim.statement.text} + 0`, latex: "x" },
    }),
    results: { specs: [{ id: "landscape", title: "Another title", file: "", source: null }] },
  }),
  (() => {
    const { claims, ...rest } = resultsOf({ day: 4 });
    const [first, ...others] = claims;
    return { ...rest, claims: [{ ...first!, claim: "newcomer" }, ...others.slice(1).toReversed()] };
  })(),
];

describe("the index", () => {
  it("agrees with its schema and counts what each run found", () => {
    const index = indexOf(nights);
    expect(mismatches("site", JSON.parse(JSON.stringify(index)))).toEqual([]);
    expect(index.runs.map(({ id }) => id.slice(0, 10))).toEqual([
      "2026-11-01",
      "2026-11-02",
      "2026-11-03",
      "2026-11-04",
    ]);
    // the clean run of the report's tests: four claims, one of them certified, and one control, caught
    expect(index.runs[0]).toMatchObject({
      verdicts: { supported: 3, certified: 1 },
      controls: { caught: 1, total: 1 },
      exitCode: 0,
    });
  });

  it("does not count a control that its author knows to be undetectable", () => {
    const [night] = nights;
    const escaped = night!.claims.find(({ control }) => control)!;
    const known = { ...escaped, claim: "known", verdict: "supported", agrees: false, severity: "warning" } as const;
    expect(indexOf([{ ...night!, claims: [...night!.claims, known] }]).runs[0]?.controls).toEqual({
      caught: 1,
      total: 1,
    });
  });

  it("holds every margin in full, in the order of the runs", () => {
    const [first] = nights[0]!.claims;
    const history = indexOf(nights.slice(0, 3).toReversed()).claims.find(
      ({ claim, ablated }) => claim === first!.claim && ablated === first!.ablated,
    );
    const { worst } = first!.margin!;
    expect(history?.entries.map(({ margin }) => margin?.worst)).toEqual([worst, 2 * worst, worst]);
    expect(history?.entries.map(({ formula }) => formula)).toEqual([0, 0, 1]);
    expect(history?.formulas.map(({ text }) => text)).toEqual([first!.statement.text, `${first!.statement.text} + 0`]);
  });

  it("describes claims and specs as the latest run that has them, in its order", () => {
    const index = indexOf(nights);
    expect(index.specs).toContainEqual(expect.objectContaining({ id: "landscape" }));
    expect(index.claims[0]?.claim).toBe("newcomer");
    expect(index.claims.at(-1)?.entries.at(-1)?.run).toBe(nights[2]!.run.id);
    expect(indexOf(nights.slice(0, 2)).claims[0]?.expect).toBe("any");
  });

  it("is the same in whatever order the runs came", () => {
    const order = fc.shuffledSubarray([...nights], { minLength: nights.length });
    const law = fc.property(order, (shuffled) => {
      expect(indexOf(shuffled)).toEqual(indexOf(nights));
    });
    fc.assert(law, { seed: 9, numRuns: 24 });
  });

  it("orders runs of the same second by their ids", () => {
    const twins = ["b", "a"].map((id) => resultsOf({ day: 1, run: { id } }));
    expect(indexOf(twins).runs.map(({ id }) => id)).toEqual(["a", "b"]);
    expect(indexOf(twins)).toEqual(indexOf(twins.toReversed()));
  });

  it("orders times with and without fractions of a second", () => {
    const at = (started: string, id: string) => resultsOf({ day: 1, run: { started, id } });
    const index = indexOf([
      at("2026-11-01T02:17:00.500Z", "b"),
      at("2026-11-01T02:17:01Z", "c"),
      at("2026-11-01T02:17:00Z", "a"),
    ]);
    expect(index.runs.map(({ id }) => id)).toEqual(["a", "b", "c"]);
  });
});

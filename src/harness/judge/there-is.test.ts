/** Existential claims: one point suffices, and what shows nothing. */
import { describe, expect, it } from "vitest";
import {
  bad,
  claimOf,
  good,
  judged,
  one,
  planOf,
  recordOf,
  replayOf,
  type Shorthand,
  specOf,
  two,
} from "../../../test/fixtures/judged.ts";
import type { RecordLine } from "../record.types.ts";
import { wantedReplays } from "./index.ts";

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

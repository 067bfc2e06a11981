/** What is stored reads back as the index it was made of, and grows by what changed only. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { resultsOf } from "../../../test/fixtures/site-runs.ts";
import { mismatches } from "../spec/schema.ts";
import { append } from "./append.ts";
import { emptySite, type SiteIndex } from "./site.types.ts";
import { indexText } from "./store.ts";
import { fromStored, type StoredIndex, toStored } from "./stored-index.ts";

/** A number per night: the factor of all margins; 0: the first claim was not judged. */
const indexOf = (factors: readonly number[]): SiteIndex =>
  factors.reduce((index, factor, k) => {
    const { claims, ...rest } = resultsOf({ day: k + 1, scale: factor || 1 });
    return append(index, { ...rest, claims: factor === 0 ? claims.slice(1) : claims });
  }, emptySite);

describe("the stored index", () => {
  it("agrees with its schema and loses nothing", () => {
    const law = fc.property(fc.array(fc.constantFrom(0, 1, 2), { minLength: 1, maxLength: 8 }), (factors) => {
      const index = indexOf(factors);
      const stored = JSON.parse(indexText(index)) as StoredIndex;
      expect(mismatches("site", stored)).toEqual([]);
      expect(fromStored(stored)).toEqual(index);
    });
    fc.assert(law, { seed: 7, numRuns: 30 });
  });

  it("has one entry for nights in a row that say the same, and none across a gap", () => {
    const first = (factors: readonly number[]) =>
      toStored(indexOf(factors)).claims.find(
        ({ claim, ablated, control }) => claim === resultsOf({ day: 1 }).claims[0]!.claim && !control && !ablated,
      );
    expect(first([1, 1, 1, 2, 2, 1])?.entries.map(({ runs }) => runs)).toEqual([
      [0, 2],
      [3, 4],
      [5, 5],
    ]);
    expect(first([1, 0, 1])?.entries.map(({ runs }) => runs)).toEqual([
      [0, 0],
      [2, 2],
    ]);
  });

  it("grows by the line of the run alone on a night without news", () => {
    const lines = (nights: number) => indexText(indexOf(Array.from({ length: nights }, () => 1))).split("\n");
    expect(lines(9).length).toBe(lines(8).length + 1);
    expect(lines(9).join("").length - lines(8).join("").length).toBeLessThan(500);
  });

  it("refuses entries of runs that are not there, and reads the format before", () => {
    const index = indexOf([1, 2]);
    const stored = toStored(index);
    expect(fromStored({ ...stored, runs: stored.runs.slice(0, 1) })).toBeNull();
    const mixed = { ...JSON.parse(JSON.stringify(index)), format: "depthproof-site/2" } as StoredIndex;
    expect(fromStored(mixed)).toBeNull();
    expect(fromStored({ ...JSON.parse(JSON.stringify(stored)), format: "depthproof-site/1" } as SiteIndex)).toBeNull();
    expect(fromStored(JSON.parse(JSON.stringify(index)) as SiteIndex)).toEqual(index);
    expect(mismatches("site", JSON.parse(JSON.stringify(index)))).toEqual([]);
  });
});

/** Witness files are named one to one, for all ids that a spec may use. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { witnessPath } from "./claim.ts";

/** Ids of few different characters, so that joining them collides as often as it can. */
const id = fc.stringMatching(/^[a1][a1-]{0,5}$/);
const key = fc.oneof(
  id,
  fc.tuple(id, id).map(([claim, name]) => `${claim}/without-${name}`),
  fc.tuple(id, id).map(([claim, name]) => `${claim}-without-${name}`),
);

describe("witnessPath", () => {
  it("keeps apart what a hyphen between the ids would join", () => {
    expect(witnessPath("a-b", "c")).not.toBe(witnessPath("a", "b-c"));
    expect(witnessPath("a", "c/without-x")).not.toBe(witnessPath("a", "c-without-x"));
    expect(witnessPath("reference", "dichotomy")).toBe("witnesses/reference-dichotomy.json");
  });

  it("gives different claims different files", () => {
    fc.assert(
      fc.property(id, key, id, key, (spec, claim, otherSpec, otherClaim) => {
        const same = spec === otherSpec && claim === otherClaim;
        expect(witnessPath(spec, claim) === witnessPath(otherSpec, otherClaim)).toBe(same);
      }),
      { seed: 20190707, numRuns: 2000 },
    );
  });

  it("is a plain file name of a length that every file system takes", () => {
    const longest = "a-".repeat(32);
    const path = witnessPath(longest, `${longest}/without-${longest}`);
    expect(path).toMatch(/^witnesses\/[a-z0-9._-]{1,250}\.json$/);
  });
});

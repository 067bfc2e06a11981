/** What a run says: claims, causes and replay commands; and what changed since earlier results. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { claimJudged, plainRun } from "../../../test/fixtures/plain-results.ts";
import { exitCodeOf } from "../exit-code.ts";
import type { ClaimResult, Results, Verdict } from "../results.types.ts";
import { changeOf, changesText, readBaseline } from "./baseline.ts";
import { replayCommands, summaryText } from "./summary.ts";

function claimOf(claim: string, verdict: Verdict, margin: number | null, part: Partial<ClaimResult> = {}): ClaimResult {
  return claimJudged(verdict, {
    claim,
    margin: margin === null ? null : { worst: margin, error: 0.01, tie: false },
    witness: `witnesses/s-${claim}.json`,
    ...part,
  });
}

function resultsOf(...claims: ClaimResult[]): Results {
  return { format: "depthproof-results/1", run: plainRun, ...exitCodeOf({ claims }), specs: [], claims };
}

describe("summary", () => {
  it("marks what disagrees and names every cause", () => {
    const control = claimOf("c", "violated", -1, { control: true, expect: "violated" });
    const failed = claimOf("d", "error", null, { expect: "any", ablated: "phi-zero" });
    const lines = summaryText(
      resultsOf(claimOf("a", "supported", 1), claimOf("b", "violated", -1), control, failed),
    ).split("\n");
    expect(lines.map((line) => line.slice(0, 2))).toEqual(["  ", "ok", "!!", "ok", "xx", "ex", "ex"]);
    expect(lines[4]).toContain("d/without-phi-zero");
    expect(lines[3]).toContain("control c");
  });

  it("lets no text of a spec command the terminal", () => {
    const text = summaryText(resultsOf(claimOf("a", "violated", -1, { because: "one\n\u001b[2Jtwo\u202e" })));
    expect(text).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
    expect(text.split("\n")).toHaveLength(3);
  });

  it("ends with a command for each unexpected violation, those that gate last", () => {
    const results = resultsOf(
      claimOf("a", "violated", -1),
      claimOf("b", "violated", -1, { severity: "warning" }),
      claimOf("c", "violated", -1, { expect: "any" }),
      claimOf("d", "inconclusive", 0),
    );
    expect(replayCommands("out dir/x", results)).toEqual([
      "depthproof replay 'out dir/x/witnesses/s-b.json'",
      "depthproof replay 'out dir/x/witnesses/s-a.json'",
    ]);
    expect(replayCommands("it's", resultsOf(claimOf("a", "violated", -1)))).toEqual([
      "depthproof replay 'it'\\''s/witnesses/s-a.json'",
    ]);
  });
});

describe("changes", () => {
  const [holds, fails] = [claimOf("a", "supported", 1), claimOf("a", "violated", -1)];

  it.each([
    ["!", holds, fails],
    ["*", fails, holds],
    ["+", holds, claimOf("a", "supported", 1.03)],
    ["-", holds, claimOf("a", "supported", 0.97)],
    ["~", holds, claimOf("a", "supported", 1.015)],
    ["~", claimOf("a", "vacuous", null), claimOf("a", "vacuous", null)],
    ["new", undefined, holds],
    ["gone", holds, undefined],
  ])("%s", (change, before, after) => expect(changeOf(before, after)).toBe(change));

  it("tell a claim from its ablations and controls", () => {
    const variants = [{}, { ablated: "critical" }, { control: true }].map((part) => claimOf("a", "supported", 1, part));
    const text = changesText(resultsOf(...variants), resultsOf(...variants.slice(0, 2), claimOf("b", "supported", 1)));
    expect(
      text
        .split("\n")
        .slice(1, -1)
        .map((line) => line.split(" ")[0]),
    ).toEqual(["~", "~", "new", "gone"]);
  });
});

describe("baseline", () => {
  const folder = mkdtempSync(join(tmpdir(), "depthproof-baseline-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const read = (path: string | undefined): [boolean, number] => {
    const said: string[] = [];
    return [readBaseline(path, { out: () => undefined, err: (text) => said.push(text) }).ok, said.length];
  };

  it("is optional; asked for, it must be there and be results", () => {
    expect(read(undefined)).toEqual([true, 0]);
    expect(read(join(folder, "nowhere"))).toEqual([false, 1]);
    for (const text of ["", "{", "{}", '{"format":"depthproof-results/1","claims":[]}']) {
      writeFileSync(join(folder, "results.json"), text);
      expect(read(folder)).toEqual([false, 1]);
    }
  });
});

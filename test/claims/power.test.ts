/** The power table: planted wrong claims caught, missed or known to escape, true claims flagged, hypotheses shown to be needed. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { power, powerText } from "../../src/harness/commands/power.ts";
import { hypothesisNeeds, powerOf } from "../../src/harness/report/power-view.ts";
import type { ClaimResult, Results } from "../../src/harness/results.types.ts";
import { clean } from "../goldens/results-fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "depthproof-power-"));
afterAll(() => rmSync(folder, { recursive: true }));

const template = clean.claims[0]!;
const claim = (id: string, change: Partial<ClaimResult>): ClaimResult => ({ ...template, claim: id, ...change });

const results: Results = {
  ...clean,
  claims: [
    claim("true", { verdict: "supported", expect: "supported" }),
    claim("flagged", { verdict: "violated", expect: "supported" }),
    claim("open", { verdict: "vacuous", expect: "supported" }),
    claim("true", { verdict: "violated", expect: "any", ablated: "needed-here" }),
    claim("true", { verdict: "supported", expect: "any", ablated: "idle" }),
    claim("true", { verdict: "violated", expect: "violated", ablated: "also-needed" }),
    claim("caught", { control: true, expect: "violated", verdict: "violated", of: "true" }),
    claim("missed", { control: true, expect: "violated", verdict: "supported", of: "true" }),
    claim("undecided", { control: true, expect: "violated", verdict: "inconclusive", of: "true" }),
    claim("escapes", { control: true, expect: "violated", verdict: "supported", severity: "warning", of: "true" }),
  ],
};

const ids = (claims: readonly ClaimResult[]): string[] => claims.map(({ claim: id }) => id);

it("sorts wrong and true claims by what became of them", () => {
  const { wrong, truths } = powerOf(results);
  expect(ids(wrong.caught)).toEqual(["true", "caught"]);
  expect(ids(wrong.missed)).toEqual(["missed"]);
  expect(ids(wrong.undecided)).toEqual(["undecided"]);
  expect(ids(wrong.undetectable)).toEqual(["escapes"]);
  expect([ids(truths.standing), ids(truths.flagged), ids(truths.open)]).toEqual([["true"], ["flagged"], ["open"]]);
});

it("says of every dropped hypothesis whether it was shown to be needed", () => {
  const needs = hypothesisNeeds(results).map(({ hypothesis, needed }) => [hypothesis, needed]);
  expect(needs).toEqual([
    ["also-needed", "yes"],
    ["idle", "not shown"],
    ["needed-here", "yes"],
  ]);
});

it("prints what is wrong with a run by name", () => {
  const text = powerText(results);
  for (const name of ["missed", "undecided", "escapes", "flagged", "open", "needed-here"]) expect(text).toContain(name);
  expect(text).toContain("false alarms: 1 of 2");
});

it("reads a stored run, as text and as JSON, and refuses a folder without one", () => {
  const said: string[] = [];
  const print = { out: (text: string) => said.push(text), err: (text: string) => said.push(text) };
  expect(power(folder, {}, print)).toBe(2);
  writeFileSync(join(folder, "results.json"), JSON.stringify(results));
  expect(power(folder, { json: true }, print)).toBe(0);
  const parsed = JSON.parse(said.at(-1)!) as { wrong: Record<string, string[]> };
  expect(parsed.wrong.missed).toHaveLength(1);
  writeFileSync(join(folder, "results.json"), JSON.stringify({ ...results, claims: 3 }));
  expect(power(folder, {}, print)).toBe(2);
});

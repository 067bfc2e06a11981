/** The table of docs/method.md against a quick run of the controls: every planted wrong claim caught, true, or known to escape. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { powerText } from "../../src/harness/commands/power.ts";
import { powerOf } from "../../src/harness/report/power-view.ts";
import type { ClaimResult, Results } from "../../src/harness/results.types.ts";
import { readSpec } from "../../src/harness/spec/read.ts";
import { findSpecs } from "../../src/harness/spec/spec-files.ts";
import { depthproof } from "../fixtures/pipeline/command-line.ts";

const root = join(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "depthproof-controls-"));
afterAll(() => rmSync(folder, { recursive: true }));

interface Row {
  readonly number: number;
  readonly claim: string;
  readonly outcome: string;
}

const table: readonly Row[] = readFileSync(join(root, "docs/method.md"), "utf8")
  .split("\n")
  .flatMap((line) => {
    const [, label, , where, outcome] = line.split("|").map((cell) => cell.trim());
    if (!/^W\d+$/.test(label ?? "")) return [];
    const claim = /^`([^`]+)` `([^`]+)`$/.exec(where!)?.slice(1).join(" ") ?? "";
    return [{ number: Number(label!.slice(1)), claim, outcome: outcome! }];
  });
const listed = (outcome: string): string[] =>
  table.filter((row) => row.claim !== "" && row.outcome.startsWith(outcome)).map(({ claim }) => claim);

let results: Results;
beforeAll(async () => {
  const { exitCode } = await depthproof(root, ["verify", "specs/controls", "--out", folder]);
  expect(exitCode).toBe(0);
  results = JSON.parse(readFileSync(join(folder, "results.json"), "utf8")) as Results;
}, 120_000);

const names = (claims: readonly ClaimResult[]): string[] => claims.map(({ spec, claim }) => `${spec} ${claim}`);

it("has W1 to W27, each once", () => {
  expect(table.map(({ number }) => number)).toEqual(Array.from({ length: 27 }, (_, k) => k + 1));
});

it("every control is caught but for those the table calls undetectable, and power says so by name", () => {
  const { wrong, truths } = powerOf(results);
  expect(names([...wrong.missed, ...wrong.undecided, ...truths.flagged])).toEqual([]);
  expect(names(wrong.undetectable)).toEqual(listed("undetectable"));
  expect(names(wrong.caught)).toEqual(expect.arrayContaining(listed("caught")));
  const text = powerText(results);
  for (const name of listed("undetectable")) expect(text).toContain(name.split(" ")[1]);
  expect(text).toContain("The best constant lies between");
});

it("what is called true is a claim expected to stand, and nothing else in the specs is let off", () => {
  const found = findSpecs(join(root, "specs"));
  const specs = (Array.isArray(found) ? found : [])
    .map(({ file }) => readSpec(file))
    .flatMap((r) => (r.ok ? [r.spec] : []));
  const standing = specs.flatMap((spec) =>
    spec.claims.filter(({ expect: wanted }) => wanted === "supported").map(({ id }) => `${spec.id} ${id}`),
  );
  expect(standing).toEqual(expect.arrayContaining(listed("**true**")));
  const letOff = specs.flatMap((spec) =>
    spec.claims.filter(({ severity }) => severity === "warning").map(({ id }) => `${spec.id} ${id}`),
  );
  expect(letOff).toEqual(listed("undetectable"));
});

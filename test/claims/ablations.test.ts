/** The table "hypothesis x needed?" of specs/paper/hypotheses.yaml: each counterexample of docs/theory.md falsifies, confirmed by the second route. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { powerText } from "../../src/harness/commands/power.ts";
import { hypothesisNeeds } from "../../src/harness/report/power-view.ts";
import type { Results } from "../../src/harness/results.types.ts";
import { depthproof } from "../fixtures/pipeline/command-line.ts";

const root = join(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "depthproof-ablations-"));
afterAll(() => rmSync(folder, { recursive: true }));

let results: Results;
beforeAll(async () => {
  const { exitCode } = await depthproof(root, ["verify", "specs/paper/hypotheses.yaml", "--out", folder]);
  expect(exitCode).toBe(0);
  results = JSON.parse(readFileSync(join(folder, "results.json"), "utf8")) as Results;
}, 60_000);

it("says which hypotheses are needed", () => {
  const rows = hypothesisNeeds(results).map(({ hypothesis, claim, needed }) => [hypothesis, claim.claim, needed]);
  expect(rows).toEqual([
    ["convex-loss", "single-block", "yes"],
    ["convex-loss", "single-block-saddle", "yes"],
    ["differentiable", "local-minimum", "not shown"],
    ["identity-path", "single-block-saddle", "yes"],
    ["lipschitz-loss", "near-identity", "yes"],
    ["phi-zero", "near-identity", "yes"],
    ["readout-not-zero", "single-block", "yes"],
    ["readout-stationary", "near-identity", "yes"],
    ["representation-covers", "dichotomy", "not shown"],
    ["room-to-improve", "dichotomy", "yes"],
    ["room-to-improve", "local-minimum", "yes"],
  ]);
  expect(powerText(results)).toMatch(/convex-loss +hypotheses +single-block +yes/);
});

it("NC-5 falsifies by an upper bound of the linear risk, R = 0.294 > -0.305, by both routes", () => {
  const dropped = results.claims.filter(({ ablated }) => ablated === "convex-loss");
  expect(dropped.map(({ claim }) => claim)).toEqual(["single-block", "single-block-saddle"]);
  for (const { verdict, because } of dropped) {
    expect(verdict).toBe("violated");
    expect(because).toContain("confirmed by the second route");
  }
});

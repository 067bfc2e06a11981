/** Witnesses read back for the report: from their own folder only, and only what the schema allows. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { clean } from "../../test/goldens/results-fixture.ts";
import type { ClaimResult, Results } from "./results.types.ts";
import { storedWitnesses } from "./stored-witnesses.ts";

const out = mkdtempSync(join(tmpdir(), "depthproof-witnesses-"));
afterAll(() => rmSync(out, { recursive: true }));
mkdirSync(join(out, "witnesses"));
const witness = {
  format: "depthproof-witness/1",
  spec: "s",
  specFile: "s.yaml",
  claim: "c",
  statement: "risk <= 0",
  expected: "supported",
  let: {},
  given: [],
  assert: "risk <= 0",
  cell: "0123456789abcdef",
  axes: { points: "p", dataset: null, architecture: null, loss: null, depth: 2, seed: 0 },
  index: 0,
  origin: "given",
  point: null,
  quantities: {},
  margin: null,
};
const write = (name: string, value: unknown): void =>
  writeFileSync(join(out, name), typeof value === "string" ? value : JSON.stringify(value));
write("witnesses/good.json", witness);
write("outside.json", witness);
write("witnesses/cut.json", JSON.stringify(witness).slice(0, 50));
write("witnesses/other.json", { ...witness, index: "first" });

const results = (path: string | null, changes: Partial<ClaimResult> = {}): Results => ({
  ...clean,
  claims: [{ ...clean.claims[0]!, ablated: null, control: false, witness: path, ...changes }],
});

it("reads the witness of a claim", () => {
  expect(storedWitnesses(out, results("witnesses/good.json")).get("witnesses/good.json")).toMatchObject({
    ok: true,
    witness,
    bytes: JSON.stringify(witness).length,
  });
});

it("reads none for controls, ablations and claims without one", () => {
  expect(storedWitnesses(out, results(null)).size).toBe(0);
  expect(storedWitnesses(out, results("witnesses/good.json", { control: true })).size).toBe(0);
  expect(storedWitnesses(out, results("witnesses/good.json", { ablated: "x" })).size).toBe(0);
});

it.each([
  ["outside.json", "its path is not one that a run writes"],
  ["witnesses/../outside.json", "its path is not one that a run writes"],
  ["/etc/passwd", "its path is not one that a run writes"],
  ["witnesses/..json", "its path is not one that a run writes"],
  ["witnesses/gone.json", "its file is missing or cannot be read"],
  ["witnesses/cut.json", "its file is missing or cannot be read"],
  ["witnesses/other.json", "/index"],
])("%s: a reason", (path, reason) => {
  const found = storedWitnesses(out, results(path)).get(path);
  expect(found?.ok).toBe(false);
  expect(found?.ok === false && found.reason).toContain(reason);
});

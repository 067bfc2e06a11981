/** Point files of both forms give the same point; what may not be read is refused without the path in the reason. */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readPointAt, readPointFile } from "./point-input.ts";
import { readSpecText } from "./spec/read.ts";
import type { Spec } from "./spec/types.ts";

const fixtures = join(import.meta.dirname, "..", "..", "test", "fixtures");
const folder = mkdtempSync(join(tmpdir(), "depthproof-points-"));
afterAll(() => rmSync(folder, { recursive: true }));
const inner = join(folder, "inner");
mkdirSync(inner);
const at = (name: string): string => join(inner, name);
copyFileSync(join(fixtures, "reference", "point.json"), at("point.json"));
copyFileSync(join(fixtures, "npz", "plain.npz"), at("point.npz"));
copyFileSync(join(fixtures, "npz", "plain.npz"), join(folder, "outside.npz"));
symlinkSync(join(folder, "outside.npz"), at("link.npz"));
writeFileSync(at("text.npz"), "PK but no archive");
writeFileSync(at("text.json"), "{");
writeFileSync(at("large.npz"), "PK");
truncateSync(at("large.npz"), 64 * 2 ** 20 + 1);

const text = `depthproof: 1
id: given
title: Points from files
points: { both: { kind: given, files: [point.json, point.npz] } }
claims: [{ id: c, for-all: both, assert: risk >= 0 }]
`;

function spec(): Spec {
  const read = readSpecText(at("spec.yaml"), text);
  if (!read.ok) throw new Error(read.problems.map(({ message }) => message).join());
  return read.spec;
}

describe("points of a spec", () => {
  it("are the same from both forms", () => {
    const [json, npz] = ["point.json", "point.npz"].map((file) => readPointFile(spec(), file));
    expect(json?.ok).toBe(true);
    expect(npz).toEqual(json);
  });

  it.each([
    ["../outside.npz", /leaves the spec's folder/],
    ["link.npz", /leaves the spec's folder/],
    ["missing.npz", /does not exist/],
    ["text.npz", /^text\.npz: not a ZIP archive/],
  ])("are refused: %s", (file, reason) => {
    const read = readPointFile(spec(), file);
    expect(read.ok ? "" : read.reason).toMatch(reason);
  });
});

it.each([
  ["text.json", /^not JSON/],
  ["large.npz", /^67108865 bytes, at most 67108864 are read$/],
])("a file by its path is refused: %s", (file, reason) => {
  const read = readPointAt(at(file));
  expect(read.ok ? "" : read.reason).toMatch(reason);
});

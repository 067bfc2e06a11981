/** A spec that uses every key, read and flattened; files of controls; folders; warnings. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readSpec, readSpecs, readSpecText } from "./read.ts";
import type { Claim, Spec } from "./types.ts";

const reference = join(import.meta.dirname, "..", "..", "..", "test", "fixtures", "reference", "spec.yaml");
const folder = mkdtempSync(join(tmpdir(), "depthproof-read-"));
afterAll(() => rmSync(folder, { recursive: true }));

function accepted(file: string): Spec {
  const read = readSpec(file);
  if (!read.ok) throw new Error(read.problems.map(({ message }) => message).join("\n"));
  return read.spec;
}

const spec = accepted(reference);
const claim = (key: string): Claim => {
  const found = spec.claims.find((candidate) => candidate.key === key);
  if (found === undefined) throw new Error(`no claim ${key}`);
  return found;
};

describe("the spec that uses every key", () => {
  it("lists axes, fills in defaults and resolves files", () => {
    expect(spec.sweep).toMatchObject({ depth: [2, 4], seed: [0, 1], samples: [4, 5] });
    expect(spec.sweep.exclude).toHaveLength(2);
    expect(spec.losses.signed).toEqual(["logistic"]);
    expect(spec.datasets.houses).toMatchObject({ file: join(reference, "..", "data", "houses.csv") });
    expect(spec.profiles.nightly).toEqual({ starts: 2, count: 3, seeds: 1.5, maxDepth: 3 });
    expect(spec.profiles.full).toEqual({ starts: 10, count: 50, seeds: 4, maxDepth: null });
    expect(spec).toMatchObject({ id: "every-key", seed: 7, tags: ["fixture", "every-kind"], file: reference });
  });

  it("has claims, then ablations, then controls", () => {
    expect(spec.claims.map(({ key }) => key)).toEqual([
      "dichotomy",
      "low-somewhere",
      "depth-free",
      "first-order",
      "dichotomy/without-representation-covers",
      "dichotomy/without-room-to-improve",
      "dichotomy/without-critical",
      "no-saddles",
      "half-the-bound",
    ]);
  });

  it("drops one hypothesis per ablation, or changes the points", () => {
    const without = claim("dichotomy/without-room-to-improve");
    expect(without).toMatchObject({ id: "dichotomy", ablated: "room-to-improve", control: false, expect: "any" });
    expect(without.given.map(({ name }) => name)).toEqual(["representation-covers"]);
    expect(claim("dichotomy/without-representation-covers")).toMatchObject({ expect: "supported" });
    expect(without).toMatchObject({ minApplicable: 2, maxUndecided: 0.1, points: "critical" });
    const structural = claim("dichotomy/without-critical");
    expect(structural).toMatchObject({ points: "path", expect: "any", quantifier: "for-all" });
    expect(structural.given).toEqual(claim("dichotomy").given);
  });

  it("lets a control inherit everything but the prose", () => {
    const parent = claim("dichotomy");
    const control = claim("no-saddles");
    expect(control).toMatchObject({
      control: true,
      of: "dichotomy",
      expect: "violated",
      assert: "gap >= 0",
      says: null,
    });
    expect(control.let).toEqual(parent.let);
    expect(control.given).toEqual(parent.given);
    expect(control).toMatchObject({ points: "critical", quantifier: "for-all", minApplicable: 2 });
    expect(claim("half-the-bound")).toMatchObject({ quantifier: "for-all", points: "path" });
  });

  it("points at the line of each claim", () => {
    const lines = spec.text.split("\n");
    for (const { id, ablated, position } of spec.claims) {
      const line = lines[position.line - 1] ?? "";
      expect(line.slice(position.column - 1)).toContain(ablated ?? id);
    }
  });

  it("folds block scalars", () => {
    expect(claim("low-somewhere").assert).toBe("risk <= linear_risk\n  + readout_norm");
  });
});

const small = (id: string, more: string): string =>
  [
    "depthproof: 1",
    `id: ${id}`,
    "title: Small",
    "datasets: { d: { kind: gaussian, samples: 4, dimension: 2 } }",
    "architectures: { a: { kind: residual, block: { width: 1 } } }",
    "losses: [squared]",
    "sweep: { depth: [1] }",
    "points: { p: { kind: random, count: 2, scale: 1 } }",
    `claims: [{ id: c, for-all: p, assert: risk >= 1${more} }]`,
  ].join("\n");

describe("controls", () => {
  it("every claim of a file in a folder named controls is one", () => {
    const read = readSpecText(join(folder, "controls", "x.yaml"), small("x", ""));
    expect(read.ok && read.spec.claims).toMatchObject([{ control: true, expect: "violated", of: null }]);
    expect(read.ok && read.warnings).toEqual([]);
  });

  it("and may not be expected to hold", () => {
    const read = readSpecText(join(folder, "controls", "x.yaml"), small("x", ", expect: supported"));
    expect(read.ok ? [] : read.problems.map(({ code }) => code)).toEqual(["conflict"]);
  });

  it("are missed, as a warning, where an error claim has none", () => {
    const codes = (more: string): string[] => {
      const read = readSpecText(join(folder, "x.yaml"), small("x", more));
      return read.ok ? read.warnings.map(({ code }) => code) : ["not read"];
    };
    expect(codes("")).toEqual(["no-control"]);
    expect(codes(", severity: warning")).toEqual([]);
    expect(codes(", expect: any")).toEqual([]);
  });
});

describe("folders", () => {
  mkdirSync(join(folder, "specs", "controls", "deeper"), { recursive: true });
  writeFileSync(join(folder, "specs", "b.yaml"), small("b", ""));
  writeFileSync(join(folder, "specs", "a.yaml"), small("a", ""));
  writeFileSync(join(folder, "specs", "notes.txt"), "not a spec");
  writeFileSync(join(folder, "specs", "controls", "deeper", "c.yaml"), small("c", ""));

  it("are read recursively, in order, with their controls", () => {
    const read = readSpecs([join(folder, "specs")]);
    const found = read.ok ? read.specs.map(({ id, claims }) => [id, claims[0]?.control]) : [];
    expect(found).toEqual([
      ["a", false],
      ["b", false],
      ["c", true],
    ]);
  });

  it("count a file once, however often it is named", () => {
    const read = readSpecs([join(folder, "specs", "a.yaml"), join(folder, "specs")]);
    expect(read.ok && read.specs).toHaveLength(3);
  });

  it("are refused when they are missing or hold no spec", () => {
    mkdirSync(join(folder, "empty"));
    for (const path of [join(folder, "empty"), join(folder, "none")]) {
      const read = readSpecs([path]);
      expect(read.ok ? [] : read.problems.map(({ code }) => code)).toEqual(["file"]);
    }
  });
});

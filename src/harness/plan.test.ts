/** The plan: which cells, in which order, and ids that change with what is measured and with nothing else. */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { canonicalJson } from "./canonical.ts";
import { effectiveSpec, type PlanOptions, planRun } from "./plan.ts";
import type { Cell } from "./plan.types.ts";
import { selectedPlan } from "./selected-plan.ts";
import { effectivePoints, takeSeeds } from "./spec/profiles.ts";
import { readSpec, readSpecText } from "./spec/read.ts";
import type { Spec } from "./spec/types.ts";

const reference = join(import.meta.dirname, "..", "..", "test", "fixtures", "reference", "spec.yaml");
const text = readFileSync(reference, "utf8");
const quick: PlanOptions = { profile: "quick" };
const folder = mkdtempSync(join(tmpdir(), "depthproof-plan-"));
afterAll(() => rmSync(folder, { recursive: true }));

function specOf(written: string, file: string = reference): Spec {
  const read = readSpecText(file, written);
  if (!read.ok) throw new Error(read.problems.map(({ message }) => message).join("\n"));
  return read.spec;
}

const spec = specOf(text);
const cells = (written: Spec, options: PlanOptions = quick): readonly Cell[] => planRun([written], options).cells;
const ids = (written: Spec, options: PlanOptions = quick): string[] =>
  cells(written, options)
    .map(({ id }) => id)
    .sort();
const edited = (from: string, to: string): Spec => {
  expect(text).toContain(from);
  return specOf(text.replace(from, to));
};

describe("cells", () => {
  it("are one per combination that is not excluded, counted by hand", () => {
    // Architectures: 7 at depth 2, 6 at depth 4, where `listed` is excluded; 2 seeds.
    // Dataset x samples x loss: taught 2 x 2, signed 2 x 1, noise 2 x 1, square 1 (inline), houses 1 (5 rows excluded): 10.
    const point = (7 + 6) * 2 * 10;
    // Classes: no loss, so 2 + 2 + 2 + 1 + 1 = 8; `plain` and `listed` at depth 2, `plain` at depth 4.
    const classes = (2 + 1) * 2 * 8;
    const count = (name: string): number => cells(spec).filter(({ axes }) => axes.points === name).length;
    expect(["critical", "anywhere", "path"].map(count)).toEqual([point, point, point]);
    expect(count("budgeted")).toBe(classes);
    expect(count("mine")).toBe(1);
    expect(cells(spec)).toHaveLength(3 * point + classes + 1);
  });

  it("have distinct ids of 16 hex digits and come longest first", () => {
    const planned = cells(spec);
    expect(new Set(planned.map(({ id }) => id)).size).toBe(planned.length);
    for (const { id } of planned) expect(id).toMatch(/^[0-9a-f]{16}$/);
    const sorted = planned.toSorted((a, b) => b.cost - a.cost || (a.id < b.id ? -1 : 1));
    expect(planned).toEqual(sorted);
    for (const { cost } of planned) expect(cost).toBeGreaterThan(0);
  });

  it("carry the values of formulas of the depth", () => {
    const taught = cells(spec).filter(({ axes }) => axes.dataset === "taught");
    for (const { axes } of taught) expect(axes.dimension).toBe(axes.depth + 1);
  });

  it("of given points take their depth from the file", () => {
    const given = cells(spec).find(({ axes }) => axes.points === "mine");
    expect(given?.axes).toEqual({
      points: "mine",
      dataset: null,
      architecture: null,
      loss: null,
      depth: 2,
      seed: 0,
      file: "point.json",
    });
  });

  it("of sets that no selected claim uses are not planned", () => {
    const chosen = cells(spec, { ...quick, claims: ["depth-free"] });
    expect(new Set(chosen.map(({ axes }) => axes.points))).toEqual(new Set(["budgeted"]));
    const withControl = cells(spec, { ...quick, claims: ["first-order"] });
    expect(new Set(withControl.map(({ axes }) => axes.points))).toEqual(new Set(["anywhere", "path"]));
  });
});

describe("the lists of a points set", () => {
  const restricted = (lists: string): Spec => edited("count: 5, scale", `count: 5, ${lists}, scale`);
  const anywhere = (written: Spec): readonly Cell[] => cells(written).filter(({ axes }) => axes.points === "anywhere");

  it("leave the other cells of that set out, and no cell of another", () => {
    const spared = restricted(
      "architectures: [plain, dense], datasets: [taught, square], losses: [huber, pseudo-huber]",
    );
    const kept = anywhere(spared).map(({ axes }) => [axes.dataset, axes.architecture, axes.loss].join());
    expect([...new Set(kept)].sort()).toEqual([
      "square,dense,pseudo-huber",
      "square,plain,pseudo-huber",
      "taught,dense,huber",
      "taught,plain,huber",
    ]);
    // 2 depths, 2 seeds, 2 architectures; taught at two numbers of samples.
    expect(kept).toHaveLength(2 * 2 * 2 * (2 + 1));
    const others = (written: Spec): Cell[] => cells(written).filter(({ axes }) => axes.points !== "anywhere");
    expect(others(spared)).toEqual(others(spec));
  });

  it("change no measurement: cells of the restricted set keep their ids", () => {
    const before = new Set(anywhere(spec).map(({ id }) => id));
    const kept = anywhere(restricted("architectures: [plain]"));
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.every(({ id }) => before.has(id))).toBe(true);
  });

  it("count for what a combination must fit: logistic is no problem where no set takes it", () => {
    const written = (lists: string): string => `
depthproof: 1
id: lists
title: Losses by points set
datasets: { real: { kind: gaussian, samples: 4, dimension: 2 }, signs: { kind: teacher, teacher: sign-linear, samples: 4, dimension: 2 } }
architectures: { plain: { kind: residual, block: { width: 1 } } }
losses: [squared, logistic]
sweep: { depth: [1] }
points:
  a: { kind: random, count: 1, scale: 1, losses: [squared] }
  b: { kind: random, count: 1, scale: 1${lists} }
claims: [{ id: x, for-all: a, assert: risk >= 0 }, { id: y, for-all: b, assert: risk >= 0 }]`;
    expect(cells(specOf(written(", losses: [logistic], datasets: [signs]")))).toHaveLength(3);
    const read = readSpecText(reference, written(", losses: [logistic]"));
    expect(read.ok ? [] : read.problems.map(({ code }) => code)).toEqual(["labels"]);
  });
});

describe("ids", () => {
  it.each([
    ["title: A spec", "title: Some spec"],
    ["min-applicable: 2", "min-applicable: 1"],
    ["assert: gap >= 0 or saddle", "assert: gap > 0 or saddle"],
    ["tags: [fixture, every-kind]", "tags: [fixture]"],
    ["# Every kind of dataset", "# Each kind of dataset"],
    ["depth: { range: [2, 4, 2] }", "depth: [2, 4]"],
  ])("do not change with prose or judgement: %s", (from, to) => {
    expect(ids(edited(from, to))).toEqual(ids(spec));
  });

  it.each([
    ["id: every-key", "id: each-key", () => true],
    ["seed: 7", "seed: 8", () => true],
    ["noise: 0.05", "noise: 0.06", ({ axes }: Cell) => axes.dataset === "taught"],
    ["starts: 4", "starts: 5", ({ axes }: Cell) => axes.points === "critical"],
    ["width: 3, activation: relu", "width: 3, activation: tanh", ({ axes }: Cell) => axes.architecture === "dense"],
    ["standardise: true", "standardise: false", ({ axes }: Cell) => axes.dataset === "houses"],
  ] as const)("change where the measurements do: %s", (from, to, affected) => {
    const before = new Set(ids(spec));
    for (const cell of cells(edited(from, to))) expect(before.has(cell.id)).toBe(!affected(cell));
  });

  it("follow the content of files, not the place of the folder", () => {
    const copy = join(folder, "copy");
    mkdirSync(join(copy, "data"), { recursive: true });
    for (const name of ["spec.yaml", "point.json", "data/houses.csv"]) {
      copyFileSync(join(dirname(reference), name), join(copy, name));
    }
    const read = (): Spec => {
      const result = readSpec(join(copy, "spec.yaml"));
      if (!result.ok) throw new Error("not read");
      return result.spec;
    };
    expect(ids(read())).toEqual(ids(spec));
    writeFileSync(
      join(copy, "data", "houses.csv"),
      readFileSync(join(copy, "data", "houses.csv"), "utf8").replace("1.5", "1.6"),
    );
    const before = new Set(ids(spec));
    for (const { id, axes } of cells(read())) expect(before.has(id)).toBe(axes.dataset !== "houses");
  });

  it("make the hash of the plan, whatever the order of the specs", () => {
    const other = specOf(text.replace("id: every-key", "id: other"));
    expect(planRun([spec, other], quick).hash).toBe(planRun([other, spec], quick).hash);
    expect(planRun([spec], quick).hash).not.toBe(planRun([other], quick).hash);
  });
});

describe("profiles and flags", () => {
  it("scale starts, counts and seeds", () => {
    expect(effectivePoints(spec, "critical", "nightly")).toMatchObject({ starts: 8 });
    expect(effectivePoints(spec, "anywhere", "full")).toMatchObject({ count: 250 });
    expect(effectivePoints(spec, "budgeted", "full")).toMatchObject({ estimate: { starts: 20, signs: "exact" } });
    expect(effectivePoints(spec, "path", "full")).toEqual(spec.points.path);
    const nightly = effectiveSpec(spec, { profile: "nightly" });
    expect(nightly.sweep).toMatchObject({ depth: [2], seed: [0, 1, 2] });
    expect(effectiveSpec(nightly, { profile: "nightly" })).toEqual(nightly);
  });

  it("extend seeds above the largest one", () => {
    expect(takeSeeds([5, 2], 4)).toEqual([5, 2, 6, 7]);
    expect(takeSeeds([5, 2], 1)).toEqual([5]);
  });

  it("repeat the smaller profile's cells where the points are the same", () => {
    const before = ids(spec, { profile: "quick", claims: ["half-the-bound"] });
    const after = new Set(ids(spec, { profile: "full", claims: ["half-the-bound"] }));
    expect(before.every((id) => after.has(id))).toBe(true);
  });

  it("replace depths, seeds and the master seed", () => {
    const planned = cells(spec, { ...quick, depths: [3], seeds: 1, claims: ["first-order"] });
    expect(new Set(planned.map(({ axes }) => `${axes.depth}/${axes.seed}`))).toEqual(new Set(["3/0"]));
    // `listed` has two blocks and does not exist at depth 3.
    expect(planned.some(({ axes }) => axes.architecture === "listed")).toBe(false);
    const before = new Set(ids(spec));
    expect(ids(spec, { ...quick, seed: 1 }).some((id) => before.has(id))).toBe(false);
  });

  it("are refused when they select nothing or too much", () => {
    const problems = (options: Partial<PlanOptions>): readonly string[] => {
      const selected = selectedPlan([spec], { ...quick, ...options });
      return selected.ok ? [] : selected.problems;
    };
    expect(selectedPlan([spec], quick)).toEqual({ ok: true, plan: planRun([spec], quick) });
    expect(problems({ claims: ["nobody"] })).toHaveLength(1);
    expect(problems({ tags: ["nobody"] })).toHaveLength(1);
    expect(problems({ depths: [4096] }).join()).toMatch(/parameters/);
  });
});

describe("canonical JSON", () => {
  it("does not depend on the order of keys and leaves undefined out", () => {
    expect(canonicalJson({ b: [1, { d: null, c: "x" }], a: true, z: undefined })).toBe(
      '{"a":true,"b":[1,{"c":"x","d":null}]}',
    );
    expect(() => canonicalJson({ a: Number.NaN })).toThrow();
  });
});

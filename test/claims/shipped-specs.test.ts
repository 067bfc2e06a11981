/** Every shipped spec: lints without a warning, says where its statement comes from, and plans in a bounded quick profile. */
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { planRun } from "../../src/harness/plan.ts";
import { formatProblem } from "../../src/harness/spec/problem.ts";
import { readSpec } from "../../src/harness/spec/read.ts";
import { findSpecs } from "../../src/harness/spec/spec-files.ts";
import type { Spec } from "../../src/harness/spec/types.ts";

const root = join(import.meta.dirname, "../../specs");
const found = findSpecs(root);
if (!Array.isArray(found)) throw new Error(found.message);
const files = found.map(({ file }) => relative(root, file));
const read = (file: string): ReturnType<typeof readSpec> => readSpec(join(root, file));
const specOf = (file: string): Spec => {
  const result = read(file);
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join("\n"));
  return result.spec;
};

describe.each(files)("%s", (file) => {
  it("lints, names its source, and every claim has a control", () => {
    const result = read(file);
    expect(result.ok ? result.warnings.map(formatProblem) : result.problems.map(formatProblem)).toEqual([]);
    const { title, source } = specOf(file);
    expect(title.length).toBeGreaterThan(10);
    expect(source?.cite).toBeTruthy();
    expect(source?.statement).toBeTruthy();
  });
});

it("ids are unique", () => {
  const ids = files.map((file) => specOf(file).id);
  expect(new Set(ids).size).toBe(ids.length);
});

it("the planted wrong claims W1 to W27 are there, but for those that are code or true", () => {
  const ids = files
    .filter((file) => file.startsWith("controls/"))
    .flatMap((file) => specOf(file).claims.map(({ id }) => id));
  const numbers = ids.flatMap((id) => (/^w(\d+)-/.exec(id) === null ? [] : [Number(/^w(\d+)-/.exec(id)![1])]));
  // W6, W11 and W13 are controls by other names; W9 is a slip of the program; W12 is true, and W14 with E||x|| as the factor
  const elsewhere = [6, 9, 11, 12, 13, 14];
  const wanted = Array.from({ length: 27 }, (_, k) => k + 1).filter((number) => !elsewhere.includes(number));
  expect(numbers.toSorted((a, b) => a - b)).toEqual(wanted);
});

it("the quantitative forms are tested at more than 100,000 points a night", () => {
  const spec = specOf("paper/quantitative.yaml");
  const { cells } = planRun([spec], { profile: "nightly" });
  const count = (points: string): number => {
    const set = spec.points[points];
    return set?.kind === "random" ? set.count * spec.profiles.nightly.count : 0;
  };
  expect(cells.reduce((sum, { axes }) => sum + count(axes.points), 0)).toBeGreaterThan(100_000);
});

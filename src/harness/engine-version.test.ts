/** The fingerprint covers every file a measurement runs through: the imports of the worker's task, followed to the end. */
import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, it } from "vitest";
import { engineVersion, isMeasuring } from "./engine-version.ts";

const root = join(import.meta.dirname, "..");
const importOfValues = /^(?:import|export)\s+(?!type\b)[^"';]*?from\s+"(\.[^"]+)"/gms;

function closure(file: string, seen: Set<string> = new Set()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, to] of readFileSync(file, "utf8").matchAll(importOfValues)) closure(join(dirname(file), to!), seen);
  return seen;
}

/** They check what the user wrote: a file that passes is measured the same whatever they are. */
const checks = /^harness\/(point-input|spec\/(point-schema|schema|source|problem))\.ts$/;

it("covers what the task imports", () => {
  const files = [...closure(join(root, "harness", "task.ts"))].map((file) => relative(root, file));
  expect(files).toContain("harness/measure-cell.ts");
  expect(files).toContain("numerics/random.ts");
  expect(files.filter((file) => !isMeasuring(file) && !checks.test(file))).toEqual([]);
});

it("leaves judging, reporting and the command line out", () => {
  for (const file of [
    "harness/judge/judge.ts",
    "harness/report/page.ts",
    "cli.ts",
    "harness/plan.ts",
    "harness/task.test.ts",
  ])
    expect([file, isMeasuring(file)]).toEqual([file, false]);
});

it("covers the compiled kernels", () => {
  expect(isMeasuring("models/engines/wasm/kernels.wasm")).toBe(true);
});

it("is 16 hex digits and the same each time", () => {
  expect(engineVersion()).toMatch(/^[0-9a-f]{16}$/);
  expect(engineVersion()).toBe(engineVersion());
});

/** The same bits however the work was divided: any number of workers, any number of shards, any order of cells and of lines. */
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { judge } from "../src/harness/judge/index.ts";
import { effectiveSpecs, planRun } from "../src/harness/plan.ts";
import type { Plan } from "../src/harness/plan.types.ts";
import type { RecordLine } from "../src/harness/record.types.ts";
import { runPlan } from "../src/harness/run.ts";
import { readSpec } from "../src/harness/spec/read.ts";
import { comparable, depthproof, newFolder, specFolder, tinySpec, verify } from "./fixtures/pipeline/command-line.ts";

/** Six cells; one claim holds, one fails and is replayed, one has a fit across depth. */
const spec = tinySpec(
  { "[1, 2]": "[1, 2, 3]", "count: 1": "count: 2" },
  `  - { id: half, for-all: critical, assert: risk <= linear_risk, expect: any }
  - { id: fit, for-all: critical, assert: "slope(risk, depth, from: 1) <= 1", expect: any }
`,
);
let folder: string;
let expected: string;

beforeAll(async () => {
  folder = specFolder(spec);
  expect((await verify(folder)).exitCode).toBe(0);
  expected = comparable(folder);
}, 120_000);

describe("identical results", () => {
  it.each([2, 8])("for %i workers", async (jobs) => {
    expect((await verify(folder, ["--out", `jobs-${jobs}`, "--jobs", `${jobs}`])).exitCode).toBe(0);
    expect(comparable(folder, `jobs-${jobs}`)).toBe(expected);
  });

  // The last of seven shards has no cell.
  it.each([1, 3, 7])("for %i shards, run and merged in other orders", async (count) => {
    const parts = Array.from({ length: count }, (_, k) => `${count}-${k + 1}`);
    for (const part of parts.toReversed()) {
      const shard = `${part.split("-")[1]}/${count}`;
      const flags = ["--shard", shard, "--out", part, "--jobs", "2"];
      expect((await depthproof(folder, ["run", "spec.yaml", ...flags])).exitCode).toBe(0);
    }
    const rotated = [...parts.slice(1), ...parts.slice(0, 1)];
    expect((await depthproof(folder, ["merge", ...rotated, "--out", `of-${count}`])).exitCode).toBe(0);
    expect(comparable(folder, `of-${count}`)).toBe(expected);
  });
});

describe("identical verdicts", () => {
  const read = (): { readonly specs: ReturnType<typeof effectiveSpecs>; readonly plan: Plan } => {
    const one = readSpec(join(folder, "spec.yaml"));
    if (!one.ok) throw new Error("the spec does not pass lint");
    const options = { profile: "quick" } as const;
    return { specs: effectiveSpecs([one.spec], options), plan: planRun([one.spec], options) };
  };
  const judged = (specs: ReturnType<typeof effectiveSpecs>, plan: Plan, lines: readonly RecordLine[]): string => {
    const run = { id: "", started: "", seconds: 0, tool: "", node: "", platform: "", engine: "", commit: null };
    const info = { ...run, planHash: plan.hash, command: "", profile: "quick" as const };
    return JSON.stringify(judge(specs, plan, lines, info, { root: folder }), null, 2);
  };

  it("for shuffled cells and shuffled lines of the record", async () => {
    const { specs, plan } = read();
    const limits = { jobs: 2, fresh: true, cellSeconds: 60, cellMegabytes: 1024, extent: "whole" } as const;
    const measured = async (cells: Plan["cells"]): Promise<readonly RecordLine[]> => {
      const options = { ...limits, out: newFolder(), progress: () => undefined };
      return (await runPlan(specs, { ...plan, cells }, options)).lines;
    };
    const inOrder = await measured(plan.cells);
    const whole = judged(specs, plan, inOrder);
    expect(JSON.parse(whole).claims.map(({ verdict }: { verdict: string }) => verdict)).toContain("violated");
    for (const cells of fc.sample(permutationsOf(plan.cells), { seed: 5, numRuns: 2 }))
      expect(judged(specs, plan, await measured(cells))).toBe(whole);
    for (const lines of fc.sample(permutationsOf(inOrder), { seed: 6, numRuns: 20 }))
      expect(judged(specs, plan, lines)).toBe(whole);
  });
});

function permutationsOf<Item>(items: readonly Item[]): fc.Arbitrary<Item[]> {
  return fc.shuffledSubarray([...items], { minLength: items.length });
}

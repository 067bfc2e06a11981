/** Cells that train with TensorFlow.js: what they find is polished and judged in float64, says what trained it, and never comes from another way of searching. */
import { expect, it } from "vitest";
import { backendNames } from "../models/training/options.ts";
import { planRun } from "./plan.ts";
import type { Cell } from "./plan.types.ts";
import { prepare } from "./prepare-task.ts";
import type { CellRecord } from "./record.types.ts";
import { readSpecText } from "./spec/read.ts";
import type { PointsSpec, Spec } from "./spec/types.ts";
import { perform } from "./task.ts";

const specWith = (descent: string): Spec => {
  const read = readSpecText(
    "spec.yaml",
    `depthproof: 1
id: trained
title: Minima found by training
datasets: { wave: { kind: teacher, teacher: sine, samples: 12, dimension: 2 } }
architectures: { net: { kind: residual, block: { width: 2, bias: true } } }
losses: [squared]
sweep: { depth: [1] }
points: { minima: { kind: critical, starts: 3, strategies: [descent]${descent} } }
claims: [{ id: c, for-all: minima, assert: gradient_norm <= 1e-8 and risk <= linear_risk }]
`,
  );
  if (!read.ok) throw new Error(read.problems.map(({ message }) => message).join());
  return read.spec;
};

const adam = (more: string): string =>
  `, descent: { engine: tensorflow, optimiser: adam, learning-rate: 0.05, epochs: 60, batch: 4${more} }`;
const cellOf = (spec: Spec): Cell => planRun([spec], { profile: "quick" }).cells[0]!;

async function measured(spec: Spec, change: Partial<PointsSpec> = {}): Promise<CellRecord> {
  const points = { ...spec.points.minima!, ...change } as PointsSpec;
  const task = { kind: "measure", spec, cell: cellOf(spec), points } as const;
  await prepare(task);
  return perform(task) as CellRecord;
}

it.each(["wasm", "cpu"])("%s: points are critical in float64 and carry the name of what trained them", async (name) => {
  const record = await measured(specWith(adam(`, backend: ${name}`)));
  expect(record).toMatchObject({ status: "ok", engine: "wasm" });
  expect(record.witnesses.length).toBeGreaterThan(0);
  for (const { origin, quantities } of record.witnesses) {
    expect(origin).toMatch(new RegExp(`^descent, tensorflow ${name} \\d`));
    const { gradient_norm, risk, linear_risk } = quantities;
    expect(gradient_norm?.value).toBeLessThan(1e-8);
    expect(risk?.value).toBeLessThan(linear_risk!.value!);
  }
  expect(record.yields).toEqual({ descent: { attempted: 3, accepted: record.witnesses.length } });
});

it("the best backend that runs is taken where none is named", async () => {
  const { witnesses } = await measured(specWith(adam("")));
  expect(witnesses[0]?.origin).toMatch(new RegExp(`^descent, tensorflow (?:${backendNames.join("|")}) \\d`));
});

it("a cell whose backend does not run fails, with the reason", async () => {
  const spec = specWith(adam(""));
  const descent = { engine: "tensorflow", optimiser: "sgd", "learning-rate": 1, epochs: 1, backend: "gpu" } as never;
  expect(await measured(spec, { descent })).toMatchObject({
    status: "crash",
    message: expect.stringMatching(/no TensorFlow\.js backend runs here \(gpu: /),
    witnesses: [],
  });
});

it("how it is trained is part of the cell's id; without it nothing changes", async () => {
  const ids = ["", adam(""), adam(", backend: cpu")].map((descent) => cellOf(specWith(descent)).id);
  expect(new Set(ids).size).toBe(3);
  const { witnesses } = await measured(specWith(""), { strategies: ["planted-labels"] });
  expect(new Set(witnesses.map(({ origin }) => origin))).toEqual(new Set(["planted-labels"]));
});

/** A cell from its measurement to its witness as a file that stands alone, for every kind of points; and what goes wrong becomes a status. */
import { join } from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { readPoint } from "../models/point-file.ts";
import type { Measurements } from "../verifiers/measurement.ts";
import { risk } from "../verifiers/quantities/risk.ts";
import { decodeFloats } from "./encoding.ts";
import { measureCell } from "./measure-cell.ts";
import { planRun } from "./plan.ts";
import type { Cell } from "./plan.types.ts";
import { readSpecText } from "./spec/read.ts";
import { mismatches } from "./spec/schema.ts";
import type { Spec } from "./spec/types.ts";
import { perform } from "./task.ts";
import { witnessFile } from "./witness-file.ts";
import { witnessPoint } from "./witness-point.ts";

const text = `depthproof: 1
id: kinds
title: One cell of every kind
datasets:
  wave: { kind: teacher, teacher: sine, samples: 5, dimension: 3, noise: 0.1 }
architectures:
  net: { kind: residual, block: { activation: relu } }
losses: [squared]
sweep: { depth: [2], width: ["depth - 1"] }
points:
  critical: { kind: critical, starts: 2, strategies: [descent, planted-labels] }
  anywhere: { kind: random, count: 3, scale: 1 / sqrt(depth) }
  path: { kind: trajectory, optimiser: adam, steps: 6, every: 3 }
  mine: { kind: given, files: [point.json] }
  budgeted: { kind: class, readout: width, outer: 1 / sqrt(depth), inner: 1, estimate: { signs: exact, starts: 1 } }
claims:
  - { id: a, for-all: critical, assert: risk <= linear_risk }
  - { id: b, for-all: anywhere, assert: risk < 0 }
  - { id: c, for-all: path, assert: risk < 0 }
  - { id: d, for-all: mine, assert: risk < 0 }
  - { id: e, for-all: budgeted, assert: rademacher <= max_norm_x / samples / depth }
`;
const folder = join(import.meta.dirname, "..", "..", "test", "fixtures", "reference");
const read = readSpecText(join(folder, "spec.yaml"), text);
if (!read.ok) throw new Error(JSON.stringify(read.problems));
const spec: Spec = read.spec;
const cells = planRun([spec], { profile: "quick" }).cells;
const cellOf = (points: string): Cell => cells.find(({ axes }) => axes.points === points)!;
const measured = (points: string) => measureCell(spec, cellOf(points), spec.points[points]!);
const withoutTime = (points: string) => ({ ...measured(points), seconds: 0 });

const numberIn = (quantities: Measurements | null, name: string): number => quantities?.[name]?.value ?? Number.NaN;

beforeEach(() => {
  vi.restoreAllMocks();
});

describe.each(["critical", "anywhere", "path", "mine", "budgeted"])("%s", (points) => {
  const record = measured(points);
  const claim = spec.claims.find((one) => one.points === points)!;
  const [witness] = record.witnesses;
  const name = points === "budgeted" ? "rademacher" : "risk";

  it("is measured, validly and the same each time", () => {
    expect(record).toMatchObject({ status: "ok", message: null });
    expect(mismatches("record", JSON.parse(JSON.stringify(record)))).toEqual([]);
    expect(withoutTime(points)).toEqual({ ...record, seconds: 0 });
  });

  it("gives every witness as a point that reads back bit by bit", () => {
    for (const one of record.witnesses) {
      const written = witnessPoint(spec, record.cell, one);
      if (!written.ok) throw new Error(written.reason);
      const back = readPoint(JSON.parse(JSON.stringify(written.point)));
      if (!back.ok) throw new Error(back.reason);
      expect(mismatches("point", written.point)).toEqual([]);
      if (one.point) expect([...back.theta]).toEqual([...decodeFloats(one.point.parameters)]);
      if (one.point?.labels) expect([...back.problem.data.y]).toEqual([...decodeFloats(one.point.labels)]);
    }
  });

  it("gives a valid witness file", () => {
    const worst = { spec, claim, cell: record, witness: witness!, fitted: [], path: "witnesses/x.json" };
    const file = JSON.parse(JSON.stringify(witnessFile(worst, "spec.yaml")));
    expect(mismatches("witness", file)).toEqual([]);
    expect(file.quantities[name]).toEqual(witness!.quantities[name]);
    expect(file.margin.value).toBeTypeOf("number");
  });

  it("has the same numbers by the second route, axes and data included", () => {
    const names = Object.keys(witness!.quantities);
    const replayed = perform({ kind: "replay", spec, record, witness: witness!.index, claim: claim.key, names });
    if (replayed.type !== "replay") throw new Error("not a replay");
    expect(replayed.message).toBeNull();
    for (const one of names) {
      const [a, b] = [numberIn(witness!.quantities, one), numberIn(replayed.quantities, one)];
      expect([one, Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a))]).toEqual([one, true]);
    }
  });
});

describe("what goes wrong", () => {
  it("in a quantity is a crash of its cell", () => {
    vi.spyOn(risk, "measure").mockImplementation(() => {
      throw new RangeError("planted");
    });
    expect(measured("anywhere")).toMatchObject({ status: "crash", message: "RangeError: planted", witnesses: [] });
  });

  it("for want of memory is told apart", () => {
    vi.spyOn(risk, "measure").mockImplementation(() => {
      throw new RangeError("Array buffer allocation failed");
    });
    expect(measured("anywhere")).toMatchObject({ status: "oom", witnesses: [] });
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])("with the number %s is no measurement", (value) => {
    vi.spyOn(risk, "measure").mockReturnValue({ value, error: 0, grade: "measured" });
    expect(measured("anywhere")).toMatchObject({ status: "nonfinite", witnesses: [] });
  });

  it("with a name that the spec does not have is a crash", () => {
    const cell = { ...cellOf("anywhere"), axes: { ...cellOf("anywhere").axes, dataset: "nobody" } };
    expect(measureCell(spec, cell, spec.points.anywhere!)).toMatchObject({ status: "crash", witnesses: [] });
  });

  it("in a replay is its message", () => {
    const record = {
      ...measured("critical"),
      cell: { ...cellOf("critical"), axes: { ...cellOf("critical").axes, loss: "none" } },
    };
    const task = { kind: "replay", spec, record, claim: "a", names: ["risk"] } as const;
    expect(perform({ ...task, witness: 0 })).toMatchObject({
      quantities: null,
      message: expect.stringContaining("loss"),
    });
    expect(perform({ ...task, witness: 99 })).toMatchObject({
      quantities: null,
      message: expect.stringContaining("witness"),
    });
  });
});

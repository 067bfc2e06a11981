/** replay and inspect: files from anywhere are refused with a reason or measured; they never crash. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { catalogue } from "../../verifiers/quantities/catalogue.ts";
import type { WitnessFile } from "../witness-file.ts";
import { inspect } from "./inspect.ts";
import { replay } from "./replay.ts";

const folder = mkdtempSync(join(tmpdir(), "depthproof-replay-"));
afterAll(() => rmSync(folder, { recursive: true }));
const reference = join(import.meta.dirname, "..", "..", "..", "test", "fixtures", "reference", "point.json");
const point = JSON.parse(readFileSync(reference, "utf8"));

const witness: WitnessFile = {
  format: "depthproof-witness/1",
  spec: "s",
  specFile: "s.yaml",
  claim: "c",
  statement: "given dimension > 1: risk <= 0",
  expected: "supported",
  let: { excess: "risk - 0" },
  given: [{ name: "plane", formula: "dimension > 1" }],
  assert: "excess <= 0",
  cell: "0123456789abcdef",
  axes: { points: "p", dataset: null, architecture: null, loss: null, depth: 2, seed: 0, file: "point.json" },
  index: 0,
  origin: "given",
  point,
  quantities: {},
  margin: null,
};

function run(value: unknown, json = true): { code: number; out: string; err: string } {
  const path = join(folder, "w.json");
  writeFileSync(path, typeof value === "string" ? value : JSON.stringify(value));
  const [out, err]: [string[], string[]] = [[], []];
  const code = replay(path, { json }, { out: (text) => out.push(text), err: (text) => err.push(text) });
  return { code, out: out.join("\n"), err: err.join("\n") };
}

describe("replay", () => {
  it("refutes by both routes, whatever numbers the file claims", () => {
    const { code, out, err } = run({ ...witness, quantities: { risk: { value: -1, error: 0, grade: "exact" } } });
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const { first, second, decisions } = JSON.parse(out);
    expect([decisions.first.refutes, decisions.second.refutes]).toEqual([true, true]);
    expect(Math.abs(first.risk.value - second.risk.value)).toBeLessThan(1e-12);
    expect(run(witness, false).out).toMatch(/first route: {2}refutes.*\nsecond route: refutes/);
  });

  it("does not refute where a hypothesis fails or the assertion holds", () => {
    for (const part of [{ given: [{ name: "flat", formula: "dimension > 2" }] }, { assert: "risk >= 0" }]) {
      const { code, out } = run({ ...witness, ...part });
      expect(code).toBe(0);
      expect(JSON.parse(out).decisions.first.refutes).toBe(false);
    }
  });

  /** Blocks that add nothing, so that f = L x on the sample (1, 0) and the risk is L^2. */
  const pointAt = (depth: number) => ({
    format: "depthproof-point/1" as const,
    loss: "squared" as const,
    data: { x: [[1]], y: [0] },
    architecture: { kind: "residual" as const, depth, dimension: 1, block: { width: 1, activation: "tanh" as const } },
    parameters: { w: [depth], U: Array(depth).fill([[1]]), V: Array(depth).fill([[0]]) },
  });
  const fit = [1, 2, 4].map((depth, index) => {
    const axes = { ...witness.axes, depth };
    return { cell: witness.cell, axes, index, origin: "given", point: pointAt(depth), quantities: {} };
  });

  it("fits a claim across depths through its witnesses, by both routes", () => {
    const growth = { let: {}, given: [{ name: "line", formula: "dimension == 1" }] };
    const claim = (bound: number) => ({
      ...witness,
      ...growth,
      assert: `slope(log(risk), log(depth), from: 1) <= ${bound}`,
      fit,
    });
    const refuted = JSON.parse(run(claim(1.5)).out);
    expect(refuted.fit).toMatchObject([{ depth: 1 }, { depth: 2 }, { depth: 4, second: { risk: { value: 16 } } }]);
    for (const route of ["first", "second"]) {
      expect(refuted.decisions[route].refutes).toBe(true);
      expect(refuted.decisions[route].assert.outcome.margin.value).toBeCloseTo(-0.5, 12);
    }
    expect(run(claim(1.5), false).out).toMatch(
      /depth 4, found by given[\s\S]*second route: refutes the claim, margin -0.5/,
    );
    expect(JSON.parse(run(claim(2.5)).out).decisions.second.refutes).toBe(false);
    const elsewhere = { ...claim(1.5), given: [{ name: "plane", formula: "dimension == 2" }] };
    expect(JSON.parse(run(elsewhere).out).decisions.first.refutes).toBe(false);
  });

  it("refuses a claim across depths without the witnesses of its fit", () => {
    const { code, err } = run({ ...witness, assert: "slope(risk, log(depth), from: 1) <= 0" });
    expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(/needs the witnesses of its fit/) });
    const lost = fit.map((sample) => ({ ...sample, point: null }));
    expect(run({ ...witness, assert: "slope(risk, log(depth), from: 1) <= 0", fit: lost }).err).toMatch(
      /at depth 1 were not stored/,
    );
  });

  it.each<[string, unknown]>([
    ["no JSON", "{"],
    ["not a witness", point],
    ["no point", { ...witness, point: null }],
    ["no formula", { ...witness, assert: "excess <=" }],
    ["a circle", { ...witness, let: { excess: "excess" } }],
    ["parameters of another size", { ...witness, point: { ...point, parameters: { ...point.parameters, w: [1] } } }],
    ["a parameter missing", { ...witness, point: { ...point, parameters: { w: [1, 2] } } }],
    ["an unknown loss", { ...witness, point: { ...point, loss: "cubic" } }],
  ])("refuses %s", (_, value) => {
    const { code, out, err } = run(value);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain("w.json: ");
  });
});

describe("inspect", () => {
  const said: string[] = [];
  const print = { out: (text: string) => said.push(text), err: () => undefined };

  it("prints every quantity of axes, data and points, with error and grade", () => {
    expect(inspect(reference, { json: true, engine: "wasm" }, print)).toBe(0);
    const measured = JSON.parse(said.at(-1)!);
    const names = Object.keys(catalogue).filter((name) => catalogue[name]?.scope !== "class");
    expect(Object.keys(measured).toSorted()).toEqual(names.toSorted());
    expect(measured.depth).toEqual({ value: 2, error: 0, grade: "exact" });
    for (const name of names) expect(Object.keys(measured[name]).join()).toMatch(/^value,(error,grade|reason)$/);
  });

  it("refuses what is no point", () => {
    expect(inspect(join(folder, "w.json"), { json: false, engine: "float64" }, print)).toBe(2);
    expect(inspect(join(folder, "none.json"), { json: false, engine: "float64" }, print)).toBe(2);
  });
});

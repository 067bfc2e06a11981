/** Witnesses with margins known in closed form, measured again; and what is said of those that were changed. */
import { describe, expect, it } from "vitest";
import type { PointFile } from "../models/point.ts";
import { conclusion } from "./conclusion.ts";
import { type Line, type Recheck, recheck, type StoredWitness } from "./recheck.ts";

/** f(x) = w x with V = 0: at w = 1/2 the risk on x = y = 1, 2 is (1/4 + 1)/2 = 5/8; the best linear predictor has 0. */
const pointAt = (w: number): PointFile => ({
  format: "depthproof-point/1",
  loss: "squared",
  data: { x: [[1], [2]], y: [1, 2] },
  architecture: { kind: "residual", block: { width: 1, activation: "tanh" }, depth: 1, dimension: 1 },
  parameters: { w: [w], U: [[[0.75]]], V: [[[0]]] },
});

const exact = (value: number) => ({ value, error: 0, grade: "exact" as const });
const witness: StoredWitness = {
  let: { excess: "risk - linear_risk" },
  given: [{ name: "one", formula: "dimension <= 1" }],
  assert: "excess <= 7 / 10",
  point: pointAt(0.5),
  quantities: { risk: exact(0.625), linear_risk: exact(0), dimension: exact(1) },
};
const printed = { worst: 0.075, error: 1e-15 };

function rechecked(stored: StoredWitness, shown = printed): Recheck {
  const outcome = recheck(stored, shown);
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome.recheck;
}
const line = ({ margin, others }: Recheck, name: string): Line => [margin, ...others].find((one) => one.name === name)!;

describe("recheck", () => {
  it("finds the margin known in closed form by both routes", () => {
    const found = rechecked(witness);
    expect(found.margin.reference.value).toBeCloseTo(0.7 - 5 / 8, 14);
    expect(found.margin.second.value).toBeCloseTo(0.7 - 5 / 8, 14);
    expect(found.margin.stored.value).toBe(0.075);
    expect(found.others.map(({ name }) => name)).toEqual(["hypothesis one", "risk", "linear_risk", "dimension"]);
    expect(conclusion(found)).toMatchObject({ tone: "agrees" });
  });

  it("measures the point and not the stored numbers", () => {
    const found = rechecked({ ...witness, quantities: { ...witness.quantities, risk: exact(0.25) } });
    expect(line(found, "risk").reference.value).toBeCloseTo(5 / 8, 14);
    expect(line(found, "risk").ofReference.kind).toBe("different");
    expect(conclusion(found)).toMatchObject({
      tone: "disagrees",
      sentence: expect.stringContaining("on risk by 3.8e-1"),
    });
  });

  it("notices a changed parameter, a changed margin and a changed formula", () => {
    // d risk = (w - 1) E x^2 dw = -5/2 dw, so 1e-9 moves the margin by 1.25 * 2e-9
    const moved = rechecked({ ...witness, point: pointAt(0.5 + 1e-9) });
    expect(moved.margin.ofReference).toMatchObject({ kind: "different", difference: expect.closeTo(2.5e-9, 13) });
    expect(moved.margin.ofSecond.kind).toBe("different");
    expect(rechecked(witness, { worst: 0.0751, error: 1e-15 }).margin.ofReference.kind).toBe("different");
    expect(rechecked({ ...witness, assert: "excess <= 6 / 10" }).margin.ofReference.kind).toBe("different");
    expect(conclusion(moved).tone).toBe("disagrees");
  });

  it("says what only the command line measures, and does not count it as agreement", () => {
    const quantities = { ...witness.quantities, rademacher: exact(1) };
    const found = rechecked({ ...witness, quantities });
    expect(line(found, "rademacher").ofReference.kind).toBe("missing");
    expect(conclusion(found).tone).toBe("disagrees");
  });

  it("lets the second route be without a number", () => {
    const found = rechecked(
      {
        ...witness,
        assert: "analytic_index <= 1",
        let: {},
        point: {
          ...pointAt(0.5),
          architecture: { kind: "deep-linear", width: 1, depth: 2, dimension: 1 },
          parameters: { W: [[[0]], [[0]]] },
        },
        // (1 - w_1 w_2)^2 E x^2 has one negative and one positive curvature at the origin
        quantities: { dimension: exact(1), analytic_index: exact(1) },
      },
      { worst: 0, error: 0 },
    );
    expect(found.margin.ofReference).toEqual({ kind: "reproduced", difference: 0 });
    expect(found.margin.ofSecond.kind).toBe("missing");
    expect(conclusion(found)).toMatchObject({
      tone: "agrees",
      sentence: expect.stringContaining("The second route has no margin here: analytic_index"),
    });
  });

  it.each<[string, StoredWitness, string]>([
    ["no point", { ...witness, point: null }, "not stored"],
    ["a point of other sizes", { ...witness, point: { ...pointAt(0.5), parameters: { w: [1] } } }, "missing"],
    ["no formula", { ...witness, assert: "risk <=" }, "not a formula"],
    ["names in a circle", { ...witness, let: { a: "b", b: "a" } }, "refer"],
  ])("%s: refused with a reason", (_, broken, reason) => {
    const outcome = recheck(broken, printed);
    expect(outcome.ok).toBe(false);
    expect(outcome.ok ? "" : outcome.reason).toContain(reason);
  });
});

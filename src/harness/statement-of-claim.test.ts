/** A claim at one witness, from its measurements alone. */
import { expect, it } from "vitest";
import type { Measured } from "../verifiers/measurement.ts";
import { decideClaim } from "./statement-of-claim.ts";

const number = (value: number, error = 1e-9): Measured => ({ value, error, grade: "measured" });
const claim = {
  let: { gap: "linear_risk - risk" },
  given: [{ name: "room", formula: "nullity_u > 0" }],
  assert: "gap >= 0 or lambda_min < 0",
};
const at = (risk: number, nullity: number, lambda: number) =>
  decideClaim(claim, {
    risk: number(risk),
    linear_risk: number(1),
    nullity_u: { value: nullity, error: 0, grade: "exact" },
    lambda_min: number(lambda),
  });

it("refutes only where every hypothesis holds and the assertion fails", () => {
  expect(at(2, 1, 0.5)).toMatchObject({
    refutes: true,
    assert: { outcome: { kind: "fails", margin: { value: -0.5 } } },
  });
  expect(at(2, 0, 0.5).refutes).toBe(false);
  expect(at(0.5, 1, 0.5).refutes).toBe(false);
  expect(at(2, 1, -0.5).refutes).toBe(false);
  expect(at(1 + 1e-12, 1, 0.5).refutes).toBe(false);
});

it("refutes nothing where a quantity is missing, be it called as an object's own", () => {
  expect(decideClaim(claim, {}).refutes).toBe(false);
  const odd = decideClaim({ let: {}, given: [], assert: "constructor > 0" }, {});
  expect(odd.assert.outcome).toMatchObject({ kind: "inapplicable" });
});

it("throws on formulas that nobody has checked", () => {
  expect(() => decideClaim({ ...claim, assert: "gap >=" }, {})).toThrow();
  expect(() => decideClaim({ ...claim, let: { gap: "gap + 1" } }, {})).toThrow();
});

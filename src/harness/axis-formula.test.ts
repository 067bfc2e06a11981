/** Numbers of a spec that depend on the axes. */
import { expect, it } from "vitest";
import { axisNames, evaluateAxisFormula } from "./axis-formula.ts";

const axes = { depth: 4, dimension: 3, width: 2, samples: 8 };

it.each([
  [0.7, 0.7],
  ["1 / sqrt(depth)", 0.5],
  ["depth + dimension * width - samples", 2],
  ["min(depth, 3)", 3],
])("%s", (formula, value) => expect(evaluateAxisFormula(formula, axes)).toBe(value));

it("knows exactly the names that have a value", () => {
  for (const name of axisNames) expect(evaluateAxisFormula(name, axes)).toBe(axes[name as keyof typeof axes]);
});

it.each(["risk", "width", "toString", "1 / (depth - 4)", "depth +"])("throws where there is no value: %s", (formula) =>
  expect(() => evaluateAxisFormula(formula, { depth: 4 })).toThrow(),
);

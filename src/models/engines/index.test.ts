/** The registry of engines. */
import { expect, it } from "vitest";
import { squared } from "../losses/squared.ts";
import { programBuilder } from "../program-builder.ts";
import { engineNamed, engines } from "./index.ts";
import { engineNames } from "./names.ts";

const build = programBuilder(2);
const output = build.affine(0, build.parameter("w", "vector", 1, 2, true), -1);
const program = build.finish(output, { depth: 1, width: 1, residual: null });
const weights = Float64Array.of(1);

it("finds every engine under the name it reports", () => {
  const data = { samples: 1, dimension: 2, outputs: 1, x: new Float64Array(2), y: new Float64Array(1), weights };
  for (const name of engineNames) expect(engineNamed(name)({ program, loss: squared, data }).engine).toBe(name);
  expect(Object.keys(engines).toSorted()).toEqual([...engineNames].toSorted());
});

it("names the engines there are when it knows none of that name", () => {
  expect(() => engineNamed("toString")).toThrow(/unknown engine "toString"; known: float64, wasm/);
});

it.each(Object.entries(engines))("%s refuses data of another shape", (_, engine) => {
  const data = { samples: 1, dimension: 3, outputs: 1, x: new Float64Array(3), y: new Float64Array(1), weights };
  expect(() => engine({ program, loss: squared, data })).toThrow("the program wants dimension 2, the data has 3");
  const twice = { ...data, dimension: 2, outputs: 2, y: new Float64Array(2) };
  expect(() => engine({ program, loss: squared, data: twice })).toThrow("the program has 1 outputs, the data has 2");
});

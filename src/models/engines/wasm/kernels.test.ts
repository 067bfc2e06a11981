/** The kernels know every activation and loss of the registries, and return the same bits as their TypeScript. */
import { expect, it } from "vitest";
import { stream } from "../../../numerics/random.ts";
import { writeJet } from "../../activation.ts";
import { activations } from "../../activations/index.ts";
import { losses } from "../../losses/index.ts";
import { linear } from "../../losses/linear.ts";
import { compileArchitecture } from "../../point-file.ts";
import { activationCodes, lossCodes } from "./codes.ts";
import { wasmEvaluator } from "./evaluator.ts";
import { kernelInstance } from "./kernels.ts";

const special = [0, -0, 5e-324, -5e-324, 1e-310, 0.5, -0.5, 19, 37, 354, 355, 708, 709, 710, 1e6, 1e300, Infinity, NaN];

/** Arguments of every size, both signs; an even number. */
function samplesOf(label: string): Float64Array {
  const random = stream(1, label);
  const drawn = Array.from({ length: 4000 }, (_, k) => random.sign() * 10 ** ((k % 20) - 16 + random.uniform()));
  const usual = Array.from({ length: 4000 }, () => 3 * random.normal());
  return Float64Array.from([...special, ...special.map((x) => -x), ...drawn, ...usual]);
}

/** Compares bits; -0 and 0 differ, one NaN is as good as another. */
const expectBits = (actual: Float64Array, expected: Float64Array): void => {
  const differing = actual.findIndex((value, i) => !Object.is(value, expected[i]));
  expect(differing < 0 ? null : [differing, actual[differing], expected[differing]]).toBeNull();
};

it("has a number for every activation and loss", () => {
  expect(Object.keys(activationCodes)).toEqual(Object.keys(activations));
  expect(Object.keys(lossCodes)).toEqual([...Object.keys(losses), linear.kind]);
});

it.each(Object.entries(activations))("writes the bits of %s", (name, activation) => {
  const kernels = kernelInstance();
  kernels.memory.grow(8);
  const z = samplesOf(name);
  const at = (k: number): number => 65_536 * (1 + 2 * k);
  const view = (k: number): Float64Array => new Float64Array(kernels.memory.buffer, at(k), z.length);
  const expected = [z.slice(), z.slice(), z.slice()] as const;
  writeJet(activation, z, ...expected);
  for (const order of [0, 1, 2]) {
    view(0).set(z);
    kernels.writeJet(activationCodes[name]!, at(0), at(1), order > 0 ? at(2) : 0, order > 1 ? at(3) : 0, 8 * z.length);
    for (let k = 0; k <= order; k++) expectBits(view(k + 1), expected[k]!);
  }
});

it.each(Object.entries({ ...losses, linear }))("writes the bits of %s", (name, loss) => {
  const random = stream(2, name);
  const x = samplesOf(name).filter((value) => Math.abs(value) < 1e150);
  const n = x.length;
  const y = x.map((_value, i) => (loss.labels === "signs" ? random.sign() : i % 3 === 0 ? 0 : random.normal()));
  const weights = new Float64Array(n).fill(1 / n);
  const data = { samples: n, dimension: 1, outputs: 1, x, y, weights };
  const compiled = compileArchitecture({ kind: "deep-linear" }, { depth: 1, dimension: 1, outputs: 1, width: null });
  if (!compiled.ok) throw new Error(compiled.reason);
  const { program } = compiled;
  const { slopes, curvatures, predictions } = wasmEvaluator({ program, loss, data }).forward(Float64Array.of(1));
  expectBits(
    slopes,
    predictions.map((p, i) => loss.slope(p, y[i]!)),
  );
  expectBits(
    curvatures,
    predictions.map((p, i) => loss.curvature(p, y[i]!)),
  );
  // one sample at a time, the risk is the loss
  for (const i of [0, 1, 7, 50, 501, 5003]) {
    const one = { ...data, samples: 1, x: x.subarray(i, i + 1), y: y.subarray(i, i + 1), weights: Float64Array.of(1) };
    const risk = wasmEvaluator({ program, loss, data: one }).risk(Float64Array.of(1));
    expect(Math.abs(risk - loss.value(predictions[i]!, y[i]!))).toBe(0);
  }
});

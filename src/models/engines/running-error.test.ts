/** The bound on predictions against exact arithmetic: integers over a power of two. */
import { expect, it } from "vitest";
import { stream } from "../../numerics/random.ts";
import { squarePlusIdentity } from "../activations/square-plus-identity.ts";
import { squared } from "../losses/squared.ts";
import type { Program } from "../program.ts";
import { programBuilder } from "../program-builder.ts";
import { engines } from "./index.ts";

const bits = 400n;
const times = (a: bigint, b: bigint): bigint => (a * b) >> bits;

/** A float64 of moderate size, exactly. */
function exact(x: number): bigint {
  let [value, scale] = [x, 0n];
  for (; !Number.isInteger(value); scale++) value *= 2;
  return (BigInt(value) << bits) >> scale;
}

/** f = w (x + x^2): the argument of the activation carries no error of its own that could cover up for it. */
function program(): Program {
  const build = programBuilder(1);
  const activated = build.activation(0, squarePlusIdentity);
  const output = build.affine(activated, build.parameter("w", "vector", 1, 1, true), -1);
  return build.finish(output, { depth: 1, width: 1, residual: null });
}

it.each(Object.entries(engines))("holds near the zero -1 of s + s^2, %s engine", (_, engine) => {
  const random = stream(1, "running error");
  for (let trial = 0; trial < 100; trial++) {
    const [w, x] = [1e12 * random.uniform(), -1 + 1e-9 * random.normal()];
    const [ones, y] = [Float64Array.of(1), Float64Array.of(0)];
    const data = { samples: 1, dimension: 1, outputs: 1, x: Float64Array.of(x), y, weights: ones };
    const evaluator = engine({ program: program(), loss: squared, data });
    const truth = times(exact(w), exact(x) + times(exact(x), exact(x)));
    const difference = exact(evaluator.forward(Float64Array.of(w)).predictions[0]!) - truth;
    const error = Math.abs(Number(difference >> (bits - 100n))) * 2 ** -100;
    const bound = evaluator.predictionErrors(Float64Array.of(w))[0]!;
    expect(error).toBeLessThanOrEqual(bound);
    expect(bound).toBeLessThan(1e-2);
  }
});

/** The normal quantile against an independent implementation's values and against its own distribution function. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { normalQuantile } from "./normal-quantile.ts";

/** P(Z <= z) for moderate z by the series 1/2 + phi(z) (z + z^3/3 + z^5/15 + ...). */
function distribution(z: number): number {
  let term = z;
  let total = z;
  for (let k = 3; Math.abs(term) > 1e-18; k += 2) {
    term *= (z * z) / k;
    total += term;
  }
  return 0.5 + (total * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
}

// Values of the Cephes routine ndtri, another algorithm.
const KNOWN: readonly (readonly [number, number])[] = [
  [1e-300, -37.0470962993612],
  [1e-17, -8.493793224109599],
  [1e-5, -4.264890793922825],
  [0.01, -2.3263478740408408],
  [0.07, -1.4757910281791706],
  [0.2, -0.8416212335729142],
  [0.425, -0.18911842627279254],
  [0.8, 0.8416212335729143],
  [0.999, 3.090232306167813],
];

it("gives known quantiles in all three ranges", () => {
  for (const [p, z] of KNOWN) expect(Math.abs(normalQuantile(p) / z - 1)).toBeLessThan(4e-15);
  expect(normalQuantile(0.5)).toBe(0);
});

it("inverts the distribution function", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }), (p) => {
      return Math.abs(distribution(normalQuantile(p)) - p) <= 1e-14;
    }),
    { seed: 1, numRuns: 500 },
  );
});

it("is odd about one half", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 30 - 1 }), (k) => {
      return normalQuantile(1 - k * 2 ** -31) === -normalQuantile(k * 2 ** -31);
    }),
    { seed: 1, numRuns: 500 },
  );
});

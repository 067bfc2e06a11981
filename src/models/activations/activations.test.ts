/** Laws every registered activation obeys, and known values from 40-digit arithmetic. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Activation, writeJet } from "../activation.ts";
import { activations } from "./index.ts";

const inputs = fc.double({ min: -30, max: 30, noNaN: true });
const scales = fc.double({ min: 1e-3, max: 1e3, noNaN: true });
const runs = { seed: 20190907, numRuns: 200 };
const awayFromKinks = (unit: Activation, s: number): boolean => unit.kinks.every((kink) => Math.abs(s - kink) > 0.1);

/** Sixth-order central difference: truncation h^6 f^(7)/140, rounding about eps |f| / h. */
function derivative(f: (s: number) => number, s: number): number {
  const h = 0.01;
  const odd = (k: number): number => f(s + k * h) - f(s - k * h);
  return (45 * odd(1) - 9 * odd(2) + odd(3)) / (60 * h);
}

describe.each(Object.entries(activations))("%s", (name, unit) => {
  it("is registered under its own name", () => {
    expect(unit.kind).toBe(name);
  });

  it("has the slope and the curvature of its value", () => {
    const law = (s: number): void => {
      fc.pre(awayFromKinks(unit, s));
      const scale = 1 + Math.abs(unit.value(s));
      expect(Math.abs(derivative(unit.value, s) - unit.slope(s))).toBeLessThan(1e-10 * scale);
      expect(Math.abs(derivative(unit.slope, s) - unit.curvature(s))).toBeLessThan(1e-10 * scale);
    };
    fc.assert(fc.property(inputs, law), runs);
  });

  it("has a jet with the same bits as its three functions", () => {
    const wide = fc.double({ min: -800, max: 800 });
    const special = [0, -0, 0.25, -0.25, 0.5, -0.5, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    const law = (drawn: readonly number[]): void => {
      const s = Float64Array.from([...drawn, ...special]);
      const [value, slope, curvature] = [s.slice(), s.slice(), s.slice()];
      writeJet(unit, s, value, slope, curvature);
      expect([value, slope, curvature]).toEqual([s.map(unit.value), s.map(unit.slope), s.map(unit.curvature)]);
      const alone = s.slice();
      writeJet(unit, s, alone, null, null);
      expect(alone).toEqual(value);
    };
    fc.assert(fc.property(fc.array(fc.oneof(inputs, wide, fc.double({ min: -1, max: 1 }))), law), runs);
  });

  it("stays finite for |s| up to 1000", () => {
    for (const s of [-1000, -745, -710, -1e-300, 0, 1e-300, 710, 745, 1000])
      for (const f of [unit.value, unit.slope, unit.curvature]) expect(Number.isFinite(f(s))).toBe(true);
  });

  it("respects its Lipschitz constant", () => {
    const bound = unit.lipschitz;
    if (bound === null) return expect(Math.abs(unit.slope(1e6))).toBeGreaterThan(1e6);
    const law = (s: number, t: number): void => {
      expect(Math.abs(unit.slope(s))).toBeLessThanOrEqual(bound);
      const rounding = 1e-14 * (1 + Math.abs(unit.value(s)) + Math.abs(unit.value(t)));
      expect(Math.abs(unit.value(s) - unit.value(t))).toBeLessThanOrEqual(bound * Math.abs(s - t) + rounding);
    };
    fc.assert(fc.property(inputs, inputs, law), runs);
  });

  it("has the smallest Lipschitz constant", () => {
    if (unit.lipschitz === null) return;
    const slopes = Array.from({ length: 80_001 }, (_, i) => Math.abs(unit.slope(-40 + i / 1000)));
    expect(Math.max(...slopes)).toBeGreaterThan(unit.lipschitz - 1e-6);
  });

  it("says truly whether it is zero at zero and positively homogeneous", () => {
    expect(unit.value(0) === 0).toBe(unit.zeroAtZero);
    const homogeneous = (s: number, c: number): boolean => {
      const difference = unit.value(c * s) - c * unit.value(s);
      return Math.abs(difference) <= 1e-12 * (1 + Math.abs(c * unit.value(s)));
    };
    if (unit.positivelyHomogeneous) fc.assert(fc.property(inputs, scales, homogeneous), runs);
    else expect(homogeneous(1.5, 2) && homogeneous(-1.5, 2)).toBe(false);
  });
});

describe("known values", () => {
  // 40-digit references, rounded
  const cases: [string, "value" | "slope" | "curvature", number, number][] = [
    ["tanh", "value", 0.5, 0.46211715726000974],
    ["tanh", "value", 1e-9, 1e-9],
    ["tanh", "slope", 20, 1.6993417021166355e-17],
    ["tanh", "curvature", 0.5, -0.7268619813835873],
    ["softplus", "value", -40, 4.248354255291589e-18],
    ["softplus", "value", 1, 1.3132616875182228],
    ["sigmoid", "value", -300, 5.148200222412013e-131],
    ["sigmoid", "curvature", 1, -0.0908577476729484],
    ["silu", "slope", 2.3993572805154675, 1.099839320128867],
    ["silu", "value", 1, 0.7310585786300049],
    ["square-plus-identity", "value", -2, 2],
    ["constant", "value", -7, 100],
  ];
  it.each(cases)("%s %s at %d", (name, part, s, expected) => {
    expect(Math.abs(activations[name]![part](s) / expected - 1)).toBeLessThan(1e-15);
  });

  it("takes slope 0 at the kinks of relu and absolute", () => {
    expect([activations.relu!.slope(0), activations.absolute!.slope(0)]).toEqual([0, 0]);
  });
});

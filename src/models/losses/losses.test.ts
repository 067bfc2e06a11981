/** Laws every loss obeys: derivatives, Lipschitz and curvature bounds; convexity and Fenchel duality, or that it is not convex; known values. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Dyadic, dyadic, plus, times } from "../../verifiers/critical/dyadic.ts";
import type { Loss } from "../loss.ts";
import { losses } from "./index.ts";
import { linear } from "./linear.ts";

const runs = { seed: 20191208, numRuns: 300 };
const predictions = fc.double({ min: -40, max: 40, noNaN: true });
const labelsOf = (loss: Loss): fc.Arbitrary<number> =>
  loss.labels === "signs" ? fc.constantFrom(-1, 1) : fc.double({ min: -20, max: 20, noNaN: true });
/** Huber's slope has kinks at |p - y| = 1. */
const awayFromKinks = (loss: Loss, p: number, y: number): boolean => loss.smooth || Math.abs(Math.abs(p - y) - 1) > 0.1;

/** Sixth-order central difference: truncation h^6 f^(7)/140, rounding about eps |f| / h. */
function derivative(f: (s: number) => number, s: number): number {
  const h = 0.01;
  const odd = (k: number): number => f(s + k * h) - f(s - k * h);
  return (45 * odd(1) - 9 * odd(2) + odd(3)) / (60 * h);
}

describe.each(Object.entries({ ...losses, linear }))("%s", (name, loss) => {
  const labels = labelsOf(loss);

  it("is registered under its own name", () => {
    expect(loss.kind).toBe(name);
  });

  it("has the slope and the curvature of its value", () => {
    const law = (p: number, y: number): void => {
      fc.pre(awayFromKinks(loss, p, y));
      const value = (s: number): number => loss.value(s, y);
      const slope = (s: number): number => loss.slope(s, y);
      expect(Math.abs(derivative(value, p) - slope(p))).toBeLessThan(1e-10 * (1 + Math.abs(value(p))));
      expect(Math.abs(derivative(slope, p) - loss.curvature(p, y))).toBeLessThan(1e-10 * (1 + Math.abs(slope(p))));
    };
    fc.assert(fc.property(predictions, labels, law), runs);
  });

  it("has a second derivative that jumps at its slope's kinks and nowhere else", () => {
    expect(loss.slopeKinks.length === 0).toBe(loss.smooth);
    for (const kink of loss.slopeKinks)
      expect(Math.abs(loss.curvature(3 + kink + 1e-9, 3) - loss.curvature(3 + kink - 1e-9, 3))).toBeGreaterThan(0.5);
    // |l'''| < 5 for the convex losses; 24 |r| < 97 for the double well
    const change = loss.convex ? 1e-8 : 2e-7;
    for (const r of Array.from({ length: 801 }, (_, k) => (k - 400) / 100 + 0.005))
      expect(Math.abs(loss.curvature(1 + r + 1e-9, 1) - loss.curvature(1 + r - 1e-9, 1))).toBeLessThan(change);
  });

  if (loss.convex)
    it("is convex: every tangent lies below", () => {
      const law = (p: number, q: number, y: number): void => {
        const tangent = loss.value(p, y) + loss.slope(p, y) * (q - p);
        const rounding = 1e-14 * (1 + Math.abs(loss.value(p, y)) + Math.abs(loss.slope(p, y) * (q - p)));
        expect(loss.value(q, y)).toBeGreaterThanOrEqual(tangent - rounding);
      };
      fc.assert(fc.property(predictions, predictions, labels, law), runs);
    });

  if (!loss.convex)
    it("is not convex: the middle of some chord lies below its graph", () => {
      const middle = (p: number, q: number): number =>
        loss.value((p + q) / 2, 3) - (loss.value(p, 3) + loss.value(q, 3)) / 2;
      expect(Math.max(...[0.5, 1, 2].map((reach) => middle(3 - reach, 3 + reach)))).toBeGreaterThan(0.1);
    });

  it("respects its Lipschitz constant and its curvature bound", () => {
    const law = (p: number, y: number): void => {
      const label = loss.labels === "signs" ? y : y / 20;
      if (loss.lipschitz !== null) expect(Math.abs(loss.slope(p, label))).toBeLessThanOrEqual(loss.lipschitz);
      if (loss.convex) expect(loss.curvature(p, y)).toBeGreaterThanOrEqual(0);
      expect(loss.curvature(p, y)).toBeLessThanOrEqual(loss.curvatureBound(y));
    };
    fc.assert(fc.property(predictions, labels, law), runs);
    if (loss.lipschitz === null) expect(Math.abs(loss.slope(1e6, 1))).toBeGreaterThan(1e5);
    // the curvature bound is attained at p = y for the real losses and at p = 0 for the logistic one
    if (loss.curvatureBound(1) < Infinity)
      expect(loss.curvature(loss.labels === "signs" ? 0 : 1, 1)).toBe(loss.curvatureBound(1));
    else expect(loss.curvature(1e6, 1)).toBeGreaterThan(1e12);
  });

  it("satisfies Fenchel's inequality for every a", () => {
    const law = (p: number, y: number, a: number): void => {
      const rounding = 1e-13 * (1 + Math.abs(a * p) + loss.value(p, y));
      expect(loss.conjugate(a, y) + loss.value(p, y) - a * p).toBeGreaterThanOrEqual(-rounding);
    };
    const dualVariables = fc.double({ min: -1.5, max: 1.5, noNaN: true });
    fc.assert(fc.property(predictions, labels, dualVariables, law), runs);
  });

  if (loss.convex)
    it("attains Fenchel's equality at the slope", () => {
      const law = (p: number, y: number): void => {
        const a = loss.slope(p, y);
        const terms = 1 + Math.abs(a * p) + Math.abs(a * y) + Math.abs(loss.value(p, y));
        expect(Math.abs(loss.conjugate(a, y) + loss.value(p, y) - a * p)).toBeLessThan(1e-14 * terms);
      };
      fc.assert(fc.property(fc.double({ min: -5, max: 5, noNaN: true }), labels, law), runs);
    });

  it("stays finite and ordered at extreme predictions", () => {
    for (const p of [-1e6, -745, -710, 0, 1e-300, 710, 745, 1e6])
      for (const f of [loss.value, loss.slope, loss.curvature]) expect(Number.isFinite(f(p, 1))).toBe(true);
  });
});

describe("double-well", () => {
  const well = losses["double-well"]!;
  const unit = 2 ** -53;

  it("stays within the rounding it names, against exact arithmetic with the float 0.3", () => {
    const law = (p: number, y: number): void => {
      const moved = well.cancellation * unit * (Math.abs(p) + Math.abs(y));
      const computed = [well.value(p, y), well.slope(p, y), well.curvature(p, y)] as const;
      const next = [computed[1], computed[2], 24 * (p - y)] as const;
      exactWell(p, y).forEach((exact, k) => {
        const error = Math.abs(floatOf(plus(exact, dyadic(-computed[k]!))));
        expect(error).toBeLessThanOrEqual(8 * unit * Math.abs(computed[k]!) + Math.abs(next[k]!) * moved);
      });
    };
    // minima, the maximum between them, zeros of l and of l''
    const special = fc.constantFrom(-1.0355787140888537, -0.72968, -0.57735, 0.0754, 0.57735, 0.9601495555191055);
    const near = fc.tuple(special, fc.double({ min: -1e-3, max: 1e-3, noNaN: true })).map(([r, by]) => r + by);
    const labels = fc.constantFrom(0, 0.1, -0.3);
    fc.assert(
      fc.property(near, labels, (r, y) => law(r + y, y)),
      { ...runs, numRuns: 3000 },
    );
    fc.assert(fc.property(predictions, fc.double({ min: -20, max: 20, noNaN: true }), law), runs);
  });

  it("has its minima where NC-5 has them", () => {
    // to 20 digits, roots of 4 r^3 - 4 r + 0.3
    const [shallow, deep] = [0.96014955551910552146, -1.0355787140888537414];
    expect(well.value(3 + shallow, 3)).toBeCloseTo(0.29414648102826284621, 14);
    expect(well.value(3 + deep, 3)).toBeCloseTo(-0.30542848374391597437, 14);
    for (const r of [shallow, deep]) expect(well.slope(r, 0)).toBeCloseTo(0, 14);
    expect([well.value(3, 1), well.slope(3, 1), well.curvature(3, 1)]).toEqual([9.6, 24.3, 44]);
  });
});

/** (r^2 - 1)^2 + 0.3 r and two derivatives without rounding. */
function exactWell(p: number, y: number): readonly Dyadic[] {
  const r = plus(dyadic(p), dyadic(-y));
  const q = plus(times(r, r), dyadic(-1));
  return [
    plus(times(q, q), times(dyadic(0.3), r)),
    plus(times(times(dyadic(4), r), q), dyadic(0.3)),
    plus(times(dyadic(12), times(r, r)), dyadic(-4)),
  ];
}

/** To at least 53 bits. */
function floatOf({ mantissa, exponent }: Dyadic): number {
  const cut = Math.max(0, mantissa.toString(2).length - 60);
  return Number(mantissa >> BigInt(cut)) * 2 ** (exponent + cut);
}

describe("known values", () => {
  const logistic = losses.logistic!;
  const pseudoHuber = losses["pseudo-huber"]!;

  it("squared has no factor 1/2", () => {
    expect([losses.squared!.value(3, 1), losses.squared!.slope(3, 1)]).toEqual([4, 4]);
  });

  it("logistic keeps its relative accuracy in both tails", () => {
    expect(logistic.value(0, 1)).toBe(Math.LN2);
    expect(logistic.value(-800, 1)).toBe(800);
    expect(logistic.value(50, 1) / 1.9287498479639178e-22).toBeCloseTo(1, 14); // ln(1 + e^-50)
    expect(logistic.slope(2, -1)).toBeCloseTo(0.8807970779778824, 15);
  });

  it("logistic's conjugate is the negative entropy on [0, 1] and infinite outside", () => {
    expect([logistic.conjugate(0, 1), logistic.conjugate(1, -1)]).toEqual([0, 0]);
    expect(logistic.conjugate(-0.5, 1)).toBeCloseTo(-Math.LN2, 15);
    expect([logistic.conjugate(0.1, 1), logistic.conjugate(1.1, -1)]).toEqual([Infinity, Infinity]);
  });

  it("huber joins its two pieces at |r| = 1", () => {
    const huber = losses.huber!;
    expect([0.5, 1, 3].map((r) => huber.value(5 + r, 5))).toEqual([0.125, 0.5, 2.5]);
    expect([-3, 0.5, 3].map((r) => huber.slope(5 + r, 5))).toEqual([-1, 0.5, 1]);
  });

  it("pseudo-huber has no cancellation near zero and no overflow far away", () => {
    expect(pseudoHuber.value(1e-9, 0)).toBeCloseTo(5e-19, 33);
    expect(pseudoHuber.value(0.75, 0)).toBe(0.25);
    expect(pseudoHuber.value(1e200, 0)).toBe(1e200);
    expect(pseudoHuber.slope(-1e200, 0)).toBe(-1);
  });
});

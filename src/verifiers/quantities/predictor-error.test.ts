/** ||t - t*||, ||t*|| and ||w - t*|| against exact rational solutions, from well-conditioned inputs to hopeless ones, and known minimisers of other losses. */
import { describe, expect, it } from "vitest";
import type { Data } from "../../models/data.ts";
import { bestLinearPredictor } from "../../models/linear-predictor.ts";
import type { Loss } from "../../models/loss.ts";
import { losses } from "../../models/losses/index.ts";
import { stream } from "../../numerics/random.ts";
import type { Measurement } from "../measurement.ts";
import { dataContext } from "./data-context.ts";
import { linearNorm } from "./linear-norm.ts";
import { predictorError } from "./predictor-error.ts";

const loss = (name: string): Loss => losses[name]!;

const dataOf = (x: readonly (readonly number[])[], y: readonly number[]): Data => ({
  samples: x.length,
  dimension: x[0]!.length,
  outputs: 1,
  x: Float64Array.from(x.flat()),
  y: Float64Array.from(y),
  weights: new Float64Array(x.length).fill(1 / x.length),
});

interface Ratio {
  readonly top: bigint;
  readonly bottom: bigint;
}

const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? (a < 0n ? -a : a) : gcd(b, a % b));
const ratio = (top: bigint, bottom: bigint): Ratio => {
  const common = gcd(top, bottom) * (bottom < 0n ? -1n : 1n);
  return { top: top / common, bottom: bottom / common };
};
const minus = (a: Ratio, b: Ratio): Ratio => ratio(a.top * b.bottom - b.top * a.bottom, a.bottom * b.bottom);
const times = (a: Ratio, b: Ratio): Ratio => ratio(a.top * b.top, a.bottom * b.bottom);
const over = (a: Ratio, b: Ratio): Ratio => ratio(a.top * b.bottom, a.bottom * b.top);
const plus = (a: Ratio, b: Ratio): Ratio => minus(a, { top: -b.top, bottom: b.bottom });

/** A float64 as the rational it is. */
function exactly(value: number): Ratio {
  let [scaled, twos] = [value, 0n];
  for (; !Number.isInteger(scaled); twos++) scaled *= 2;
  return ratio(BigInt(scaled), 1n << twos);
}

/** The quotient's first 64 bits or more, then the power of two that was taken out. */
function toNumber({ top, bottom }: Ratio): number {
  if (top < 0n) return -toNumber({ top: -top, bottom });
  const shift = 64 + bottom.toString(2).length - top.toString(2).length;
  const quotient = shift > 0 ? (top << BigInt(shift)) / bottom : (top >> BigInt(-shift)) / bottom;
  return Number(quotient) * 2 ** -shift;
}

/** The least squares solution by elimination on the normal equations, in rationals. */
function exactSolution(x: readonly (readonly number[])[], y: readonly number[]): Ratio[] {
  const d = x[0]!.length;
  const sum = (terms: readonly Ratio[]): Ratio => terms.reduce(plus, exactly(0));
  const rows = Array.from({ length: d }, (_, a) => [
    ...Array.from({ length: d }, (__, b) => sum(x.map((row) => times(exactly(row[a]!), exactly(row[b]!))))),
    sum(x.map((row, i) => times(exactly(row[a]!), exactly(y[i]!)))),
  ]);
  for (let k = 0; k < d; k++) {
    const pivot = rows[k]!;
    for (let i = 0; i < d; i++) {
      if (i === k) continue;
      const factor = over(rows[i]![k]!, pivot[k]!);
      rows[i] = rows[i]!.map((entry, j) => minus(entry, times(factor, pivot[j]!)));
    }
  }
  return rows.map((row, k) => over(row[d]!, row[k]!));
}

/** The third column is the sum of the others plus `gap` times noise: the condition number grows like 1 / gap. */
function nearlyDependent(trial: number, gap: number, noise: number): { x: number[][]; y: number[] } {
  const random = stream(5, `predictor-error/${trial}`);
  const draw = (): number => random.normals(1)[0]!;
  const x = Array.from({ length: 6 }, () => {
    const [a, b] = [draw(), draw()];
    return [a, b, a + b + gap * draw()];
  });
  return { x, y: x.map(([a, b]) => a! - 2 * b! + noise * draw()) };
}

const normOf = (t: readonly Ratio[]): number => Math.sqrt(t.reduce((total, entry) => total + toNumber(entry) ** 2, 0));

interface Case {
  readonly bar: number | null;
  /** ||t - t*||, the difference taken in rationals. */
  readonly distance: number;
  readonly norm: Measurement;
  readonly exactNorm: number;
}

function caseOf(trial: number, gap: number, noise: number): Case | null {
  const { x, y } = nearlyDependent(trial, gap, noise);
  const data = dataOf(x, y);
  const predictor = bestLinearPredictor(data, loss("squared"));
  if (predictor.kind !== "attained") return null;
  const exact = exactSolution(x, y);
  const distance = normOf(exact.map((entry, j) => minus(exactly(predictor.t[j]!), entry)));
  const norm = linearNorm.measure(dataContext(data, loss("squared"), 1, 1));
  return { bar: predictorError(data, loss("squared"), predictor), distance, norm, exactNorm: normOf(exact) };
}

const cases = Array.from({ length: 15 }, (_, power) => 10 ** -power).flatMap((gap) =>
  [0, 0.01, 1].flatMap((noise) => [0, 1, 2].map((trial) => ({ gap, found: caseOf(trial, gap, noise) }))),
);

describe("squared loss, against rational arithmetic", () => {
  it("covers the distance to t* and the error of ||t*||, wherever there is a bar", () => {
    for (const { gap, found } of cases) {
      if (!found || found.bar === null) continue;
      expect(found.distance, `gap ${gap}`).toBeLessThanOrEqual(found.bar);
      expect(found.norm.value, `gap ${gap}`).not.toBeNull();
      if (found.norm.value !== null)
        expect(Math.abs(found.norm.value - found.exactNorm), `gap ${gap}`).toBeLessThanOrEqual(found.norm.error);
    }
  });

  it("is needed: rounding of the norm alone is too little at bad conditions", () => {
    const missed = cases.filter(({ found }) => found && found.distance > 50 * 2 ** -53 * found.exactNorm);
    expect(missed.length).toBeGreaterThan(20);
  });

  it("is tight where the inputs are well conditioned, and wide or absent where they are hopeless", () => {
    const bars = (from: number, to: number) =>
      cases.flatMap(({ gap, found }) => (gap <= from && gap >= to && found ? [found] : []));
    for (const { bar, exactNorm } of bars(1, 0.1)) expect(bar).toBeLessThan(1e-9 * (1 + exactNorm));
    for (const { bar } of bars(1e-9, 1e-20)) expect(bar ?? Number.POSITIVE_INFINITY).toBeGreaterThan(1e-3);
    expect(bars(1e-2, 1e-4).filter(({ bar }) => bar !== null).length).toBeGreaterThan(15);
  });
});

describe("other losses, at data made for a minimiser", () => {
  // every input occurs with the residuals r and -r, whose slopes cancel
  const pairs = (x: readonly (readonly number[])[], t: readonly number[], r: number): Data => {
    const value = (row: readonly number[]): number => row.reduce((sum, entry, j) => sum + entry * t[j]!, 0);
    return dataOf([...x, ...x], [...x.map((row) => value(row) + r), ...x.map((row) => value(row) - r)]);
  };
  const inputs = (gap: number): number[][] => [
    [1, 0, 1],
    [0, 1, 1 + gap],
    [1, 1, 2],
    [2, -1, 1 - gap],
  ];
  const t = [3, -5, 4];

  it.each(["squared", "huber", "pseudo-huber"])("%s", (name) => {
    for (const r of [0, 0.5])
      for (const gap of [1, 2 ** -6, 2 ** -12, 2 ** -18]) {
        const data = pairs(inputs(gap), t, r);
        const predictor = bestLinearPredictor(data, loss(name));
        if (predictor.kind !== "attained") throw new Error(`${name}, gap ${gap}: ${predictor.kind}`);
        const bar = predictorError(data, loss(name), predictor);
        const distance = Math.sqrt(t.reduce((sum, entry, j) => sum + (entry - predictor.t[j]!) ** 2, 0));
        expect(bar, `gap ${gap}, r ${r}`).not.toBeNull();
        expect(distance, `gap ${gap}, r ${r}`).toBeLessThanOrEqual(bar!);
        if (gap === 1) expect(bar).toBeLessThan(1e-11);
      }
  });

  it("logistic: opposite labels at every input have t* = 0", () => {
    const x = inputs(1);
    const data = dataOf([...x, ...x], [...x.map(() => 1), ...x.map(() => -1)]);
    const predictor = bestLinearPredictor(data, loss("logistic"));
    if (predictor.kind !== "attained") throw new Error(predictor.kind);
    const off = { ...predictor, t: Float64Array.of(1e-4, -5e-5, 2e-4) };
    expect(predictorError(data, loss("logistic"), off)).toBeGreaterThanOrEqual(Math.hypot(1e-4, 5e-5, 2e-4));
    expect(predictorError(data, loss("logistic"), predictor)).toBeLessThan(1e-12);
  });

  it("pseudo-Huber: a curvature that falls off on the way to t* is not taken for granted", () => {
    // at t = 0 slope -0.6 and curvature 0.4, but t* is near 99
    const data = dataOf([[1], [1], [1], [1], [1]], [0, 0, 100, 100, 100]);
    const predictor = bestLinearPredictor(data, loss("pseudo-huber"));
    if (predictor.kind !== "attained") throw new Error(predictor.kind);
    expect(predictor.t[0]).toBeGreaterThan(90);
    const off = { ...predictor, t: Float64Array.of(0) };
    expect(predictorError(data, loss("pseudo-huber"), off) ?? Number.POSITIVE_INFINITY).toBeGreaterThan(90);
  });

  it("inputs that are independent by one unit in the last place: no bar on the span of what floats can see", () => {
    const tiny = 2 ** -52;
    const data = dataOf(
      [
        [1, 1],
        [1, 1 + tiny],
        [2, 2],
      ],
      [0, tiny, 0],
    );
    const predictor = { kind: "attained", t: new Float64Array(2), risk: 0, lowerBound: 0, error: 0, norm: 0 } as const;
    expect(predictorError(data, loss("squared"), predictor)).toBeNull();
  });

  it("Huber beyond its quadratic zone: a minimiser that is not unique has no bar", () => {
    // slopes -1 and 1 for every t between the labels
    const data = dataOf([[1], [1]], [-10, 10]);
    const predictor = bestLinearPredictor(data, loss("huber"));
    if (predictor.kind !== "attained") throw new Error(predictor.kind);
    expect(predictorError(data, loss("huber"), predictor)).toBeNull();
    expect(linearNorm.measure(dataContext(data, loss("huber"), 1, 1)).value).toBeNull();
  });

  it("dependent inputs: the shortest minimiser, and a predictor that leaves their span is seen to", () => {
    // t.x = 5 on (3, 4): the shortest is (3, 4) / 5, to which (4, -3) may be added for nothing
    const data = dataOf(
      [
        [3, 4],
        [6, 8],
      ],
      [5, 10],
    );
    const predictor = bestLinearPredictor(data, loss("squared"));
    if (predictor.kind !== "attained") throw new Error(predictor.kind);
    const bar = predictorError(data, loss("squared"), predictor)!;
    expect(bar).toBeLessThan(1e-13);
    expect(Math.hypot(predictor.t[0]! - 0.6, predictor.t[1]! - 0.8)).toBeLessThanOrEqual(bar);
    const off = { ...predictor, t: Float64Array.of(0.6 + 0.04, 0.8 - 0.03) };
    expect(predictorError(data, loss("squared"), off)).toBeGreaterThanOrEqual(0.05 * (1 - 1e-12));
  });

  it("several outputs", () => {
    const data: Data = { ...dataOf([[1], [2]], [0, 0]), outputs: 2, y: Float64Array.of(3, -1, 6, -2) };
    const predictor = bestLinearPredictor(data, loss("squared"));
    if (predictor.kind !== "attained") throw new Error(predictor.kind);
    expect(predictorError(data, loss("squared"), predictor)).toBeLessThan(1e-13);
    const off = { ...predictor, t: Float64Array.of(3.3, -1.4) };
    expect(predictorError(data, loss("squared"), off)).toBeGreaterThanOrEqual(0.5 * (1 - 1e-12));
  });
});

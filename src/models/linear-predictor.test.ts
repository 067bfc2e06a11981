/** Best linear predictors: exact known answers, bounds by other routes, and invariance under what cannot matter. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cholesky, choleskySolve } from "../numerics/cholesky.ts";
import { stream } from "../numerics/random.ts";
import type { Data } from "./data.ts";
import { type AttainedPredictor, bestLinearPredictor, type SeparablePredictor } from "./linear-predictor.ts";
import type { Loss } from "./loss.ts";
import { losses } from "./losses/index.ts";
import { linear } from "./losses/linear.ts";

const { squared, logistic, huber, "pseudo-huber": pseudoHuber } = losses as Record<string, Loss>;
const everyConvexLoss = Object.entries(losses).filter(([, loss]) => loss.convex);

function dataOf(
  x: readonly (readonly number[])[],
  y: readonly (number | readonly number[])[],
  weights?: readonly number[],
): Data {
  const labels = y.map((label) => (typeof label === "number" ? [label] : label));
  return {
    samples: x.length,
    dimension: x[0]!.length,
    outputs: labels[0]!.length,
    x: Float64Array.from(x.flat()),
    y: Float64Array.from(labels.flat()),
    weights: Float64Array.from(weights ?? x.map(() => 1 / x.length)),
  };
}

function attained(data: Data, loss: Loss | undefined): AttainedPredictor {
  const predictor = bestLinearPredictor(data, loss!);
  if (predictor.kind !== "attained") throw new Error(predictor.reason);
  return predictor;
}

function separable(data: Data): SeparablePredictor {
  const predictor = bestLinearPredictor(data, logistic!);
  if (predictor.kind !== "separable") throw new Error(predictor.kind);
  return predictor;
}

/** R(t), plainly. */
function riskOf({ samples, dimension, x, y, weights }: Data, loss: Loss, t: ArrayLike<number>): number {
  let risk = 0;
  for (let i = 0; i < samples; i++) {
    let p = 0;
    for (let j = 0; j < dimension; j++) p += t[j]! * x[i * dimension + j]!;
    risk += weights[i]! * loss.value(p, y[i]!);
  }
  return risk;
}

/** Random data that no direction separates: every input appears with both labels. */
function randomData(seed: number, dimension: number, pairs: number): Data {
  const normals = stream(seed, "linear-predictor");
  const x = Array.from({ length: pairs }, () => [...normals.normals(dimension)]);
  return dataOf(
    [...x, ...x],
    [...x.map(() => 1), ...x.map(() => -1)],
    [...normals.normals(2 * pairs)].map((w) => w * w + 0.1),
  );
}

const four = [
  [1, 0],
  [0, 1],
  [1, 1],
  [-1, 2],
];

describe("known answers", () => {
  const cases: [string, Data, Loss, number[], number][] = [
    ["four points, squared", dataOf(four, [1, -1, 2, 0.5]), squared!, [1, 1 / 2], 11 / 16],
    [
      "four points, logistic",
      dataOf(four, [1, -1, -1, 1]),
      logistic!,
      [-0.7403090673163115, -0.12884205084276476],
      0.6479850959237512,
    ],
    ["three points on a line", dataOf([[-1], [1], [2]], [-1, -1, 3]), squared!, [1], 5 / 3],
    [
      "six points on a line",
      dataOf([[-5], [-2], [-1], [1], [4], [5]], [2, 6, 5, 8, -36, -46]),
      squared!,
      [-131 / 24],
      11167 / 48,
    ],
    ["two points, Huber", dataOf([[1], [2]], [5, 5]), huber!, [11 / 4], 15 / 16],
    ["two points, squared", dataOf([[1], [2]], [1, 1]), squared!, [3 / 5], 1 / 10],
    ["labels a line gives", dataOf([[1], [2], [3]], [2, 4, 6]), pseudoHuber!, [2], 0],
    ["a flat point of Huber", dataOf([[1], [1]], [-9, 9]), huber!, [0], 17 / 2],
  ];

  it.each(cases)("%s", (_, data, loss, t, risk) => {
    const best = attained(data, loss);
    for (const [j, expected] of t.entries())
      expect(Math.abs(best.t[j]! - expected)).toBeLessThan(1e-14 * (1 + Math.abs(expected)));
    expect(Math.abs(best.risk - risk)).toBeLessThanOrEqual(best.error);
    expect(Math.abs(best.risk - risk)).toBeLessThan(1e-15 * (1 + risk));
    expect(best.lowerBound).toBeLessThanOrEqual(risk);
    expect(best.error).toBeLessThan(1e-13 * (1 + risk));
  });

  it("needs no linear part where labels are orthogonal to the inputs", () => {
    const best = attained(dataOf([[1], [-1]], [1, 1]), squared);
    expect([best.norm, best.risk]).toEqual([0, 1]);
  });

  it("sums the risks of several outputs", () => {
    const best = attained(
      dataOf(four, [
        [1, 2],
        [-1, -2],
        [2, 4],
        [0.5, 1],
      ]),
      squared,
    );
    expect([...best.t]).toEqual([1, 0.5, 2, 1].map((entry) => expect.closeTo(entry, 14)));
    expect(best.risk).toBeCloseTo(5 * (11 / 16), 14);
    expect(bestLinearPredictor(dataOf([[1]], [[1, 2]]), huber!)).toMatchObject({ kind: "failed" });
  });
});

describe("least squares", () => {
  it("agrees with the normal equations", () => {
    const law = (seed: number, dimension: number): void => {
      const data = randomData(seed, dimension, 8);
      const y = data.y.map((label, i) => label * i);
      const gram = new Float64Array(dimension * dimension);
      const right = new Float64Array(dimension);
      for (let i = 0; i < data.samples; i++)
        for (let j = 0; j < dimension; j++) {
          const weighted = data.weights[i]! * data.x[i * dimension + j]!;
          right[j] = right[j]! + weighted * y[i]!;
          for (let k = 0; k < dimension; k++)
            gram[j * dimension + k] = gram[j * dimension + k]! + weighted * data.x[i * dimension + k]!;
        }
      const factor = cholesky(gram, dimension);
      if (!factor.ok) throw new Error("the normal equations are singular");
      const t = choleskySolve(factor.l, dimension, right);
      for (const [j, entry] of attained({ ...data, y }, squared).t.entries()) expect(entry).toBeCloseTo(t[j]!, 9);
    };
    fc.assert(fc.property(fc.nat(1e6), fc.integer({ min: 1, max: 5 }), law), { seed: 1809, numRuns: 40 });
  });

  it("takes the shortest minimiser when inputs are dependent", () => {
    // predictions see t_1 + 10 t_2 = 5 only; the shortest such t is 5 (1, 10)/101
    const best = attained(
      dataOf(
        [
          [1, 10],
          [2, 20],
        ],
        [5, 10],
      ),
      squared,
    );
    expect([...best.t]).toEqual([expect.closeTo(5 / 101, 15), expect.closeTo(50 / 101, 15)]);
    // more inputs than samples: t = x y / |x|^2
    const wide = attained(dataOf([[3, 0, 4000]], [1]), squared);
    expect([...wide.t]).toEqual([3, 0, 4000].map((entry) => expect.closeTo(entry / 16000009, 18)));
    expect(wide.risk).toBeLessThan(1e-28);
  });

  it("keeps a column however small its unit", () => {
    const best = attained(
      dataOf(
        [
          [1e-30, 1],
          [2e-30, 0],
          [0, 1],
        ],
        [3, 4, 1],
      ),
      squared,
    );
    expect([best.t[0]! / 2e30, best.t[1]]).toEqual([expect.closeTo(1, 14), expect.closeTo(1, 14)]);
  });
});

describe.each(everyConvexLoss)("%s", (_, loss) => {
  const seeds = fc.nat(1e6);
  const runs = { seed: 1949, numRuns: 25 };
  const labelled = (seed: number, dimension: number): Data => {
    const data = randomData(seed, dimension, 7);
    return loss.labels === "signs" ? data : { ...data, y: data.y.map((label, i) => label * (i % 5)) };
  };

  it("lies below the risk of every other predictor, and above its dual bound", () => {
    const law = (seed: number, dimension: number): void => {
      const data = labelled(seed, dimension);
      const best = attained(data, loss);
      expect(best.lowerBound).toBeLessThanOrEqual(best.risk);
      expect(best.error).toBeLessThan(1e-12 * (1 + best.risk));
      expect(riskOf(data, loss, best.t)).toBeCloseTo(best.risk, 12);
      const normals = stream(seed, "perturbation");
      for (const size of [1e-6, 1e-3, 0.1, 1, 100]) {
        const t = best.t.map((entry) => entry + size * normals.normal());
        expect(riskOf(data, loss, t)).toBeGreaterThanOrEqual(best.lowerBound);
      }
    };
    fc.assert(fc.property(seeds, fc.integer({ min: 1, max: 5 }), law), runs);
  });

  it("agrees with ternary search in dimension 1", () => {
    const law = (seed: number): void => {
      const data = labelled(seed, 1);
      let [low, high] = [-1e3, 1e3];
      for (let step = 0; step < 200; step++) {
        const third = (high - low) / 3;
        if (riskOf(data, loss, [low + third]) < riskOf(data, loss, [high - third])) high -= third;
        else low += third;
      }
      expect(riskOf(data, loss, [low])).toBeCloseTo(attained(data, loss).risk, 11);
    };
    fc.assert(fc.property(seeds, law), runs);
  });

  it("is invariant under invertible maps of the inputs, to which t transforms contrarily", () => {
    const law = (seed: number): void => {
      const data = labelled(seed, 3);
      // x -> A x with A = D (I + N): scales from 1e-5 to 1e6 and a shear
      const map = (row: Float64Array): number[] => [
        1e-5 * row[0]!,
        7 * (row[1]! + 2 * row[0]!),
        1e6 * (row[2]! - row[1]!),
      ];
      const rows = Array.from({ length: data.samples }, (_, i) => map(data.x.subarray(3 * i, 3 * i + 3)));
      const [best, moved] = [attained(data, loss), attained({ ...data, x: Float64Array.from(rows.flat()) }, loss)];
      expect(Math.abs(moved.risk - best.risk)).toBeLessThanOrEqual(moved.error + best.error);
      // t.x = t'.A x, so t = A^T t'
      const back = [1e-5 * moved.t[0]! + 14 * moved.t[1]!, 7 * moved.t[1]! - 1e6 * moved.t[2]!, 1e6 * moved.t[2]!];
      if (loss.smooth) for (const [j, entry] of back.entries()) expect(entry).toBeCloseTo(best.t[j]!, 6);
    };
    fc.assert(fc.property(seeds, law), runs);
  });

  it("counts a weight like a repetition and ignores weight 0", () => {
    const x = [
      [1, 2],
      [-1, 1],
      [0.5, -3],
      [1, 2],
      [-1, 1],
    ];
    const y = [1, 1, -1, -1, -1];
    const weighted = attained(dataOf(x, y, [0.2, 0.2, 0.2, 0.3, 0.1]), loss);
    const repeat = <T>(items: readonly T[]): T[] =>
      items.flatMap((item, i) => Array<T>([2, 2, 2, 3, 1][i]!).fill(item));
    expect(weighted.risk).toBeCloseTo(attained(dataOf(repeat(x), repeat(y)), loss).risk, 14);
    const silent = attained(dataOf([...x, [1e9, 1]], [...y, 1], [0.2, 0.2, 0.2, 0.3, 0.1, 0]), loss);
    expect([silent.risk, ...silent.t]).toEqual([weighted.risk, ...weighted.t]);
  });

  it("copes with inputs that are all zero", () => {
    const best = attained(
      dataOf(
        [
          [0, 0],
          [0, 0],
        ],
        [1, -1],
      ),
      loss,
    );
    expect([best.norm, best.risk]).toEqual([0, loss.value(0, 1)]);
  });

  it("copes with labels far away", () => {
    if (loss.labels === "signs") return;
    const data = labelled(5, 3);
    for (const scale of [1e3, 1e6]) {
      const best = attained({ ...data, y: data.y.map((label) => scale * label) }, loss);
      expect(best.error).toBeLessThan(1e-12 * best.risk);
    }
  });
});

describe("separable samples", () => {
  it("have infimum 0 and a direction with positive margins", () => {
    const law = (seed: number, dimension: number): void => {
      const data = randomData(seed, dimension, 6);
      const u = stream(seed, "u").normals(dimension);
      const score = (i: number): number => u.reduce((sum, entry, j) => sum + entry * data.x[i * dimension + j]!, 0);
      const labels = data.y.map((_, i) => Math.sign(score(i)));
      const { direction, risk, error, norm } = separable({ ...data, y: labels });
      expect([risk, error, norm]).toEqual([0, 0, null]);
      for (let i = 0; i < data.samples; i++) {
        const margin = labels[i]! * direction.reduce((sum, entry, j) => sum + entry * data.x[i * dimension + j]!, 0);
        expect(margin).toBeGreaterThan(0);
      }
      expect(
        riskOf(
          { ...data, y: labels },
          logistic!,
          direction.map((entry) => 1e12 * entry),
        ),
      ).toBeLessThan(1e-9);
    };
    fc.assert(fc.property(fc.nat(1e6), fc.integer({ min: 1, max: 5 }), law), { seed: 1957, numRuns: 40 });
  });

  it("leave the infimum of the undecided points when some margins are zero", () => {
    // e_2 separates the third point and leaves a fair coin along e_1
    const { direction, risk, lowerBound, reason } = separable(
      dataOf(
        [
          [1, 0],
          [1, 0],
          [0, 1],
        ],
        [1, -1, 1],
      ),
    );
    expect([...direction]).toEqual([0, 1]);
    expect(risk).toBeCloseTo((2 / 3) * Math.LN2, 15);
    expect(lowerBound).toBeLessThanOrEqual((2 / 3) * Math.LN2);
    expect(reason).toMatch(/separates the 3 points, 2 of them with margin zero/);
  });

  it("are found exactly when integer arithmetic finds them, in dimension 2", () => {
    const integer = fc.integer({ min: -2, max: 2 });
    const points = fc.array(fc.tuple(integer, integer, fc.constantFrom(-1, 1)), { minLength: 1, maxLength: 7 });
    const law = (sample: [number, number, number][]): void => {
      const signed = sample.map(([a, b, y]) => [y * a, y * b] as const);
      // If some direction separates, so does one along or across a point: an extreme ray of the cone, or its only line.
      const rays = signed.flatMap(
        ([a, b]) =>
          [
            [-b, a],
            [b, -a],
            [a, b],
            [-a, -b],
          ] as const,
      );
      const margins = rays.map(([u, v]) => signed.map(([a, b]) => a * u + b * v));
      const expected = margins.some((row) => row.every((m) => m >= 0) && row.some((m) => m > 0));
      const data = dataOf(
        sample.map(([a, b]) => [a, b]),
        sample.map(([, , y]) => y),
      );
      expect(bestLinearPredictor(data, logistic!).kind).toBe(expected ? "separable" : "attained");
    };
    fc.assert(fc.property(points, law), { seed: 1958, numRuns: 300 });
  });

  it("are told from samples that only look separable", () => {
    // one point in a thousandth of the weight against the rest: minimiser at t = ln(999)
    const data = dataOf([[1], [1]], [1, -1], [0.999, 0.001]);
    expect(attained(data, logistic).t[0]).toBeCloseTo(Math.log(999), 10);
    // the same with a huge margin: inputs 40 and 1 pull against each other, t solves 40 s(-40 t) = s(t)
    const far = attained(dataOf([[40], [1]], [1, -1]), logistic);
    expect(40 / (1 + Math.exp(40 * far.t[0]!))).toBeCloseTo(1 / (1 + Math.exp(-far.t[0]!)), 12);
  });
});

describe("inputs that depend on each other within rounding", () => {
  const a = [1, 1, -1, -1];
  const q = [1, -1, 1, -1];
  const y = [2, -2, 0, 0];

  it("bars hold the infimum with what is hidden there and without", () => {
    // (a, a + 2^-50 q) spans a and q, which are orthogonal; y = q + (1, -1, -1, 1): R_lin = 1, and 2 where q counts as rounding
    const hidden = bestLinearPredictor(
      dataOf(
        a.map((x, i) => [x, x + 2 ** -50 * q[i]!]),
        y,
      ),
      squared!,
    );
    if (hidden.kind !== "doubtful") throw new Error(hidden.kind);
    expect(hidden.risk).toBeCloseTo(2, 13);
    expect(hidden.risk - hidden.error).toBeLessThanOrEqual(1);
    expect(hidden.reason).toMatch(/dependent within rounding but not exactly/);
  });

  it("hold it where floats still see the direction", () => {
    const seen = attained(
      dataOf(
        a.map((x, i) => [x, x + 2 ** -34 * q[i]!]),
        y,
      ),
      squared,
    );
    expect(Math.abs(seen.risk - 1)).toBeLessThanOrEqual(seen.error);
    // |t| = 2^34.5: some dozens of roundings of that size
    expect(seen.error).toBeLessThan(2 ** (34 - 52 + 6));
  });

  it("stay tight where the dependence is exact", () => {
    const same = attained(
      dataOf(
        a.map((x) => [x, 3 * x, 0]),
        y,
      ),
      squared,
    );
    expect(Math.abs(same.risk - 2)).toBeLessThanOrEqual(same.error);
    expect(same.error).toBeLessThan(1e-13);
  });

  it.each([34, 40, 44, 50])("x_3 = x_1 + x_2 + 2^-%d y: the infimum is 0", (bits) => {
    const best = bestLinearPredictor(
      dataOf(
        steep.map(([u, v, w]) => [u, v, u + v + 2 ** -bits * w]),
        steep.map(([, , w]) => w),
      ),
      squared!,
    );
    if (best.kind !== "attained" && best.kind !== "doubtful") throw new Error(best.kind);
    expect(best.risk).toBeLessThanOrEqual(best.error);
  });

  it("carry the errors of the inputs", () => {
    // t = 1 fits x = y; inputs off by e may leave 2 |t| e |r| and e^2 |t|^2 of risk
    const x = [1, 2, 3];
    const exact = bestLinearPredictor(
      dataOf(
        x.map((entry) => [entry]),
        [1, 2, 4],
      ),
      squared!,
    );
    const off = bestLinearPredictor(
      dataOf(
        x.map((entry) => [entry]),
        [1, 2, 4],
      ),
      squared!,
      { errors: new Float64Array(3).fill(1e-6), rank: () => 1 },
    );
    if (exact.kind !== "attained" || off.kind !== "attained") throw new Error(off.kind);
    expect(exact.error).toBeLessThan(1e-13);
    for (const shift of [
      [1e-6, 1e-6, -1e-6],
      [-1e-6, 1e-6, 1e-6],
      [1e-6, -1e-6, 1e-6],
    ]) {
      const moved = attained(
        dataOf(
          x.map((entry, i) => [entry + shift[i]!]),
          [1, 2, 4],
        ),
        squared,
      );
      expect(Math.abs(moved.risk - off.risk)).toBeLessThanOrEqual(off.error);
      expect(Math.abs(moved.risk - off.risk)).toBeGreaterThan(exact.error);
    }
    expect(off.error).toBeLessThan(1e-5);
  });

  it("hold where a direction leaves points undecided only up to rounding", () => {
    // margin 2^-45 of the fair coin's points along e_2: separable by (2^-45 t, 1), so the infimum is 0, far away
    const data = dataOf(
      [
        [1, 2 ** -45],
        [1, -(2 ** -45)],
        [0, 1],
      ],
      [1, -1, 1],
    );
    const best = bestLinearPredictor(data, logistic!);
    if (best.kind === "failed") throw new Error(best.reason);
    expect(best.risk - best.error).toBeLessThanOrEqual(0);
  });
});

/** x_1, x_2 and y, integers. */
const steep = [
  [-8, -3, -6],
  [1, 1, 0],
  [-7, 0, -7],
  [9, -7, -2],
  [6, 1, 3],
] as const;

describe("refusals", () => {
  it("reports a risk without lower bound", () => {
    expect(bestLinearPredictor(dataOf([[1]], [1]), linear)).toMatchObject({ kind: "failed" });
  });

  it("reports data that are not finite and weights that are all zero", () => {
    expect(bestLinearPredictor(dataOf([[Infinity]], [1]), squared!)).toMatchObject({
      reason: "the data are not finite",
    });
    expect(bestLinearPredictor(dataOf([[1]], [1], [0]), squared!)).toMatchObject({
      reason: "no sample has a positive weight",
    });
  });
});

import { describe, expect, it } from "vitest";
import type { PointFile } from "../../models/point.ts";
import type { Measurements } from "../measurement.ts";
import { replay } from "./replay.ts";

const valuesOf = (found: Measurements): Record<string, number | null> =>
  Object.fromEntries(Object.entries(found).map(([name, measurement]) => [name, measurement.value]));

// Second moment diag(1, 2, 3): x = sqrt(3 k) e_k, three samples.
const axes = [1, 2, 3].map((k) => [1, 2, 3].map((j) => (j === k ? Math.sqrt(3 * k) : 0)));

/** Keeps the inputs along the axes in `kept`, with two hidden units. */
function autoencoder(kept: readonly number[]): PointFile {
  const row = (unit: number): number[] => [1, 2, 3].map((j) => (kept[unit] === j ? 1 : 0));
  const encoder = [row(0), row(1)];
  const decoder = [0, 1, 2].map((i) => encoder.map((line) => line[i]!));
  return {
    format: "depthproof-point/1",
    loss: "squared",
    data: { x: axes, y: axes },
    architecture: { kind: "autoencoder", depth: 2, dimension: 3 },
    parameters: { W: [encoder, decoder] },
  };
}

describe("linear autoencoder, spectrum 1, 2, 3, two units", () => {
  // Keeping I: risk = sum of the lost eigenvalues; index = larger lost ones per kept one + (2 - |I|)(3 - |I|).
  const cases: readonly (readonly [readonly number[], number, number])[] = [
    [[3, 2], 1, 0],
    [[3, 1], 2, 1],
    [[2, 1], 3, 2],
    [[3], 3, 2],
    [[1], 5, 4],
    [[], 6, 6],
  ];
  it.each(cases)("kept %j: risk %d, index %d", (kept, risk, index) => {
    const found = replay(autoencoder(kept), ["risk", "index", "gradient_norm", "lambda_min"]);
    expect(found.risk!.value).toBeCloseTo(risk, 12);
    expect(found.gradient_norm!.value).toBeLessThan(1e-14);
    expect(found.index).toEqual({ value: index, error: 0, grade: "exact" });
    if (index === 0) expect(found.lambda_min).toEqual({ value: 0, error: 0, grade: "exact" });
  });
});

describe("linear residual", () => {
  // tau = 1: (I + A_1) = (I + A_2) = 0 and targets 2x: gradient 0, f - C = 4 d for unit second moment.
  const point: PointFile = {
    format: "depthproof-point/1",
    loss: "squared",
    data: {
      x: [
        [Math.SQRT2, 0],
        [0, Math.SQRT2],
      ],
      y: [
        [2 * Math.SQRT2, 0],
        [0, 2 * Math.SQRT2],
      ],
    },
    architecture: { kind: "linear-residual", depth: 2, dimension: 2 },
    parameters: {
      W: [
        [
          [-1, 0],
          [0, -1],
        ],
        [
          [-1, 0],
          [0, -1],
        ],
      ],
    },
  };

  it("is critical with risk 4 d at A = -I", () => {
    const names = [
      "risk",
      "gradient_norm",
      "linear_risk",
      "displacement",
      "block_lipschitz_product",
      "gradient_norm_w",
    ];
    const found = valuesOf(replay(point, names));
    expect(found.risk).toBeCloseTo(8, 12);
    expect(found.gradient_norm).toBe(0);
    expect(found.linear_risk).toBeCloseTo(0, 12);
    expect(found.displacement).toBeCloseTo(Math.SQRT2, 12);
    expect(found.block_lipschitz_product).toBeCloseTo(4, 12);
    expect(found.gradient_norm_w).toBeNull();
  });
});

describe("fully connected", () => {
  // Six points on y = relu(x - 2): the net fits them exactly, a line does not (risk 19/105).
  const point: PointFile = {
    format: "depthproof-point/1",
    loss: "squared",
    data: { x: [0, 1, 2.5, 3, 4, 5].map((x) => [x]), y: [0, 0, 0.5, 1, 2, 3] },
    architecture: { kind: "fully-connected", depth: 2, dimension: 1, activation: "relu", bias: true, width: 1 },
    parameters: { W: [[[1]], [[1]]], b: [[-2], [0]] },
  };

  it("interpolates: risk 0, a flat minimum, worse affine predictor", () => {
    const found = replay(point, ["risk", "lambda_min", "linear_risk", "nullity_u", "kink_margin"]);
    expect(found.risk!.value).toBe(0);
    expect(found.lambda_min).toEqual({ value: 0, error: 0, grade: "exact" });
    expect(found.linear_risk!.value).toBeGreaterThan(0.1);
    expect(found.nullity_u!.value).toBeNull();
    expect(found.kink_margin!.value).toBeCloseTo(0.5 / (2.5 + 2), 12);
  });
});

/** Two residual blocks with inner nets d -> 2 -> 1. */
function deepBlocks(shift: number): PointFile {
  const v = [[0.5], [-0.25 + shift]];
  return {
    format: "depthproof-point/1",
    loss: "pseudo-huber",
    data: {
      x: [
        [1, 2],
        [-1, 0.5],
        [0.25, -1],
      ],
      y: [1, -1, 0.5],
      weights: [1, 2, 1],
    },
    architecture: {
      kind: "residual",
      depth: 2,
      dimension: 2,
      block: { hidden: [2, 1], activation: "softplus", bias: true },
      tie: [["V/0", "V/1"]],
    },
    parameters: {
      w: [1, 0.5],
      U: [
        [
          [0.5, 1],
          [-1, 0.25],
        ],
        [
          [1, 0],
          [0.5, 0.5],
        ],
      ],
      b: [
        [0.1, 0.2],
        [0, -0.3],
      ],
      inner: [[[[1, -1]]], [[[0.5, 2]]]],
      "inner-b": [[[0.3]], [[-0.1]]],
      V: [v, v],
    },
  };
}

describe("inner nets of several layers, tied outer matrices, weights", () => {
  const softplus = (s: number): number => Math.log1p(Math.exp(s));

  it("risk agrees with the formula written out", () => {
    const { data, parameters } = deepBlocks(0);
    const {
      U,
      b,
      inner,
      "inner-b": innerB,
    } = parameters as unknown as {
      U: number[][][];
      b: number[][];
      inner: number[][][][];
      "inner-b": number[][][];
    };
    const losses = data.x.map((x, i) => {
      let h = [...x];
      for (const l of [0, 1]) {
        const hidden = U[l]!.map((row, j) => softplus(row[0]! * h[0]! + row[1]! * h[1]! + b[l]![j]!));
        const phi = softplus(
          inner[l]![0]![0]![0]! * hidden[0]! + inner[l]![0]![0]![1]! * hidden[1]! + innerB[l]![0]![0]!,
        );
        h = [h[0]! + 0.5 * phi, h[1]! - 0.25 * phi];
      }
      return Math.sqrt(1 + (h[0]! + 0.5 * h[1]! - (data.y[i] as number)) ** 2) - 1;
    });
    expect(replay(deepBlocks(0), ["risk"]).risk!.value).toBeCloseTo((losses[0]! + 2 * losses[1]! + losses[2]!) / 4, 13);
  });

  it("a shared V is one parameter: the gradient is the derivative of moving both copies", () => {
    const risk = (shift: number): number => replay(deepBlocks(shift), ["risk"]).risk!.value!;
    const difference = (risk(1e-5) - risk(-1e-5)) / 2e-5;
    const gradient = replay(deepBlocks(0), ["gradient_norm"]).gradient_norm!.value!;
    expect(Math.abs(difference)).toBeLessThan(gradient + 1e-9);
  });
});

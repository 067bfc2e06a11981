/** What a change of description may not change: order and repetition of samples, identity blocks, coordinates, scale. */
import { describe, expect, it } from "vitest";
import type { Data } from "../../src/models/data.ts";
import { float64Evaluator } from "../../src/models/engines/float64.ts";
import type { ParameterBlock, Program } from "../../src/models/program.ts";
import { type Stream, stream } from "../../src/numerics/random.ts";
import type { Measured, Measurements } from "../../src/verifiers/measurement.ts";
import { allNames, compiled, type Instance, measureAll, randomInstance } from "./random-instance.ts";

const trials = 24;
const smooth = ["tanh", "softplus", "silu", "sigmoid", "relu", "identity"] as const;

const instanceOf = (label: string, trial: number): Instance =>
  randomInstance(stream(7, `${label}/${trial}`), { activation: smooth[trial % smooth.length]! });

const withData = ({ spec, evaluator, theta }: Instance, data: Data): Instance => ({
  spec,
  evaluator: float64Evaluator({ ...evaluator.problem, data }),
  theta,
});

/** Names whose values differ by more than both error bars and 1e-11 of the expected size. */
function changed(
  before: Measurements,
  after: Measurements,
  names: readonly string[],
  factor: (name: string) => number = () => 1,
): string[] {
  return names.flatMap((name) => {
    const [a, b] = [before[name]!, after[name]!];
    if (a.value === null || b.value === null) return a.value === b.value ? [] : [`${name}: one is absent`];
    const expected = factor(name) * a.value;
    const allowed = factor(name) * a.error + b.error + 1e-11 * Math.abs(expected);
    return Math.abs(b.value - expected) <= allowed ? [] : [`${name}: ${expected} became ${b.value}`];
  });
}

/** Samples in the order of `source`, repetitions sharing the weight. */
function resampled(data: Data, source: readonly number[]): Data {
  const { dimension: d } = data;
  const share = data.samples / source.length;
  return {
    ...data,
    samples: source.length,
    x: Float64Array.from(source.flatMap((i) => [...data.x.subarray(i * d, (i + 1) * d)])),
    y: Float64Array.from(source, (i) => data.y[i]!),
    weights: Float64Array.from(source, (i) => share * data.weights[i]!),
  };
}

describe("samples", () => {
  // the norm of the whole input matrix and the number of samples do count repetitions
  const names = allNames.filter((name) => name !== "samples" && name !== "frobenius_x");

  it("in another order give the same quantities", () => {
    for (let trial = 0; trial < trials; trial++) {
      const instance = instanceOf("order", trial);
      const { data } = instance.evaluator.problem;
      const order = [...stream(8, `order/${trial}`).permutation(data.samples)];
      const after = measureAll(withData(instance, resampled(data, order)));
      expect(changed(measureAll(instance), after, allNames)).toEqual([]);
    }
  });

  it("repeated with shared weights give the same quantities", () => {
    for (let trial = 0; trial < trials; trial++) {
      const instance = instanceOf("repeat", trial);
      const { data } = instance.evaluator.problem;
      const once = [...Array(data.samples).keys()];
      const after = measureAll(withData(instance, resampled(data, [...once, ...once])));
      expect(changed(measureAll(instance), after, names)).toEqual([]);
    }
  });
});

/** theta in the program with one more block: V_{L+1} = 0, U_{L+1} = 0. */
function withIdentityBlock({ spec, evaluator, theta }: Instance): Instance {
  const { program, data } = evaluator.problem;
  const deeper = compiled(spec, program.depth + 1, program.dimension, data.outputs);
  const longer = new Float64Array(deeper.size);
  const places = new Map(deeper.blocks.map((block) => [block.name, block]));
  for (const block of program.blocks)
    longer.set(theta.subarray(block.offset, block.offset + block.rows * block.columns), places.get(block.name)!.offset);
  return { spec, evaluator: float64Evaluator({ ...evaluator.problem, program: deeper }), theta: longer };
}

describe("an appended identity block", () => {
  const spec = (activation: string, width: number) => ({ kind: "residual", block: { width, activation } });

  it("keeps risk, features and gradient; the Hessian gains rows, so its smallest eigenvalue cannot rise", () => {
    for (let trial = 0; trial < trials; trial++) {
      const activation = ["tanh", "silu", "identity"][trial % 3]!;
      const shape = { spec: spec(activation, 1 + (trial % 2)), depth: 1 + (trial % 4) };
      const instance = randomInstance(stream(9, `identity/${trial}`), shape);
      const [before, after] = [measureAll(instance), measureAll(withIdentityBlock(instance))];
      const kept = ["risk", "linear_risk", "gradient_norm", "gradient_norm_w", "displacement", "vcat_norm"];
      expect(changed(before, after, [...kept, "feature_risk", "block_lipschitz_product", "gamma"])).toEqual([]);
      const [low, lower] = [before.lambda_min as Measured, after.lambda_min as Measured];
      expect(lower.value - lower.error).toBeLessThanOrEqual(low.value + low.error);
    }
  });
});

/** A random rotation or reflection, d x d, rows orthonormal: products of Householder reflections. */
function orthogonal(random: Stream, d: number): Float64Array {
  const q = new Float64Array(d * d);
  for (let i = 0; i < d; i++) q[i * d + i] = 1;
  for (let reflection = 0; reflection < 2; reflection++) {
    const u = random.normals(d);
    const squared = u.reduce((sum, entry) => sum + entry * entry, 0);
    for (let i = 0; i < d; i++) {
      const along = u.reduce((sum, entry, j) => sum + entry * q[i * d + j]!, 0);
      // q := q (1 - 2 u u^T / |u|^2)
      for (let j = 0; j < d; j++) q[i * d + j] = q[i * d + j]! - (2 * along * u[j]!) / squared;
    }
  }
  return q;
}

/** Every row r of a rows x d matrix becomes Q r. */
function turnedRows(values: Float64Array, q: Float64Array, d: number): Float64Array {
  return values.map((_, at) => {
    const [row, i] = [Math.floor(at / d), at % d];
    let sum = 0;
    for (let j = 0; j < d; j++) sum += q[i * d + j]! * values[row * d + j]!;
    return sum;
  });
}

function transposed(values: Float64Array, rows: number, columns: number): Float64Array {
  return values.map((_, at) => values[(at % rows) * columns + Math.floor(at / rows)]!);
}

const blockOf = (theta: Float64Array, { offset, rows, columns }: ParameterBlock): Float64Array =>
  theta.slice(offset, offset + rows * columns);

/** x -> Q x, U -> U Q^T, V -> Q V, w -> Q w. */
function turned({ spec, evaluator, theta }: Instance, q: Float64Array): Instance {
  const { program, data } = evaluator.problem;
  const structure = program.residual!;
  const result = theta.slice();
  for (const index of [...structure.inner, structure.readout]) {
    const block = program.blocks[index]!;
    result.set(turnedRows(blockOf(theta, block), q, program.dimension), block.offset);
  }
  for (const index of structure.outer) {
    const block = program.blocks[index]!;
    const { rows, columns, offset } = block;
    const columnsTurned = turnedRows(transposed(blockOf(theta, block), rows, columns), q, program.dimension);
    result.set(transposed(columnsTurned, columns, rows), offset);
  }
  return withData({ spec, evaluator, theta: result }, { ...data, x: turnedRows(data.x, q, program.dimension) });
}

/** A permutation with signs, in four dimensions after the reflection 1 - 2 u u^T / 4, u = (1, 1, 1, 1): sums of short floats stay exact. */
function exactlyOrthogonal(random: Stream, d: number): Float64Array {
  const order = random.permutation(d);
  const signs = Array.from({ length: d }, () => random.sign());
  const reflected = (i: number, j: number): number => (i === j ? 1 : 0) - (d === 4 ? 1 / 2 : 0);
  return Float64Array.from({ length: d * d }, (_, at) => {
    const i = Math.floor(at / d);
    return signs[i]! * reflected(order[i]!, at % d);
  });
}

function expectUnturned(instance: Instance, q: Float64Array): void {
  const [before, after] = [measureAll(instance), measureAll(turned(instance, q))];
  // the sign of s, beta at s = 0 follows from an entry of v, which depends on the coordinates
  const names = allNames.filter((name) => name !== "beta" || before.s?.value !== 0);
  expect(changed(before, after, names)).toEqual([]);
}

describe("coordinates", () => {
  it("turned by an orthogonal matrix give the same quantities", () => {
    for (let trial = 0; trial < trials; trial++) {
      // rounding turns rows that are dependent into independent ones: dim N is a fact about the floats
      const shape = { activation: smooth[trial % smooth.length]!, covered: false };
      const instance = randomInstance(stream(7, `turn/${trial}`), shape);
      expectUnturned(instance, orthogonal(stream(10, `turn/${trial}`), instance.evaluator.problem.data.dimension));
    }
  });

  it("turned without rounding keep an invisible direction as well", () => {
    for (let trial = 0; trial < trials; trial++) {
      const shape = { activation: smooth[trial % smooth.length]!, covered: true, depth: 4, dimension: 2 + (trial % 3) };
      const instance = randomInstance(stream(7, `turn exactly/${trial}`), shape);
      const { dimension } = instance.evaluator.problem.data;
      expect(measureAll(instance).nullity_u!.value).toBeGreaterThan(0);
      expectUnturned(instance, exactlyOrthogonal(stream(10, `turn exactly/${trial}`), dimension));
    }
  });
});

/** Entries of the blocks that `select` names, times `factor`. */
function scaled(theta: Float64Array, { blocks }: Program, select: (name: string) => boolean, factor: number) {
  const result = theta.slice();
  for (const { name, offset, rows, columns } of blocks)
    if (select(name)) for (let k = offset; k < offset + rows * columns; k++) result[k] = factor * result[k]!;
  return result;
}

describe("scale, by powers of two and therefore without rounding", () => {
  const startsWith = (letter: string) => (name: string) => name.startsWith(`${letter}/`);

  it("x -> 4x, U -> U/4, V -> 4V, w -> w/4 is the same function", () => {
    for (let trial = 0; trial < trials; trial++) {
      const instance = instanceOf("scale", trial);
      const { program, data } = instance.evaluator.problem;
      const inner = scaled(instance.theta, program, startsWith("U"), 1 / 4);
      const outer = scaled(inner, program, startsWith("V"), 4);
      const theta = scaled(outer, program, (name) => name === "w", 1 / 4);
      const image = withData({ ...instance, theta }, { ...data, x: data.x.map((value) => 4 * value) });
      const [before, after] = [measureAll(instance), measureAll(image)];
      const value = (from: Measurements, name: string): number | null => from[name]!.value;
      expect(value(after, "risk")).toBe(value(before, "risk"));
      expect(value(after, "gradient_norm_w")).toBe(4 * value(before, "gradient_norm_w")!);
      expect(value(after, "displacement")).toBe(4 * value(before, "displacement")!);
      expect(value(after, "readout_norm")).toBe(value(before, "readout_norm")! / 4);
      const powers: Readonly<Record<string, number>> = { alpha: 16, beta: 4, s: 1 / 4, epsilon_v: 1 / 4, vcat_norm: 4 };
      const fixed = ["linear_risk", "feature_risk", "block_lipschitz_product", "gamma", "kappa", "nullity_u"];
      expect(changed(before, after, [...fixed, ...Object.keys(powers)], (name) => powers[name] ?? 1)).toEqual([]);
    }
  });

  it("labels and readout doubled: the squared loss and its derivatives grow by 4", () => {
    for (let trial = 0; trial < trials; trial++) {
      const shape = { loss: "squared", activation: smooth[trial % smooth.length]! };
      const instance = randomInstance(stream(7, `labels/${trial}`), shape);
      const { program, data } = instance.evaluator.problem;
      const theta = scaled(instance.theta, program, (name) => name === "w" || name === "c", 2);
      const image = withData({ ...instance, theta }, { ...data, y: data.y.map((value) => 2 * value) });
      const [before, after] = [measureAll(instance), measureAll(image)];
      expect(after.risk!.value).toBe(4 * before.risk!.value!);
      expect(after.gradient_norm_w!.value).toBe(2 * before.gradient_norm_w!.value!);
      const factors: Readonly<Record<string, number>> = {
        linear_risk: 4,
        feature_risk: 4,
        linear_norm: 2,
        gamma: 2,
        s: 2,
      };
      expect(changed(before, after, Object.keys(factors), (name) => factors[name]!)).toEqual([]);
    }
  });
});

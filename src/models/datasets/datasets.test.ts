/** Datasets of every kind: reproducible, of the right shape and distribution, and refused with a reason when malformed. */
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { DatasetSpec } from "../../harness/spec/types.ts";
import { stream } from "../../numerics/random.ts";
import type { Data } from "../data.ts";
import type { DatasetContext, DatasetProblem, DatasetSource } from "../dataset.ts";
import { materialise, teachers } from "./index.ts";
import { sine } from "./teachers.ts";

const folder = mkdtempSync(join(tmpdir(), "depthproof-"));
afterAll(() => rmSync(folder, { recursive: true }));

const context = (overrides: Partial<DatasetContext> = {}): DatasetContext => ({
  stream: stream(7, "data"),
  dimension: null,
  samples: null,
  ...overrides,
});

function made(source: DatasetSource, overrides: Partial<DatasetContext> = {}): Data & { readonly trace: string } {
  const outcome = materialise(source, context(overrides));
  if (!outcome.ok) throw new Error(outcome.problem.message);
  return { ...outcome.data, trace: outcome.trace };
}

function problem(source: DatasetSource, overrides: Partial<DatasetContext> = {}): DatasetProblem {
  const outcome = materialise(source, context(overrides));
  if (outcome.ok) throw new Error("expected a refusal");
  return outcome.problem;
}

function csvFile(text: string): string {
  const file = join(folder, `${createHash("sha256").update(text).digest("hex").slice(0, 8)}.csv`);
  writeFileSync(file, text);
  return file;
}

const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, v) => sum + v, 0) / values.length;
const deviation = (values: ArrayLike<number>): number => {
  const m = mean(values);
  return Math.sqrt(mean(Array.from(values, (v) => (v - m) ** 2)));
};

it("accepts whatever the spec reader hands over", () => {
  const assignable = (spec: DatasetSpec): DatasetSource => spec;
  expect(assignable).toBeTypeOf("function");
});

describe.each(Object.entries(teachers))("teacher %s", (teacher, { labels }) => {
  const source = { kind: "teacher", teacher, samples: 400, dimension: 3 } as const;

  it("gives the same data for the same stream, other data for another", () => {
    expect(made(source)).toEqual(made(source));
    expect(made(source, { stream: stream(8, "data") }).x).not.toEqual(made(source).x);
  });

  it("keeps its first samples when more are asked for, and its inputs when noise is added", () => {
    const { x, y } = made(source);
    const more = made(source, { samples: 500 });
    expect([more.x.subarray(0, 1200), more.y.subarray(0, 400)]).toEqual([x, y]);
    expect(made({ ...source, noise: 0.3 }).x).toEqual(x);
  });

  it("has finite labels that take more than one value, signs where it says so", () => {
    for (const dimension of [1, 2, 6]) {
      const { y, weights, outputs } = made(source, { dimension });
      expect(y.every(Number.isFinite)).toBe(true);
      expect(new Set(y).size).toBeGreaterThan(1);
      expect(y.every((label) => Math.abs(label) === 1)).toBe(labels === "signs");
      expect([mean(weights) * weights.length, outputs]).toEqual([expect.closeTo(1, 12), 1]);
    }
  });

  it("has noise of the size asked for", () => {
    const clean = made(source, { samples: 4000 });
    const noisy = made({ ...source, noise: 0.25 }, { samples: 4000 });
    const difference = noisy.y.map((label, i) => label - clean.y[i]!);
    if (labels === "real") expect(Math.abs(deviation(difference) - 0.25)).toBeLessThan(0.01);
    else expect(Math.abs(mean(difference.map((d) => (d === 0 ? 0 : 1))) - 0.25)).toBeLessThan(0.03);
  });
});

describe("teacher data", () => {
  it("has standard Gaussian inputs times the scale", () => {
    const { x } = made({ kind: "teacher", teacher: "linear", samples: 5000, dimension: 2, scale: 3 });
    expect(Math.abs(mean(x))).toBeLessThan(0.1);
    expect(Math.abs(deviation(x) - 3)).toBeLessThan(0.1);
  });

  it("lets no linear predictor do well on sign-quadratic", () => {
    const { x, y, samples } = made({ kind: "teacher", teacher: "sign-quadratic", samples: 5000, dimension: 2 });
    const correlation = (j: number): number => mean(Array.from({ length: samples }, (_, i) => y[i]! * x[2 * i + j]!));
    expect(Math.hypot(correlation(0), correlation(1), mean(y))).toBeLessThan(0.06);
  });

  it("computes sines to rounding", () => {
    const errors = Array.from({ length: 2001 }, (_, i) => Math.abs(sine((i - 1000) / 37) - Math.sin((i - 1000) / 37)));
    expect(Math.max(...errors)).toBeLessThan(3e-15);
  });

  it("lets the cell's dimension and samples win", () => {
    const source = { kind: "teacher", teacher: "sine", samples: 5, dimension: "depth + 1" } as const;
    expect(made(source, { dimension: 4, samples: 6 })).toMatchObject({ dimension: 4, samples: 6 });
    expect(problem(source).message).toBe("dimension must be a positive integer, got depth + 1");
  });

  it("refuses what makes no sense", () => {
    const source = { kind: "teacher", teacher: "sign-linear", samples: 5, dimension: 2 } as const;
    expect(problem({ ...source, teacher: "cosine" }).message).toMatch(/unknown teacher "cosine"; known: sine, linear/);
    expect(problem({ ...source, noise: 1.5 }).message).toMatch(/probability, got 1.5/);
    expect(problem({ ...source, noise: -1 }).message).toMatch(/noise must be at least 0/);
    expect(problem({ ...source, scale: 0 }).message).toMatch(/scale must be positive/);
    expect(problem({ ...source, samples: 0 }).message).toMatch(/samples must be a positive integer, got 0/);
    expect(problem({ kind: "gaussian", samples: 5 }).message).toBe("gaussian data need a dimension");
  });
});

it("gaussian labels do not depend on the inputs", () => {
  const { x, y, samples } = made({ kind: "gaussian", samples: 5000, dimension: 1, noise: 2 });
  expect(Math.abs(deviation(y) - 2)).toBeLessThan(0.1);
  expect(Math.abs(mean(Array.from({ length: samples }, (_, i) => x[i]! * y[i]!)))).toBeLessThan(0.1);
});

describe("inline data", () => {
  const x = [
    [1, 2],
    [3, 4],
    [5, 6],
  ];
  const y = [1, 2, 3];

  it("normalises weights and takes vector labels", () => {
    expect(made({ kind: "inline", x, y, weights: [1, 0, 3] }).weights).toEqual(new Float64Array([0.25, 0, 0.75]));
    const data = made({
      kind: "inline",
      x,
      y: [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
    });
    expect(data).toMatchObject({ samples: 3, dimension: 2, outputs: 2, y: new Float64Array([1, 2, 3, 4, 5, 6]) });
  });

  it.each<[Partial<Extract<DatasetSource, { kind: "inline" }>>, string]>([
    [{ x: [] }, "x is empty"],
    [{ x: [[1], [2, 3], [4]] }, "x[1] has 2 entries, x[0] has 1"],
    [{ y: [1, 2] }, "2 labels for 3 samples"],
    [{ y: [1, Number.NaN, 2] }, "y[1] holds NaN, which is not a finite number"],
    [{ weights: [1, 1] }, "2 weights for 3 samples"],
    [{ weights: [1, -1, 1] }, "weights[1] is -1; weights are at least 0 and finite"],
    [{ weights: [0, 0, 0] }, "the weights sum to 0"],
  ])("refuses %j", (change, message) => {
    expect(problem({ kind: "inline", x, y, ...change }).message).toBe(message);
  });
});

describe("csv data", () => {
  const file = csvFile("a,b,kind\n1,10,cat\n2,20,dog\n3,30,cat\n4,45,fish\n");
  const animals = { kind: "csv", file, target: "kind", labels: ["cat", "dog"] } as const;

  it("maps two classes to -1 and 1 and leaves the others out", () => {
    const data = made(animals);
    expect(data).toMatchObject({ samples: 3, dimension: 2, outputs: 1, y: new Float64Array([-1, 1, -1]) });
    expect(data.x).toEqual(new Float64Array([1, 10, 2, 20, 3, 30]));
    expect(data.trace).toMatch(/^csv .*: 3 of 4 rows, 2 inputs, target kind \(cat -> -1, dog -> 1\)$/);
    expect(data.trace).not.toContain(folder);
  });

  it("takes a numeric target as it is, and chosen columns in their order", () => {
    const numeric = csvFile("a,b,c\n1,10,0.5\n2,-2e1,1\n");
    expect(made({ kind: "csv", file: numeric, target: "b", columns: ["c", "a"] })).toMatchObject({
      x: new Float64Array([0.5, 1, 1, 2]),
      y: new Float64Array([10, -20]),
    });
    expect(made({ kind: "csv", file: numeric, target: "a", labels: [2, 1] }).y).toEqual(new Float64Array([1, -1]));
  });

  it("standardises to mean 0 and deviation 1, whatever the units were", () => {
    const { x } = made({ ...animals, standardise: true });
    for (const j of [0, 1]) {
      const column = x.filter((_, k) => k % 2 === j);
      expect([mean(column), deviation(column)]).toEqual([expect.closeTo(0, 14), expect.closeTo(1, 14)]);
    }
    const shifted = csvFile("a,b,kind\n7,1010,cat\n9,1020,dog\n11,1030,cat\n");
    for (const [k, entry] of made({ ...animals, file: shifted, standardise: true }).x.entries())
      expect(entry).toBeCloseTo(x[k]!, 12);
  });

  it("draws rows without replacement, a smaller draw inside a larger one", () => {
    const rows = Array.from({ length: 50 }, (_, i) => `${i},${i % 7}`).join("\n");
    const source = { kind: "csv", file: csvFile(`row,value\n${rows}`), target: "value" } as const;
    const small = made({ ...source, samples: 10 });
    const large = made({ ...source, samples: 20 });
    expect(new Set(small.x).size).toBe(10);
    expect([...small.x].every((row) => large.x.includes(row))).toBe(true);
    expect(made(source, { samples: 10 })).toEqual(small);
    expect(made({ ...source, samples: 10 }, { stream: stream(8, "data") }).x).not.toEqual(small.x);
    expect(problem({ ...source, samples: 51 }).message).toBe("51 samples asked for, but there are 50 rows");
  });

  it.each<[string, Partial<Extract<DatasetSource, { kind: "csv" }>>, DatasetProblem]>([
    ["a,y\n1,2\n,3\n", {}, { line: 3, message: 'missing value in column "a"' }],
    ["a,y\n1,2\nNA,3\n", {}, { line: 3, message: 'missing value in column "a"' }],
    ["a,y\n1,2\n3,?\n", {}, { line: 3, message: 'missing value in the target column "y"' }],
    ["a,y\n1,2\n0x10,3\n", {}, { line: 3, message: '"0x10" in column "a" is not a number' }],
    ["a,y\n1,2\n1e999,3\n", {}, { line: 3, message: '"1e999" in column "a" is too large' }],
    ["a,y\n1,2\n3\n", {}, { line: 3, message: "1 cells, but the header has 2" }],
    ["a,b\n1,2\n", {}, { line: 1, message: 'no column is called "y" (the target); columns: "a", "b"' }],
    ["a,y\n1,2\n", { columns: ["b"] }, { line: 1, message: 'no column is called "b"; columns: "a", "y"' }],
    ["a,y\n1,2\n", { columns: ["y"] }, { message: 'the target "y" is among the input columns' }],
    ["a,y\n1,2\n", { columns: ["a", "a"] }, { message: "an input column is named twice" }],
    ["y\n1\n", {}, { message: "there are no input columns" }],
    [
      "a,y\n1,p\n2,q\n3,r\n",
      {},
      {
        line: 2,
        message:
          '"p" in column "y" is not a number; name two of its classes with labels: [a, b]; it holds "p", "q", "r"',
      },
    ],
    ["a,y\n1,p\n", { labels: ["p", "z"] }, { message: 'no row has "z" in column "y"; it holds "p"' }],
    ["a,y\n1,p\n", { labels: ["p", "p"] }, { message: 'labels names the class "p" twice' }],
    [
      "a,y\n0.1,2\n0.1,3\n0.1,3\n",
      { standardise: true },
      { message: 'column "a" is constant: it cannot be standardised' },
    ],
  ])("refuses %j %j", (text, change, expected) => {
    expect(problem({ kind: "csv", file: csvFile(text), target: "y", ...change })).toEqual(expected);
  });

  it("does not mind gaps in rows and columns that are not used", () => {
    const gaps = csvFile("a,b,y\n1,,p\n2,,q\n,,r\n");
    expect(made({ kind: "csv", file: gaps, target: "y", columns: ["a"], labels: ["p", "q"] }).samples).toBe(2);
  });

  it("names a file that cannot be read, without its folder", () => {
    expect(problem({ kind: "csv", file: join(folder, "absent.csv"), target: "y" }).message).toBe(
      "cannot read absent.csv: ENOENT",
    );
  });
});

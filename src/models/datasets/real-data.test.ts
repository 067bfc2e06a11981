/** The committed tables against their published descriptions: sizes, class counts, ranges, known rows. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { stream } from "../../numerics/random.ts";
import { readCsv } from "../csv.ts";
import { materialise } from "./index.ts";

const folder = join(import.meta.dirname, "..", "..", "..", "specs", "poster", "data");

function read(name: string): { header: readonly string[]; rows: (readonly string[])[] } {
  const table = readCsv(readFileSync(join(folder, name), "utf8"));
  if (!table.ok) throw new Error(JSON.stringify(table.problems));
  return { header: table.header, rows: table.rows.map((row) => row.cells) };
}

function classCounts(rows: (readonly string[])[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const row of rows) counts[row.at(-1)!] = (counts[row.at(-1)!] ?? 0) + 1;
  return counts;
}

/** Minimum, maximum and mean of the input column j. */
function summary(rows: (readonly string[])[], j: number): number[] {
  const column = rows.map((row) => Number(row[j]));
  return [Math.min(...column), Math.max(...column), column.reduce((sum, entry) => sum + entry, 0) / column.length];
}

describe("iris", () => {
  const { header, rows } = read("iris.csv");

  it("has 50 flowers of each species and four lengths in cm", () => {
    expect(header).toEqual(["sepal_length_cm", "sepal_width_cm", "petal_length_cm", "petal_width_cm", "species"]);
    expect(classCounts(rows)).toEqual({ setosa: 50, versicolor: 50, virginica: 50 });
  });

  it("has the published summary and first row", () => {
    const published = [
      [4.3, 7.9, 5.84],
      [2.0, 4.4, 3.05],
      [1.0, 6.9, 3.76],
      [0.1, 2.5, 1.2],
    ];
    for (const [j, [low, high, average]] of published.entries())
      expect(summary(rows, j)).toEqual([low, high, expect.closeTo(average!, 1)]);
    expect(rows[0]).toEqual(["5.1", "3.5", "1.4", "0.2", "setosa"]);
  });

  it("has the two rows of Fisher's paper that the UCI file got wrong", () => {
    expect([rows[34], rows[37]]).toEqual([
      ["4.9", "3.1", "1.5", "0.2", "setosa"],
      ["4.9", "3.6", "1.4", "0.1", "setosa"],
    ]);
  });
});

describe("wine", () => {
  const { header, rows } = read("wine.csv");

  it("has 59, 71 and 48 wines and 13 constituents", () => {
    expect(header.length).toBe(14);
    expect(classCounts(rows)).toEqual({ "cultivar-1": 59, "cultivar-2": 71, "cultivar-3": 48 });
  });

  it("has the published ranges and first row", () => {
    expect(summary(rows, 0)).toEqual([11.03, 14.83, expect.closeTo(13, 1)]);
    expect(summary(rows, 12)).toEqual([278, 1680, expect.closeTo(746.9, 1)]);
    expect(rows[0]!.map(Number).slice(0, 13)).toEqual([
      14.23, 1.71, 2.43, 15.6, 127, 2.8, 3.06, 0.28, 2.29, 5.64, 1.04, 3.92, 1065,
    ]);
  });
});

describe("breast cancer", () => {
  const { header, rows } = read("breast-cancer.csv");

  it("has 212 malignant and 357 benign tumours and 30 features", () => {
    expect(header.length).toBe(31);
    expect(classCounts(rows)).toEqual({ malignant: 212, benign: 357 });
  });

  it("has the published ranges", () => {
    expect(summary(rows, 0).slice(0, 2)).toEqual([6.981, 28.11]); // radius_mean
    expect(summary(rows, 3).slice(0, 2)).toEqual([143.5, 2501]); // area_mean
    expect(summary(rows, 23).slice(0, 2)).toEqual([185.2, 4254]); // area_worst
  });
});

it.each([
  ["iris.csv", "species", ["versicolor", "virginica"], 100, 4],
  ["wine.csv", "cultivar", ["cultivar-1", "cultivar-2"], 130, 13],
  ["breast-cancer.csv", "diagnosis", ["malignant", "benign"], 569, 30],
] as const)("%s becomes binary data", (name, target, labels, samples, dimension) => {
  const source = { kind: "csv", file: join(folder, name), target, labels, standardise: true } as const;
  const outcome = materialise(source, { stream: stream(0, "data"), dimension: null, samples: null });
  expect(outcome).toMatchObject({ ok: true, data: { samples, dimension, outputs: 1 } });
});

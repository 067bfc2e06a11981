/** RFC 4180 cases, refusals with line numbers, and a round trip through a writer. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CsvProblem, readCsv } from "./csv.ts";

function table(text: string): { header: readonly string[]; cells: (readonly string[])[]; lines: number[] } {
  const outcome = readCsv(text);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  const { header, rows } = outcome;
  return { header, cells: rows.map((row) => row.cells), lines: rows.map((row) => row.line) };
}

function problems(text: string): readonly CsvProblem[] {
  const outcome = readCsv(text);
  return outcome.ok ? [] : outcome.problems;
}

describe("readCsv", () => {
  it("reads a header and rows, with or without a final line break", () => {
    const expected = { header: ["a", "b"], cells: [["1", "2"]], lines: [2] };
    expect(table("a,b\n1,2\n")).toEqual(expected);
    expect(table("a,b\n1,2")).toEqual(expected);
  });

  it("accepts CRLF, CR and a byte order mark", () => {
    expect(table("\uFEFFa,b\r\n1,2\r\n3,4\r\n")).toEqual(table("a,b\n1,2\n3,4\n"));
    expect(table("a,b\r1,2\r3,4")).toEqual(table("a,b\n1,2\n3,4\n"));
  });

  it("reads quoted cells with commas, doubled quotes and line breaks, and keeps counting lines", () => {
    const { header, cells, lines } = table('a,"b, c"\n"say ""hi""","two\r\nlines"\n3,""\n');
    expect(header).toEqual(["a", "b, c"]);
    expect(cells).toEqual([
      ['say "hi"', "two\r\nlines"],
      ["3", ""],
    ]);
    expect(lines).toEqual([2, 4]);
  });

  it("keeps empty cells, a trailing one included, and trims unquoted ones only", () => {
    expect(table('a,b\n,\n 1 ," 2 "\n').cells).toEqual([
      ["", ""],
      ["1", " 2 "],
    ]);
    expect(table("a,b\n1,").cells).toEqual([["1", ""]]);
  });

  it.each<[string, CsvProblem[]]>([
    ["", [{ message: "the file is empty" }]],
    ["a,b\n", [{ line: 1, message: "no rows after the header" }]],
    ["a,a\n1,2\n", [{ line: 1, message: 'columns 1 and 2 are both called "a"' }]],
    ["a,\n1,2\n", [{ line: 1, message: "column 2 has no name" }]],
    [
      "a,b\n1,2\n3\n4,5,6\n",
      [3, 4].map((line) => ({ line, message: `${line === 3 ? 1 : 3} cells, but the header has 2` })),
    ],
    ["a,b\n1,2\n\n3,4\n", [{ line: 3, message: "blank line" }]],
    ['a,b\n1,"2\n3,4\n', [{ line: 2, message: "a quoted cell is never closed" }]],
    ['a,b\n1,2"\n', [{ line: 2, message: "a quote inside a cell: quote the whole cell and double its quotes" }]],
    ['a,b\n1,"2"x\n', [{ line: 2, message: "text after a closing quote" }]],
  ])("refuses %j", (text, expected) => {
    expect(problems(text)).toEqual(expected);
  });

  it("returns what a writer that quotes everything wrote", () => {
    const cell = fc.string({ unit: fc.constantFrom("a", "1", ",", '"', "\n", "\r", " ", "é") });
    const grid = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 6 });
    const write = (rows: readonly (readonly string[])[]): string =>
      rows.map((row) => row.map((text) => `"${text.replaceAll('"', '""')}"`).join(",")).join("\r\n");
    const law = (rows: [string, string, string][]): void => {
      expect(table(`x,y,z\r\n${write(rows)}`).cells).toEqual(rows);
    };
    fc.assert(fc.property(grid, law), { seed: 4180, numRuns: 200 });
  });
});

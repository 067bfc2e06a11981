/** Places of YAML values, against the library's own line counter; and hostile texts, which never throw. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isScalar, LineCounter, parseDocument, visit } from "yaml";
import { readDocument } from "./document.ts";
import { lineAt, lineStartsOf } from "./source.ts";

const reference = join(import.meta.dirname, "..", "..", "..", "test", "fixtures", "reference", "spec.yaml");

describe("places", () => {
  it("agree with the library's line counter", () => {
    const text = readFileSync(reference, "utf8");
    const counter = new LineCounter();
    const document = parseDocument(text, { lineCounter: counter });
    const lines = { file: "f", text, lineStarts: lineStartsOf(text) };
    let compared = 0;
    visit(document, (_, node) => {
      if (!isScalar(node) || !node.range) return;
      const { line, col } = counter.linePos(node.range[0]);
      expect(lineAt(lines, node.range[0])).toMatchObject({ line, column: col, sourceLine: text.split("\n")[line - 1] });
      compared++;
    });
    expect(compared).toBeGreaterThan(100);
  });

  it("work at the ends of a text", () => {
    const at = (text: string, offset: number): object =>
      lineAt({ file: "f", text, lineStarts: lineStartsOf(text) }, offset);
    expect(at("", 0)).toEqual({ line: 1, column: 1, sourceLine: "" });
    expect(at("a\r\n", 3)).toEqual({ line: 2, column: 1, sourceLine: "" });
    expect(at("a\r\nb", 1)).toEqual({ line: 1, column: 2, sourceLine: "a" });
    expect(at("a\nb", 3)).toEqual({ line: 2, column: 2, sourceLine: "b" });
  });
});

describe("hostile texts", () => {
  const size = 16 * 1024;
  const fill = (unit: string): string => unit.repeat(Math.floor(size / unit.length));

  it.each([
    "[",
    "{a: ",
    "- ",
    "? ",
    "- *x\n",
    "- !t x\n",
    "- &a x\n",
    "- 1e999\n",
    "a: 1\n",
    "!",
    "&a ",
    '"',
    "'",
    "|",
    "#",
    "\u0000",
    "\ud800",
  ])("of %j alone", (unit) => {
    const read = readDocument("f.yaml", fill(unit));
    // An even number of single quotes is a text, comments are nothing.
    expect(read.problems.length > 0).toBe(unit !== "#" && unit !== "'");
  });

  it("refuse nesting of blocks as of brackets", () => {
    const nested = Array.from({ length: 3000 }, (_, i) => `${" ".repeat(i % 300)}a:`).join("\n");
    const read = readDocument("f.yaml", Array.from({ length: 25 }, (_, i) => `${" ".repeat(i)}a:`).join("\n"));
    expect(read.problems.map(({ code, position }) => [code, position.line])).toEqual([["nesting", 21]]);
    expect(readDocument("f.yaml", nested).readable).toBe(false);
  });
});

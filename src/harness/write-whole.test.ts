/** Whole files: the old or the new content, and no leftovers. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { writeWhole } from "./write-whole.ts";

const folder = mkdtempSync(join(tmpdir(), "depthproof-whole-"));
afterAll(() => rmSync(folder, { recursive: true }));

it("replaces what is there, in folders made on the way", () => {
  const path = join(folder, "a", "b.txt");
  for (const text of ["first, and long", "second", ""]) {
    writeWhole(path, text);
    expect(readFileSync(path, "utf8")).toBe(text);
  }
  expect(readdirSync(join(folder, "a"))).toEqual(["b.txt"]);
});

it("that cannot be written says which, and leaves nothing behind", () => {
  mkdirSync(join(folder, "taken.txt"));
  expect(() => writeWhole(join(folder, "taken.txt"), "x")).toThrow(/taken\.txt/);
  expect(readdirSync(folder).toSorted()).toEqual(["a", "taken.txt"]);
});

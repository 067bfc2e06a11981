/** Whole files: the old or the new content, and no leftovers. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { writeWhole } from "./write-whole.ts";

const compiled = new URL("../../dist/harness/write-whole.js", import.meta.url).href;
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

it("in a current folder that is gone, or where no folder can be, are an error and not an endless wait", () => {
  const gone = join(folder, "gone");
  mkdirSync(gone);
  const program = `process.chdir(${JSON.stringify(gone)});
    (await import("node:fs")).rmdirSync(${JSON.stringify(gone)});
    const { writeWhole } = await import(${JSON.stringify(compiled)});
    try { writeWhole("a/b/c.txt", "x"); } catch (error) { console.log(error.message); }`;
  const options = { encoding: "utf8", timeout: 20_000 } as const;
  const { stdout, signal } = spawnSync(process.execPath, ["--input-type=module", "-e", program], options);
  expect({ stdout, signal }).toEqual({ stdout: expect.stringMatching(/^a\/b\/c\.txt: ENOENT/), signal: null });
});

it("that cannot be written says which, and leaves nothing behind", () => {
  mkdirSync(join(folder, "taken.txt"));
  expect(() => writeWhole(join(folder, "taken.txt"), "x")).toThrow(/taken\.txt/);
  expect(readdirSync(folder).toSorted()).toEqual(["a", "taken.txt"]);
});

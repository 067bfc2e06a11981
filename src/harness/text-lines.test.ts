/** Lines read in pieces are the lines of the whole text, wherever a piece ends, within a character included. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import { linesOf } from "./text-lines.ts";

const folder = mkdtempSync(join(tmpdir(), "depthproof-lines-"));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, "text");

it("are what splitting the text gives", () => {
  const character = fc.constantFrom("\n", "\n", "a", "ä", "€", "𝔸", "\r", " ");
  fc.assert(
    fc.property(fc.array(character, { maxLength: 60 }), fc.integer({ min: 1, max: 9 }), (characters, size) => {
      const text = characters.join("");
      writeFileSync(path, text);
      const whole = text.split("\n");
      expect([...linesOf(path, size)]).toEqual(text.endsWith("\n") || text === "" ? whole.slice(0, -1) : whole);
    }),
    { seed: 20190707, numRuns: 200 },
  );
});

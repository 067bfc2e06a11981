/** Offsets inside formulas: every visible character is found where it stands in the file, however the text was written. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { readDocument } from "./document.ts";
import { fileOffset } from "./formula-place.ts";
import { pointerOf, valueAt } from "./source.ts";

const path = ["outer", 0, "assert"];

/** The file's characters at the places of the value's visible characters. */
function visibleIn(text: string): { value: string; found: string } {
  const document = readDocument("f.yaml", text);
  const place = document.readable ? document.source.places.get(pointerOf(path)) : undefined;
  const value = document.readable ? String(valueAt(document.source.root, path)) : "";
  const offsets = [...value].map((_, i) => (place === undefined ? -1 : fileOffset(text, place, value, i)));
  const visible = offsets.filter((_, i) => /\S/.test(value.charAt(i)));
  return { value: value.replace(/\s/g, ""), found: visible.map((offset) => text.charAt(offset)).join("") };
}

const styles = ["PLAIN", "QUOTE_SINGLE", "QUOTE_DOUBLE", "BLOCK_FOLDED", "BLOCK_LITERAL"] as const;

describe("places inside a formula", () => {
  it("agree with what the YAML library writes, in every style and at every width", () => {
    // No backslash or quote, which double quotes escape: those cases are written out below.
    const unit = fc.constantFrom(..."ab1+<=()*. ");
    const formula = fc
      .string({ unit, minLength: 1, maxLength: 60 })
      .map((text) => text.replace(/\s+/g, " ").trim())
      .filter((text) => text !== "" && !/^[\d.+]*$/.test(text));
    const property = fc.property(
      formula,
      fc.constantFrom(...styles),
      fc.integer({ min: 20, max: 80 }),
      (text, style, width) => {
        const written = stringify(
          { outer: [{ assert: text }] },
          { defaultStringType: style, defaultKeyType: "PLAIN", lineWidth: width },
        );
        const { value, found } = visibleIn(written);
        expect(value).toBe(text.replace(/\s/g, ""));
        expect(found).toBe(value);
      },
    );
    fc.assert(property, { seed: 7, numRuns: 400 });
  });

  it.each([
    ["outer:\n  - assert: 'it''s <= b'", "it's<=b", "it's<=b"],
    ['outer:\n  - assert: "a \\\n      <= b"', "a<=b", "a<=b"],
    ['outer:\n  - assert: "a\\n<=\\tb"', "a<=b", "a<=b"],
    ["outer:\n  - assert: |- # a note\n      a\n        <= b", "a<=b", "a<=b"],
    ["outer:\r\n  - assert: a\r\n      <= b\r\n", "a<=b", "a<=b"],
  ])("%j", (text, value, found) => {
    expect(visibleIn(text)).toEqual({ value, found });
  });

  it("put an escaped character under its backslash and an end after the last character", () => {
    const text = 'a: "x \\u003c= y"';
    const document = readDocument("f.yaml", text);
    const place = document.readable ? document.source.places.get("/a") : undefined;
    if (place === undefined) throw new Error("not readable");
    expect(fileOffset(text, place, "x <= y", 2)).toBe(text.indexOf("\\"));
    expect(fileOffset(text, place, "x <= y", 6)).toBe(text.length - 1);
  });
});

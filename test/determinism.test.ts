/** The same bits on every machine: the measuring code calls no function whose last digit is left to the engine. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..", "src");
/** Math.sqrt, abs, min, max, floor and the like are exact by IEEE 754; everything else here is not. */
const forbidden =
  /\bMath\.(random|exp|expm1|log|log1p|log2|log10|pow|sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|asinh|acosh|atanh|cbrt|hypot)\b|\bDate\.now\b|toLocale|\bIntl\b/;
/** Only squares and whole powers of two are exact with **. */
const power = /\*\*(?!\s*(2\b|-?\d+\b))/;
const wholePowerOfTwo = /\b2 \*\* /;

const files = ["numerics", "models", "verifiers"]
  .flatMap((layer) =>
    readdirSync(join(root, layer), { recursive: true, encoding: "utf8" }).map((file) => join(layer, file)),
  )
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"));

/** Lines of code: comments are prose. */
function codeLines(file: string): string[] {
  const text = readFileSync(join(root, file), "utf8")
    .replaceAll(/\/\*[\s\S]*?\*\//g, "")
    .replaceAll(/\/\/.*$/gm, "");
  return text.split("\n").map((line) => line.replaceAll(/"[^"]*"/g, '""'));
}

describe("bit-identical arithmetic", () => {
  it("finds the measuring code", () => expect(files.length).toBeGreaterThan(80));

  it("calls no elementary function of the engine", () => {
    const found = files.flatMap((file) =>
      codeLines(file)
        .filter((line) => forbidden.test(line))
        .map((line) => `${file}: ${line.trim()}`),
    );
    expect(found).toEqual([]);
  });

  it("raises to no other power than 2, or 2 itself", () => {
    const found = files.flatMap((file) =>
      codeLines(file)
        .filter((line) => power.test(line) && !wholePowerOfTwo.test(line) && !/\d+n \*\*/.test(line))
        .map((line) => `${file}: ${line.trim()}`),
    );
    expect(found).toEqual([]);
  });
});

/** Inert JSON: the same value on the way back, and nothing that a page could take for markup. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { hostileStrings } from "../../../test/goldens/hostile-strings.ts";
import { inertJson } from "./recheck-data.ts";

it("reads back as the same value and holds neither markup nor a hidden character", () => {
  const text = fc.oneof(fc.constantFrom(...hostileStrings), fc.string({ unit: "binary" }));
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 3 },
      text,
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom(null, true, 5e-324, -0.1, 1e300),
      fc.array(tie("any"), { maxLength: 3 }),
      fc.dictionary(text, tie("any"), { maxKeys: 3, noNullPrototype: true }),
    ),
  })).any;
  const law = fc.property(value, (one) => {
    const { markup } = inertJson(one);
    // JSON has no negative zero
    expect(JSON.parse(markup)).toEqual(JSON.parse(JSON.stringify(one)));
    expect(markup).toMatch(/^[\n\x20-\x7e]*$/);
    expect(markup).not.toMatch(/[<>&]/);
  });
  fc.assert(law, { seed: 17, numRuns: 400 });
});

it("writes a row of numbers on a line", () => {
  expect(
    inertJson({
      w: [
        [1, 2],
        [3, 4],
      ],
      k: 1,
    }).markup,
  ).toBe('{\n"w":[\n[1,2],\n[3,4]\n],\n"k":1\n}');
});

import fc from "fast-check";
import { expect, it } from "vitest";
import { shortened } from "./path-data.ts";

it.each([
  ["M1,2L1,5M3,5L3.5,5", "M1,2V5M3,5H3.5"],
  ["M286,225L286,242L269,242L260,230Z", "M286,225v17H269l-9-12Z"],
  // after a relative stroke, or one that closes the path, the pen is where nobody looked
  ["M1,2m0-3h0L1,5", "M1,2m0-3h0L1,5"],
  ["M10,20L30,20ZL30,25", "M10,20H30ZL30,25"],
  ["M10,20h0L10,25", "M10,20h0v5"],
])("%s", (long, short) => expect(shortened(long)).toBe(short));

/** The corners of a path of these commands. */
function corners(d: string): readonly string[] {
  let [x, y] = [0, 0];
  return [...d.matchAll(/([MLHVmlhv])([^MLHVmlhv]+)/g)].map(([, name, text]) => {
    const [first, second] = text!.match(/-?[\d.]+/g)!.map(Number);
    const relative = name === name!.toLowerCase();
    const [fromX, fromY] = relative ? [x, y] : [0, 0];
    if (/[hH]/.test(name!)) x = fromX + first!;
    else if (/[vV]/.test(name!)) y = fromY + first!;
    else [x, y] = [fromX + first!, fromY + second!];
    return `${x.toFixed(3)},${y.toFixed(3)}`;
  });
}

it("draws the same lines", () => {
  const place = fc.tuple(fc.integer({ min: -500, max: 500 }), fc.integer({ min: -3, max: 3 }));
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), place), { minLength: 1 }), (steps) => {
      const long = steps.map(([move, [x, y]], k) => `${k === 0 || move ? "M" : "L"}${x / 10},${y / 10}`).join("");
      const negativeZero = (corner: string): string => corner.replace(/-(0\.000)/g, "$1");
      expect(corners(shortened(long)).map(negativeZero)).toEqual(corners(long).map(negativeZero));
      expect(shortened(long).length).toBeLessThanOrEqual(long.length);
    }),
  );
});

/** Laws over random formulas: any tree the grammar can say, well typed or not. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Node, parseFormula, toText } from "./index.ts";
import { mapChildren } from "./node.ts";

const place = { offset: 0, length: 0 } as const;
const number = fc
  .constantFrom("0", "1", "2", "3", "0.5", "0.1", "1e-3", "2.5e2", "7")
  .map((text): Node => ({ kind: "number", value: Number(text), text, ...place }));
const constant = fc
  .constantFrom("e" as const, "pi" as const)
  .map((name): Node => ({ kind: "constant", name, ...place }));
const name = fc.constantFrom("a", "b", "c", "depth").map((word): Node => ({ kind: "name", name: word, ...place }));
const arithmeticOperator = fc.constantFrom("+" as const, "-" as const, "*" as const, "/" as const, "^" as const);
const comparisonOperator = fc.constantFrom("<" as const, "<=" as const, ">" as const, ">=" as const, "==" as const);

const trees = fc.letrec<{ any: Node; value: Node; condition: Node }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthIdentifier: "tree" },
    fc.oneof(number, constant, name),
    tie("value").map((operand): Node => ({ kind: "negate", operand, ...place })),
    fc
      .tuple(arithmeticOperator, tie("value"), tie("value"))
      .map(([operator, left, right]): Node => ({ kind: "arithmetic", operator, left, right, ...place })),
    fc
      .tuple(fc.constantFrom("sqrt" as const, "exp" as const, "log" as const, "abs" as const), tie("value"))
      .map(([word, argument]): Node => ({ kind: "call", name: word, args: [argument], ...place })),
    fc
      .tuple(fc.constantFrom("min" as const, "max" as const), fc.array(tie("value"), { minLength: 2, maxLength: 3 }))
      .map(([word, args]): Node => ({ kind: "call", name: word, args, ...place })),
  ),
  condition: fc.oneof(
    { maxDepth: 4, depthIdentifier: "tree" },
    fc
      .tuple(comparisonOperator, tie("value"), tie("value"))
      .map(([operator, left, right]): Node => ({ kind: "comparison", operator, left, right, ...place })),
    tie("condition").map((operand): Node => ({ kind: "not", operand, ...place })),
    fc
      .tuple(fc.constantFrom("and" as const, "or" as const), tie("condition"), tie("condition"))
      .map(([kind, left, right]): Node => ({ kind, left, right, ...place })),
  ),
  any: fc.oneof(
    { maxDepth: 4, depthIdentifier: "tree" },
    fc.oneof(number, name),
    fc.tuple(tie("any"), tie("any")).map(([of, against]): Node => ({ kind: "slope", of, against, from: 8, ...place })),
    tie("any").map((operand): Node => ({ kind: "negate", operand, ...place })),
    tie("any").map((operand): Node => ({ kind: "not", operand, ...place })),
    fc
      .tuple(arithmeticOperator, tie("any"), tie("any"))
      .map(([operator, left, right]): Node => ({ kind: "arithmetic", operator, left, right, ...place })),
    fc
      .tuple(comparisonOperator, tie("any"), tie("any"))
      .map(([operator, left, right]): Node => ({ kind: "comparison", operator, left, right, ...place })),
    fc
      .tuple(fc.constantFrom("and" as const, "or" as const), tie("any"), tie("any"))
      .map(([kind, left, right]): Node => ({ kind, left, right, ...place })),
  ),
}));

/** Any tree, types mixed. */
const formula = fc.oneof(trees.any, trees.value, trees.condition);
const placeless = (node: Node): Node => mapChildren({ ...node, offset: 0, length: 0 }, placeless);

describe("canonical text", () => {
  it("parse(toText(x)) is x", () => {
    fc.assert(
      fc.property(formula, (root) => {
        const again = parseFormula(toText(root));
        expect(again.ok && placeless(again.root)).toEqual(placeless(root));
      }),
      { seed: 12, numRuns: 2000 },
    );
  });
});

/** Laws over random formulas: any tree the grammar can say, well typed or not. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Measurement } from "../measurement.ts";
import { evaluateCondition, evaluateNumber, kindOf, type Node, parseFormula, toText } from "./index.ts";
import { childrenOf, mapChildren } from "./node.ts";

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

/** The obvious twin: plain floats, no intervals. */
function plainNumber(node: Node, world: Record<string, number>): number {
  switch (node.kind) {
    case "number":
      return node.value;
    case "constant":
      return node.name === "e" ? Math.E : Math.PI;
    case "name":
      return world[node.name]!;
    case "negate":
      return -plainNumber(node.operand, world);
    case "arithmetic": {
      const [a, b] = [plainNumber(node.left, world), plainNumber(node.right, world)];
      return { "+": a + b, "-": a - b, "*": a * b, "/": a / b, "^": a ** b }[node.operator];
    }
    case "call":
      return (Math[node.name] as (...args: number[]) => number)(
        ...node.args.map((argument) => plainNumber(argument, world)),
      );
    default:
      throw new Error("not a number");
  }
}

/** Outside the domain of a function at this world, though the error bar may reach inside. */
function undefinedSomewhere(node: Node, world: Record<string, number>): boolean {
  if (childrenOf(node).some((child) => undefinedSomewhere(child, world))) return true;
  return kindOf(node) === "number" && !Number.isFinite(plainNumber(node, world));
}

function plainCondition(node: Node, world: Record<string, number>): boolean {
  switch (node.kind) {
    case "comparison": {
      const [a, b] = [plainNumber(node.left, world), plainNumber(node.right, world)];
      return { "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b, "==": a === b }[node.operator];
    }
    case "not":
      return !plainCondition(node.operand, world);
    case "and":
      return plainCondition(node.left, world) && plainCondition(node.right, world);
    case "or":
      return plainCondition(node.left, world) || plainCondition(node.right, world);
    default:
      throw new Error("not a condition");
  }
}

const coordinate = fc.record({
  value: fc.double({ min: -4, max: 4, noNaN: true }),
  error: fc.constantFrom(0, 1e-12, 1e-3, 0.5),
});
/** Measured centres with error bars, and a fraction t in [-1, 1] that says where inside the bar the truth lies. */
const box = fc.record({ a: coordinate, b: coordinate, c: coordinate, t: fc.double({ min: -1, max: 1, noNaN: true }) });
const depth = { value: 3, error: 0 };

function worlds(drawn: typeof box extends fc.Arbitrary<infer T> ? T : never): {
  lookup: (name: string) => Measurement;
  truth: Record<string, number>;
} {
  const all: Record<string, { value: number; error: number }> = { a: drawn.a, b: drawn.b, c: drawn.c, depth };
  const truth = Object.entries(all).map(([name, { value, error }]) => [name, value + drawn.t * error]);
  return { lookup: (name) => ({ ...all[name]!, grade: "measured" }), truth: Object.fromEntries(truth) };
}

describe("evaluation against plain floats", () => {
  it("the interval contains the value at every world inside the error bars", () => {
    let compared = 0;
    fc.assert(
      fc.property(trees.value, box, (root, drawn) => {
        const { lookup, truth } = worlds(drawn);
        const result = evaluateNumber(root, lookup);
        const plain = plainNumber(root, truth);
        if (result.value === null || undefinedSomewhere(root, truth)) return;
        compared += 1;
        // The twin rounds too, by an amount the interval does not owe: 1e-9 of the sizes involved.
        expect(Math.abs(plain - result.value)).toBeLessThanOrEqual(result.error * (1 + 1e-9) + 1e-9 * Math.abs(plain));
      }),
      { seed: 13, numRuns: 3000 },
    );
    expect(compared).toBeGreaterThan(1000);
  });

  it("a decided condition agrees with the truth, unless a tie", () => {
    let decided = 0;
    fc.assert(
      fc.property(trees.condition, box, (root, drawn) => {
        const { lookup, truth } = worlds(drawn);
        const outcome = evaluateCondition(root, lookup);
        if (outcome.kind !== "holds" && outcome.kind !== "fails") return;
        if (outcome.kind === "holds" && outcome.tie) return;
        if (Math.abs(outcome.margin.value) < 1e-9 || undefinedSomewhere(root, truth)) return;
        decided += 1;
        expect(plainCondition(root, truth)).toBe(outcome.kind === "holds");
      }),
      { seed: 14, numRuns: 3000 },
    );
    expect(decided).toBeGreaterThan(500);
  });

  it("not swaps holds and fails and mirrors the margin", () => {
    fc.assert(
      fc.property(trees.condition, box, (root, drawn) => {
        const { lookup } = worlds(drawn);
        const outcome = evaluateCondition(root, lookup);
        const opposite = evaluateCondition({ kind: "not", operand: root, ...place }, lookup);
        if (outcome.kind === "inapplicable" || opposite.kind === "inapplicable") return;
        if (outcome.kind === "fails") expect(opposite.kind).toBe("holds");
        if (outcome.kind === "holds" && !outcome.tie) expect(opposite.kind).toBe("fails");
        expect(opposite.margin.value + outcome.margin.value === 0).toBe(true);
      }),
      { seed: 15, numRuns: 2000 },
    );
  });
});

/** A formula read aloud, with the meanings of its quantities in place of their symbols. */
import { type ComparisonOperator, childrenOf, type Node, powerOf } from "../../verifiers/formula/node.ts";
import { catalogue } from "../../verifiers/quantities/catalogue.ts";

/** Longer sentences are harder to read than the formula. */
const longest = 320;

const relations: Readonly<Record<ComparisonOperator, string>> = {
  "<": "is less than",
  "<=": "is at most",
  ">": "is greater than",
  ">=": "is at least",
  "==": "equals",
};

const calls = {
  sqrt: "the square root of",
  exp: "the exponential of",
  log: "the logarithm of",
  abs: "the size of",
  min: "the smallest of",
  max: "the largest of",
} as const;

const operators = { "+": "plus", "-": "minus", "*": "times", "/": "divided by", "^": "to the power" } as const;

/** null where the sentence would be too long to help, or would need parentheses. */
export function inWords(root: Node): string | null {
  const sentence = spoken(root);
  if (sentence.length > longest || bracketed(root)) return null;
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
}

function spoken(node: Node): string {
  switch (node.kind) {
    case "number":
      return node.text;
    case "constant":
      return node.name === "pi" ? "π" : "e";
    case "name":
      return meaning(node.name);
    case "negate":
      return `minus ${spoken(node.operand)}`;
    case "arithmetic":
      return `${spoken(node.left)} ${operators[node.operator]} ${spoken(node.right)}`;
    case "call":
      return `${calls[node.name]} ${node.args.map(spoken).join(" and ")}`;
    case "slope":
      return `the slope of ${spoken(node.of)} against ${spoken(node.against)}, from depth ${node.from} on,`;
    case "comparison":
      return comparison(node);
    case "not":
      return `it is not true that ${spoken(node.operand)}`;
    case "and":
    case "or":
      return `${spoken(node.left)}, ${node.kind} ${spoken(node.right)}`;
    default:
      throw new Error(`unknown node ${node satisfies never}`);
  }
}

/** Speech has no parentheses: "a plus b times c" would be heard as written without them. */
function bracketed(node: Node): boolean {
  const children = childrenOf(node);
  if (children.some(bracketed)) return true;
  if (node.kind === "call" || node.kind === "not") return children.some((child) => childrenOf(child).length > 1);
  const logic = node.kind === "and" || node.kind === "or";
  if (logic) return children.some((child) => (child.kind === "and" || child.kind === "or") && child.kind !== node.kind);
  return node.kind === "arithmetic" && children.some((child) => powerOf(child) < powerOf(node));
}

function comparison({ operator, left, right }: Extract<Node, { kind: "comparison" }>): string {
  const zero = right.kind === "number" && right.value === 0;
  if (zero && operator === "<") return `${spoken(left)} is negative`;
  if (zero && operator === ">") return `${spoken(left)} is positive`;
  return `${spoken(left)} ${relations[operator]} ${spoken(right)}`;
}

/** The catalogue's meaning up to its first remark. */
export function meaning(name: string): string {
  const info = Object.hasOwn(catalogue, name) ? catalogue[name] : undefined;
  const short = info?.meaning.split(";")[0]?.replace(/ \([^)]*\)$/, "");
  if (short === undefined) return name;
  return /^(?:the |E\[)/.test(short) ? short : `the ${short}`;
}

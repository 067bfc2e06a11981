/** Canonical text of a formula: one spacing, no needless parentheses. Law: parseFormula(toText(x)) is x, places aside. */
import type { Node } from "./node.ts";
import { power, powerOf } from "./node.ts";

function wrapped(node: Node, least: number): string {
  const text = toText(node);
  return powerOf(node) < least ? `(${text})` : text;
}

/** Both operands of an operator that groups to the left. */
function infix(left: Node, operator: string, right: Node, own: number): string {
  return `${wrapped(left, own)} ${operator} ${wrapped(right, own + 1)}`;
}

export function toText(node: Node): string {
  switch (node.kind) {
    case "number":
      return node.text;
    case "constant":
    case "name":
      return node.name;
    case "negate":
      return `-${wrapped(node.operand, power.negate)}`;
    case "not":
      return `not ${wrapped(node.operand, power.not)}`;
    case "arithmetic":
      if (node.operator === "^") return `${wrapped(node.left, power.atom)}^${wrapped(node.right, power.negate)}`;
      return infix(node.left, node.operator, node.right, powerOf(node));
    case "comparison":
      return `${wrapped(node.left, power.sum)} ${node.operator} ${wrapped(node.right, power.sum)}`;
    case "and":
    case "or":
      return infix(node.left, node.kind, node.right, power[node.kind]);
    case "call":
      return `${node.name}(${node.args.map(toText).join(", ")})`;
    case "slope":
      return `slope(${toText(node.of)}, ${toText(node.against)}, from: ${node.from})`;
    default:
      throw new Error(`unknown node ${node satisfies never}`);
  }
}

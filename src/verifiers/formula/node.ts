/** The syntax tree of a formula: one tree is checked, evaluated and typeset. Offsets count from 0 inside the text. */

export type ArithmeticOperator = "+" | "-" | "*" | "/" | "^";
export type ComparisonOperator = "<" | "<=" | ">" | ">=" | "==";
export type FunctionName = "sqrt" | "exp" | "log" | "abs" | "min" | "max";

/** Where a node or a problem sits in the text. */
export interface Span {
  readonly offset: number;
  readonly length: number;
}

/** A decimal literal, never negative; `text` is kept because it may say more than the nearest float64. */
export type NumberNode = Span & { readonly kind: "number"; readonly value: number; readonly text: string };
export type ConstantNode = Span & { readonly kind: "constant"; readonly name: "e" | "pi" };
/** A quantity or a `let` name. */
export type NameNode = Span & { readonly kind: "name"; readonly name: string };
export type NegateNode = Span & { readonly kind: "negate"; readonly operand: Node };
export type ArithmeticNode = Span & {
  readonly kind: "arithmetic";
  readonly operator: ArithmeticOperator;
  readonly left: Node;
  readonly right: Node;
};
export type CallNode = Span & { readonly kind: "call"; readonly name: FunctionName; readonly args: readonly Node[] };
/** Least-squares slope of the worst `of` per depth against `against`, over the depths from `from` on. */
export type SlopeNode = Span & {
  readonly kind: "slope";
  readonly of: Node;
  readonly against: Node;
  readonly from: number;
};
export type ComparisonNode = Span & {
  readonly kind: "comparison";
  readonly operator: ComparisonOperator;
  readonly left: Node;
  readonly right: Node;
};
export type NotNode = Span & { readonly kind: "not"; readonly operand: Node };
export type LogicNode = Span & { readonly kind: "and" | "or"; readonly left: Node; readonly right: Node };

export type Node =
  | NumberNode
  | ConstantNode
  | NameNode
  | NegateNode
  | ArithmeticNode
  | CallNode
  | SlopeNode
  | ComparisonNode
  | NotNode
  | LogicNode;

export interface FormulaProblem extends Span {
  readonly message: string;
}

/** How many arguments each function takes. */
export const functions: Readonly<Record<FunctionName, { readonly least: number; readonly most: number }>> = {
  sqrt: { least: 1, most: 1 },
  exp: { least: 1, most: 1 },
  log: { least: 1, most: 1 },
  abs: { least: 1, most: 1 },
  min: { least: 2, most: Number.POSITIVE_INFINITY },
  max: { least: 2, most: Number.POSITIVE_INFINITY },
};

export const functionNames: readonly string[] = [...Object.keys(functions), "slope"];

/** Words a `let` name may not take. */
export const reservedWords: ReadonlySet<string> = new Set([...functionNames, "and", "or", "not", "e", "pi"]);

/** Binding power: a larger number binds tighter. */
export const power = {
  or: 1,
  and: 2,
  not: 3,
  comparison: 4,
  sum: 5,
  product: 6,
  negate: 7,
  power: 8,
  atom: 9,
} as const;

const arithmeticPower: Readonly<Record<ArithmeticOperator, number>> = {
  "+": power.sum,
  "-": power.sum,
  "*": power.product,
  "/": power.product,
  "^": power.power,
};

export function powerOf(node: Node): number {
  switch (node.kind) {
    case "number":
    case "constant":
    case "name":
    case "call":
    case "slope":
      return power.atom;
    case "arithmetic":
      return arithmeticPower[node.operator];
    case "negate":
    case "comparison":
    case "not":
    case "and":
    case "or":
      return power[node.kind];
    default:
      throw new Error(`unknown node ${node satisfies never}`);
  }
}

export function childrenOf(node: Node): readonly Node[] {
  switch (node.kind) {
    case "number":
    case "constant":
    case "name":
      return [];
    case "negate":
    case "not":
      return [node.operand];
    case "call":
      return node.args;
    case "slope":
      return [node.of, node.against];
    case "arithmetic":
    case "comparison":
    case "and":
    case "or":
      return [node.left, node.right];
    default:
      throw new Error(`unknown node ${node satisfies never}`);
  }
}

/** The same node with each child replaced by `change(child)`. */
export function mapChildren(node: Node, change: (child: Node) => Node): Node {
  switch (node.kind) {
    case "number":
    case "constant":
    case "name":
      return node;
    case "negate":
    case "not":
      return { ...node, operand: change(node.operand) };
    case "call":
      return { ...node, args: node.args.map(change) };
    case "slope":
      return { ...node, of: change(node.of), against: change(node.against) };
    case "arithmetic":
    case "comparison":
    case "and":
    case "or":
      return { ...node, left: change(node.left), right: change(node.right) };
    default:
      throw new Error(`unknown node ${node satisfies never}`);
  }
}

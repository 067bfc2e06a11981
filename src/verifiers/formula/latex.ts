/** A formula as LaTeX, from the same tree that is evaluated. */
import type { ArithmeticNode, CallNode, ComparisonOperator, Node, NumberNode } from "./node.ts";
import { power, powerOf } from "./node.ts";

type Symbols = (name: string) => string;

const relations: Readonly<Record<ComparisonOperator, string>> = {
  "<": "<",
  "<=": "\\le",
  ">": ">",
  ">=": "\\ge",
  "==": "=",
};

const parenthesised = (latex: string): string => `\\left(${latex}\\right)`;

function wrapped(node: Node, least: number, symbols: Symbols): string {
  const latex = toLatex(node, symbols);
  return powerOf(node) < least ? parenthesised(latex) : latex;
}

/** 1.5e-7 as 1.5 times a power of ten. */
function numeral(node: NumberNode): string {
  const [mantissa, exponent] = node.text.toLowerCase().split("e");
  if (exponent === undefined) return node.text;
  const tens = `10^{${Number(exponent)}}`;
  return Number(mantissa) === 1 ? tens : `${mantissa} \\cdot ${tens}`;
}

/** A letter, perhaps with an index, or one pair of norm bars: what may carry an exponent without parentheses. */
const solid = /^(?:(?:\\[A-Za-z]+|[A-Za-z0-9.]+)(?:_(?:[A-Za-z0-9]|\{[^{}]*\}))?|\\lVert(?:(?!\\rVert).)*\\rVert)$/;

function base(node: Node, symbols: Symbols): string {
  const latex = wrapped(node, power.atom, symbols);
  const safe = node.kind === "constant" || powerOf(node) < power.atom || solid.test(latex);
  return safe ? latex : parenthesised(latex);
}

/** A thin space, or a dot where a digit would run into the factor before it. */
function product(left: string, right: string): string {
  return /^[\d.]/.test(right) ? `${left} \\cdot ${right}` : `${left}\\,${right}`;
}

/** Two signs in a row read as a slip. */
const unsigned = (latex: string): string => (latex.startsWith("-") ? parenthesised(latex) : latex);

function arithmetic(node: ArithmeticNode, symbols: Symbols): string {
  const { left, right } = node;
  switch (node.operator) {
    case "+":
    case "-":
      return `${toLatex(left, symbols)} ${node.operator} ${unsigned(wrapped(right, power.product, symbols))}`;
    case "*":
      return product(wrapped(left, power.product, symbols), wrapped(right, power.power, symbols));
    case "/":
      return `\\frac{${toLatex(left, symbols)}}{${toLatex(right, symbols)}}`;
    case "^":
      return `${base(left, symbols)}^{${toLatex(right, symbols)}}`;
    default:
      throw new Error(`unknown operator ${node.operator satisfies never}`);
  }
}

function call(node: CallNode, symbols: Symbols): string {
  const args = node.args.map((argument) => toLatex(argument, symbols)).join(",\\, ");
  switch (node.name) {
    case "sqrt":
      return `\\sqrt{${args}}`;
    case "abs":
      return `\\left|${args}\\right|`;
    case "exp":
    case "log":
    case "min":
    case "max":
      return `\\${node.name}\\left(${args}\\right)`;
    default:
      throw new Error(`unknown function ${node.name satisfies never}`);
  }
}

/** `and` beside `or` gets parentheses although it binds tighter: readers do not agree on that. */
function side(node: Node, kind: "and" | "or", symbols: Symbols): string {
  return node.kind === kind ? toLatex(node, symbols) : wrapped(node, power.not, symbols);
}

/** `symbols` gives the LaTeX of a quantity name. */
export function toLatex(node: Node, symbols: Symbols): string {
  switch (node.kind) {
    case "number":
      return numeral(node);
    case "constant":
      return node.name === "pi" ? "\\pi" : "\\mathrm{e}";
    case "name":
      return symbols(node.name);
    case "negate":
      return `-${wrapped(node.operand, power.power, symbols)}`;
    case "not":
      return `\\text{not } ${wrapped(node.operand, power.atom, symbols)}`;
    case "arithmetic":
      return arithmetic(node, symbols);
    case "comparison":
      return `${wrapped(node.left, power.sum, symbols)} ${relations[node.operator]} ${wrapped(node.right, power.sum, symbols)}`;
    case "and":
    case "or":
      return `${side(node.left, node.kind, symbols)} \\;\\text{ ${node.kind} }\\; ${side(node.right, node.kind, symbols)}`;
    case "call":
      return call(node, symbols);
    case "slope":
      return `\\operatorname{slope}_{${symbols("depth")} \\ge ${node.from}}\\left(${toLatex(node.of, symbols)},\\, ${toLatex(node.against, symbols)}\\right)`;
    default:
      throw new Error(`unknown node ${node satisfies never}`);
  }
}

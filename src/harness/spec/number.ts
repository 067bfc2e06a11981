/** Numbers of a spec that may be formulas of the axes: `width: depth + 1`, `outer: 1 / sqrt(depth)`. */
import { exp, log } from "../../numerics/elementary.ts";
import type { Node } from "../../verifiers/formula/index.ts";
import { parseFormula } from "../../verifiers/formula/index.ts";
import type { NumberOrFormula } from "./types.ts";

export type AxisValue = Readonly<Record<string, number>>;

/** Own exp and log, and whole powers by multiplication: the same number on every machine. */
function power(a: number, b: number): number {
  if (!Number.isInteger(b) || Math.abs(b) > 1024) return exp(b * log(a));
  let product = 1;
  for (let k = 0; k < Math.abs(b); k++) product *= a;
  return b < 0 ? 1 / product : product;
}

const arithmetic = {
  "+": (a: number, b: number): number => a + b,
  "-": (a: number, b: number): number => a - b,
  "*": (a: number, b: number): number => a * b,
  "/": (a: number, b: number): number => a / b,
  "^": power,
} as const;

const functions = {
  sqrt: ([x = Number.NaN]: readonly number[]): number => Math.sqrt(x),
  exp: ([x = Number.NaN]: readonly number[]): number => exp(x),
  log: ([x = Number.NaN]: readonly number[]): number => log(x),
  abs: ([x = Number.NaN]: readonly number[]): number => Math.abs(x),
  min: (xs: readonly number[]): number => Math.min(...xs),
  max: (xs: readonly number[]): number => Math.max(...xs),
} as const;

/** NaN for whatever is not a number formula of the given axes; the spec's checks refuse those with a place. */
function valueAtAxes(node: Node, axes: AxisValue): number {
  switch (node.kind) {
    case "number":
      return node.value;
    case "constant":
      return node.name === "e" ? Math.E : Math.PI;
    case "name":
      return Object.hasOwn(axes, node.name) ? (axes[node.name] ?? Number.NaN) : Number.NaN;
    case "negate":
      return -valueAtAxes(node.operand, axes);
    case "arithmetic":
      return arithmetic[node.operator](valueAtAxes(node.left, axes), valueAtAxes(node.right, axes));
    case "call":
      return functions[node.name](node.args.map((argument) => valueAtAxes(argument, axes)));
    case "slope":
    case "comparison":
    case "not":
    case "and":
    case "or":
      return Number.NaN;
    default:
      return node satisfies never;
  }
}

/** The number at these axes; NaN where the formula has no value. */
export function evaluateNumber(value: NumberOrFormula, axes: AxisValue): number {
  if (typeof value === "number") return value;
  const parsed = parseFormula(value);
  return parsed.ok ? valueAtAxes(parsed.root, axes) : Number.NaN;
}

/** The value of a number formula with its error bar: interval arithmetic on what is known of each quantity, exact where floats are. */
import { exp, log } from "../../numerics/elementary.ts";
import type { Absent, Measurement } from "../measurement.ts";
import { exactLiteral, exactProduct, exactQuotient, exactRoot, exactSum } from "./exactness.ts";
import type { Interval } from "./interval.ts";
import * as interval from "./interval.ts";
import type { ArithmeticOperator, FunctionName, Node } from "./node.ts";
import {
  absent,
  exactRange,
  isAbsent,
  measurementOf,
  type Range,
  range,
  rangeOf,
  roundedRange,
  weakest,
} from "./range.ts";

export type Lookup = (name: string) => Measurement;
type Part = Range | Absent;

/** One operation on the value, and the same on both intervals. */
function apply1(a: Range, value: number, on: (a: Interval) => Interval, exact: boolean): Part {
  if (!Number.isFinite(value)) return absent("a result is too large for a float64");
  return range(value, on(a.certain), on(a.nominal), a.exact && exact, a.grade, a.undecidedSign);
}

function apply2(a: Range, b: Range, value: number, on: (a: Interval, b: Interval) => Interval, exact: boolean): Part {
  if (!Number.isFinite(value)) return absent("a result is too large for a float64");
  const grade = weakest(a.grade, b.grade);
  const undecidedSign = a.undecidedSign || b.undecidedSign;
  const isExact = a.exact && b.exact && exact;
  return range(value, on(a.certain, b.certain), on(a.nominal, b.nominal), isExact, grade, undecidedSign);
}

/** exp, log and fractional powers rest on a library error bound, not on IEEE rounding: no better than measured. */
const transcendental = (part: Part): Part =>
  isAbsent(part) ? part : { ...part, grade: part.exact ? part.grade : weakest(part.grade, "measured") };

function quotient(a: Range, b: Range): Part {
  if (interval.contains(b.nominal, 0)) return absent("division by a number that is zero within its error");
  return apply2(a, b, a.value / b.value, interval.divide, exactQuotient(a.value, b.value));
}

function wholePower(a: Range, n: number): Part {
  if (n < 0 && interval.contains(a.nominal, 0))
    return absent("negative power of a number that is zero within its error");
  let value = 1;
  let exact = true;
  let square = a.value;
  for (let k = Math.abs(n); k > 0; k = Math.floor(k / 2)) {
    if (k % 2 === 1) {
      exact &&= exactProduct(value, square);
      value *= square;
    }
    if (k > 1) {
      exact &&= exactProduct(square, square);
      square *= square;
    }
  }
  if (n < 0) exact &&= exactQuotient(1, value);
  return apply1(a, n < 0 ? 1 / value : value, (base) => interval.wholePower(base, n), exact);
}

function realPower(a: Range, b: Range): Part {
  if (a.nominal.high < 0) return absent("fractional power of a negative number");
  if (a.nominal.low <= 0 && b.nominal.low <= 0) return absent("power of a number that is zero within its error");
  // a^b = exp(b log a); a base that is negative only within its error is clipped at 0
  const value = a.value <= 0 ? 0 : exp(b.value * log(a.value));
  return transcendental(apply2(a, b, value, interval.realPower, false));
}

function powerOf(a: Range, b: Range): Part {
  const whole = b.exact && Number.isInteger(b.value) && Math.abs(b.value) <= 2 ** 31;
  return whole ? wholePower(a, b.value) : realPower(a, b);
}

function arithmetic(operator: ArithmeticOperator, a: Range, b: Range): Part {
  switch (operator) {
    case "+":
      return apply2(a, b, a.value + b.value, interval.add, exactSum(a.value, b.value));
    case "-":
      return apply2(a, b, a.value - b.value, interval.subtract, exactSum(a.value, -b.value));
    case "*":
      return apply2(a, b, a.value * b.value, interval.multiply, exactProduct(a.value, b.value));
    case "/":
      return quotient(a, b);
    case "^":
      return powerOf(a, b);
    default:
      throw new Error(`unknown operator ${operator satisfies never}`);
  }
}

function squareRoot(a: Range): Part {
  if (a.nominal.high < 0) return absent("square root of a negative number");
  const inside = Math.max(0, a.value);
  return apply1(a, Math.sqrt(inside), interval.squareRoot, exactRoot(inside));
}

function logarithm(a: Range): Part {
  if (a.nominal.high < 0) return absent("logarithm of a negative number");
  if (a.nominal.low <= 0) return absent("logarithm of a number that is zero within its error");
  return transcendental(apply1(a, log(a.value), interval.logarithm, a.value === 1));
}

function extremum(args: readonly Range[], pick: (a: number, b: number) => number, on: typeof interval.minimum): Part {
  return args.reduce<Part>((best, next) => {
    if (isAbsent(best)) return best;
    // Of two exact numbers the extreme one is exact; two enclosures stay an enclosure.
    return apply2(best, next, pick(best.value, next.value), on, true);
  }, args[0] ?? absent("no arguments"));
}

function call(name: FunctionName, args: readonly Range[]): Part {
  const first = args[0] ?? exactRange(0);
  switch (name) {
    case "sqrt":
      return squareRoot(first);
    case "exp":
      return transcendental(apply1(first, exp(first.value), interval.exponential, first.value === 0));
    case "log":
      return logarithm(first);
    case "abs":
      return apply1(first, Math.abs(first.value), interval.absolute, true);
    case "min":
      return extremum(args, Math.min, interval.minimum);
    case "max":
      return extremum(args, Math.max, interval.maximum);
    default:
      throw new Error(`unknown function ${name satisfies never}`);
  }
}

/** Evaluates all parts, or gives the first that does not exist. */
function parts(nodes: readonly Node[], lookup: Lookup): readonly Range[] | Absent {
  const ranges: Range[] = [];
  for (const node of nodes) {
    const part = evaluateRange(node, lookup);
    if (isAbsent(part)) return part;
    ranges.push(part);
  }
  return ranges;
}

function combined(nodes: readonly Node[], lookup: Lookup, combine: (args: readonly Range[]) => Part): Part {
  const args = parts(nodes, lookup);
  return "reason" in args ? args : combine(args);
}

/** Everything known of a number formula. Conditions and slopes have no value at one witness: checked and replaced before. */
export function evaluateRange(node: Node, lookup: Lookup): Range | Absent {
  switch (node.kind) {
    case "number":
      return exactLiteral(node.text, node.value) ? exactRange(node.value) : roundedRange(node.value);
    case "constant":
      return roundedRange(node.name === "pi" ? Math.PI : Math.E);
    case "name":
      return rangeOf(node.name, lookup(node.name));
    case "negate":
      return combined([node.operand], lookup, ([a]) => apply1(a!, -a!.value, interval.negate, true));
    case "arithmetic":
      return combined([node.left, node.right], lookup, ([a, b]) => arithmetic(node.operator, a!, b!));
    case "call":
      return combined(node.args, lookup, (args) => call(node.name, args));
    case "slope":
    case "comparison":
    case "not":
    case "and":
    case "or":
      throw new Error(`bug: a ${node.kind} has no value at one witness; checkFormula refuses it`);
    default:
      throw new Error(`unknown node ${node satisfies never}`);
  }
}

/** The same as a measurement: value, half-width, grade. */
export function evaluateNumber(root: Node, lookup: Lookup): Measurement {
  return measurementOf(evaluateRange(root, lookup));
}

/**
 * Pratt parser (Pratt 1973) for formulas, bounded in length and nesting, with the place of the first problem.
 * Loosest to tightest: `or`, `and`, `not`, comparisons (which do not chain), `+ -`, `* /`, unary minus, `^` (to the right).
 */
import { suggestion } from "./nearest-name.ts";
import type {
  ArithmeticOperator,
  ComparisonOperator,
  FormulaProblem,
  FunctionName,
  Node,
  NumberNode,
  Span,
} from "./node.ts";
import { functionNames, functions, power } from "./node.ts";
import { type Token, tokenize } from "./tokens.ts";

export const maxFormulaLength = 1000;
/** Parentheses, prefixes, calls and exponents inside one another. */
export const maxFormulaDepth = 64;

export type Parsed =
  | { readonly ok: true; readonly root: Node }
  | { readonly ok: false; readonly problems: readonly FormulaProblem[] };

interface State {
  readonly text: string;
  readonly tokens: readonly Token[];
  at: number;
  depth: number;
  problem: FormulaProblem | null;
}

/** The least power the right operand may have: one more than its own for what groups to the left. */
interface Infix {
  readonly power: number;
  readonly right: number;
  readonly build: (left: Node, right: Node, span: Span) => Node;
}

const arithmetic = (operator: ArithmeticOperator, own: number, right: number): Infix => ({
  power: own,
  right,
  build: (left, right, span) => ({ kind: "arithmetic", operator, left, right, ...span }),
});
const comparison = (operator: ComparisonOperator): Infix => ({
  power: power.comparison,
  right: power.sum,
  build: (left, right, span) => ({ kind: "comparison", operator, left, right, ...span }),
});
const logic = (kind: "and" | "or", right: number): Infix => ({
  power: power[kind],
  right,
  build: (left, right, span) => ({ kind, left, right, ...span }),
});

const infixes: ReadonlyMap<string, Infix> = new Map([
  ["or", logic("or", power.and)],
  ["and", logic("and", power.not)],
  ["<", comparison("<")],
  ["<=", comparison("<=")],
  [">", comparison(">")],
  [">=", comparison(">=")],
  ["==", comparison("==")],
  ["+", arithmetic("+", power.sum, power.product)],
  ["-", arithmetic("-", power.sum, power.product)],
  ["*", arithmetic("*", power.product, power.negate)],
  ["/", arithmetic("/", power.product, power.negate)],
  // An exponent may carry its own sign and its own exponent: 2^-3^2 is 2^(-(3^2)).
  ["^", arithmetic("^", power.power, power.negate)],
]);

const peek = (state: State): Token => state.tokens[state.at]!;
const advance = (state: State): Token => state.tokens[state.at++]!;

function refuse(state: State, span: Span, message: string): null {
  state.problem ??= { offset: span.offset, length: span.length, message };
  return null;
}

const shown = (token: Token): string => (token.kind === "end" ? "the end of the formula" : `"${token.text}"`);

function expectSymbol(state: State, symbol: string, why: string): Token | null {
  const token = peek(state);
  if (token.text === symbol) return advance(state);
  return refuse(state, token, `expected "${symbol}" ${why}, found ${shown(token)}`);
}

const between = (first: Span, last: Span): Span => ({
  offset: first.offset,
  length: last.offset + last.length - first.offset,
});

function deeper(state: State, least: number): Node | null {
  if (state.depth >= maxFormulaDepth)
    return refuse(state, peek(state), `nested deeper than ${maxFormulaDepth} levels; name parts with let`);
  state.depth += 1;
  const node = expression(state, least);
  state.depth -= 1;
  return node;
}

function expression(state: State, least: number): Node | null {
  let left = prefix(state);
  let compared = false;
  while (left !== null) {
    const token = peek(state);
    const infix = infixes.get(token.text);
    if (infix === undefined || infix.power < least) break;
    if (compared && infix.power === power.comparison) return chained(state, left, token);
    advance(state);
    const right: Node | null = token.text === "^" ? deeper(state, infix.right) : expression(state, infix.right);
    if (right === null) return null;
    compared = infix.power === power.comparison;
    left = infix.build(left, right, between(left, right));
  }
  return left;
}

function chained(state: State, left: Node, token: Token): null {
  const source = (node: Span): string => state.text.slice(node.offset, node.offset + node.length);
  const middle = left.kind === "comparison" ? source(left.right) : "b";
  return refuse(state, token, `comparisons do not chain: write "${source(left)} and ${middle} ${token.text} ..."`);
}

function prefix(state: State): Node | null {
  const token = advance(state);
  if (token.kind === "number") return literal(state, token);
  if (token.text === "(") return group(state, token);
  if (token.text === "-") return prefixed(state, token, "negate");
  if (token.text === "not") return prefixed(state, token, "not");
  if (token.kind === "name" && !infixes.has(token.text)) return named(state, token);
  const hint = token.text === "+" ? "; a leading plus is not allowed" : "";
  return refuse(state, token, `expected a number, a name or "(", found ${shown(token)}${hint}`);
}

function literal(state: State, token: Token): NumberNode | null {
  const value = Number(token.text);
  const mantissa = token.text.split(/[eE]/)[0]!;
  const lost = !Number.isFinite(value) || (value === 0 && /[1-9]/.test(mantissa));
  if (lost) return refuse(state, token, `the number ${token.text} does not fit a float64`);
  return { kind: "number", value, text: token.text, offset: token.offset, length: token.length };
}

function group(state: State, open: Token): Node | null {
  const inner = deeper(state, power.or);
  if (inner === null) return null;
  const close = expectSymbol(state, ")", "to close the parenthesis");
  return close === null ? null : { ...inner, ...between(open, close) };
}

function prefixed(state: State, token: Token, kind: "negate" | "not"): Node | null {
  const operand = deeper(state, power[kind]);
  return operand === null ? null : { kind, operand, ...between(token, operand) };
}

function named(state: State, token: Token): Node | null {
  const { offset, length, text: name } = token;
  if (peek(state).text === "(") return call(state, token);
  if (functionNames.includes(name)) return refuse(state, token, `${name} takes its arguments in parentheses`);
  if (name === "e" || name === "pi") return { kind: "constant", name, offset, length };
  return { kind: "name", name, offset, length };
}

const isFunction = (name: string): name is FunctionName => Object.hasOwn(functions, name);

function call(state: State, token: Token): Node | null {
  advance(state);
  if (token.text === "slope") return slope(state, token);
  if (!isFunction(token.text)) {
    const hint = suggestion(token.text, functionNames);
    return refuse(state, token, `"${token.text}" is not a function${hint || `; known: ${functionNames.join(", ")}`}`);
  }
  const args: Node[] = [];
  if (peek(state).text !== ")") {
    do {
      const argument = deeper(state, power.or);
      if (argument === null) return null;
      args.push(argument);
    } while (peek(state).text === "," && advance(state));
  }
  const close = expectSymbol(state, ")", `to close ${token.text}(`);
  return close === null ? null : { kind: "call", name: token.text, args, ...between(token, close) };
}

const slopeForm = "in slope(quantity, log(depth), from: 8)";

function slope(state: State, token: Token): Node | null {
  const of = deeper(state, power.or);
  if (of === null || expectSymbol(state, ",", slopeForm) === null) return null;
  const against = deeper(state, power.or);
  if (against === null || expectSymbol(state, ",", slopeForm) === null) return null;
  if (expectSymbol(state, "from", slopeForm) === null || expectSymbol(state, ":", slopeForm) === null) return null;
  const from = advance(state);
  if (from.kind !== "number") return refuse(state, from, `expected the first depth ${slopeForm}, found ${shown(from)}`);
  const close = expectSymbol(state, ")", slopeForm);
  return close === null ? null : { kind: "slope", of, against, from: Number(from.text), ...between(token, close) };
}

function afterwards(state: State): null {
  const token = peek(state);
  if (token.text === ")") return refuse(state, token, "this parenthesis was never opened");
  if (token.kind === "symbol" && token.text !== "(") return refuse(state, token, `${shown(token)} has no place here`);
  return refuse(state, token, `an operator is missing before ${shown(token)}; a product is written with "*"`);
}

/** Never throws, whatever the text. */
export function parseFormula(text: string): Parsed {
  if (text.length > maxFormulaLength) {
    const message = `a formula has at most ${maxFormulaLength} characters, this one ${text.length}; name parts with let`;
    return { ok: false, problems: [{ offset: maxFormulaLength, length: text.length - maxFormulaLength, message }] };
  }
  const read = tokenize(text);
  if (!read.ok) return { ok: false, problems: [read.problem] };
  if (read.tokens.length === 1)
    return { ok: false, problems: [{ offset: 0, length: 0, message: "the formula is empty" }] };
  const state: State = { text, tokens: read.tokens, at: 0, depth: 0, problem: null };
  const root = expression(state, power.or);
  if (root !== null && peek(state).kind !== "end") afterwards(state);
  return root === null || state.problem !== null
    ? { ok: false, problems: state.problem === null ? [] : [state.problem] }
    : { ok: true, root };
}

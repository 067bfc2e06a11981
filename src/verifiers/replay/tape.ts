/**
 * A scalar tape: every number of a network's evaluation is one node, so each derivative rule is one readable line.
 * Running bounds follow every rounding (unit 2^-53) from the leaves to the output, to first order.
 */
/** A scalar function with its first two derivatives in s. `y` is the label of a loss; activations ignore it. */
export interface ScalarFunction {
  readonly value: (s: number, y: number) => number;
  readonly slope: (s: number, y: number) => number;
  readonly curvature: (s: number, y: number) => number;
}

/** Index of a node. */
export type Node = number;

export const LEAF = 0;
export const ADD = 1;
export const MULTIPLY = 2;
const FIRST_FUNCTION = 3;
/** One rounding. */
export const unit: number = 2 ** -53;
/** Own elementary functions stay below 4 ulp = 8 units; 16 leaves room for the formulas around them. */
export const functionUnits: number = 16 * unit;

/** Operation and operands per node; operands precede the node. */
export interface Tape {
  readonly operation: number[];
  readonly left: Node[];
  readonly right: Node[];
  readonly value: number[];
  /** First and second derivative of a function node at its operand. */
  readonly slope: number[];
  readonly curvature: number[];
  /** Bound on the rounding error of `value`. */
  readonly error: number[];
  /** The part of `error` this node's own operation made. */
  readonly rounding: number[];
  /** Whether the value changes with some trainable parameter. */
  readonly moves: boolean[];
  readonly functions: ScalarFunction[];
}

export const newTape = (): Tape => ({
  operation: [],
  left: [],
  right: [],
  value: [],
  slope: [],
  curvature: [],
  error: [],
  rounding: [],
  moves: [],
  functions: [],
});

/** `inherited`: the error that comes in through the operands. */
function push(
  tape: Tape,
  [operation, left, right]: readonly [number, Node, Node],
  value: number,
  [inherited, rounding]: readonly [number, number],
  moves: boolean,
): Node {
  tape.operation.push(operation);
  tape.left.push(left);
  tape.right.push(right);
  tape.slope.push(0);
  tape.curvature.push(0);
  tape.error.push(inherited + rounding);
  tape.rounding.push(rounding);
  tape.moves.push(moves);
  return tape.value.push(value) - 1;
}

/** A number that never changes; `error` where it was rounded already. */
export const constant = (tape: Tape, value: number, error = 0): Node =>
  push(tape, [LEAF, -1, -1], value, [0, error], false);

/** A trainable parameter. */
export const variable = (tape: Tape, value: number): Node => push(tape, [LEAF, -1, -1], value, [0, 0], true);

const isZero = (tape: Tape, node: Node): boolean =>
  !tape.moves[node] && tape.value[node] === 0 && tape.error[node] === 0;

export function add(tape: Tape, a: Node, b: Node): Node {
  // Constant zeros are folded away: what they multiply does not move, which matters for kinks at inputs 0.
  if (isZero(tape, a)) return b;
  if (isZero(tape, b)) return a;
  const value = tape.value[a]! + tape.value[b]!;
  const error = [tape.error[a]! + tape.error[b]!, unit * Math.abs(value)] as const;
  return push(tape, [ADD, a, b], value, error, tape.moves[a]! || tape.moves[b]!);
}

export function multiply(tape: Tape, a: Node, b: Node): Node {
  if (isZero(tape, a)) return a;
  if (isZero(tape, b)) return b;
  const [x, y, ex, ey] = [tape.value[a]!, tape.value[b]!, tape.error[a]!, tape.error[b]!];
  const error = [Math.abs(x) * ey + Math.abs(y) * ex + ex * ey, unit * Math.abs(x * y)] as const;
  return push(tape, [MULTIPLY, a, b], x * y, error, tape.moves[a]! || tape.moves[b]!);
}

/** f(a; label). The label is a constant node. */
export function apply(tape: Tape, f: ScalarFunction, a: Node, label: Node = a): Node {
  let index = tape.functions.indexOf(f);
  if (index < 0) index = tape.functions.push(f) - 1;
  const [s, y] = [tape.value[a]!, tape.value[label]!];
  const [value, slope] = [f.value(s, y), f.slope(s, y)];
  const error = [Math.abs(slope) * tape.error[a]!, functionUnits * Math.abs(value)] as const;
  const node = push(tape, [FIRST_FUNCTION + index, a, label], value, error, tape.moves[a]!);
  tape.slope[node] = slope;
  tape.curvature[node] = f.curvature(s, y);
  return node;
}

/** sum_j a_j b_j. */
export function dot(tape: Tape, a: readonly Node[], b: readonly Node[]): Node {
  return a.reduce((sum, node, j) => add(tape, sum, multiply(tape, node, b[j]!)), constant(tape, 0));
}

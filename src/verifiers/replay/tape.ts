/**
 * A scalar tape: every number of a network's evaluation is one node, so each derivative rule is one readable line.
 * Reverse sweeps give gradients; the same sweep in dual numbers (value + eps rate) gives Hessian columns exactly
 * (forward over reverse). Running bounds follow every rounding (unit 2^-53) forwards and backwards, to first order.
 */
import type { ScalarFunction } from "./functions.ts";

/** Index of a node. */
export type Node = number;

const LEAF = 0;
const ADD = 1;
const MULTIPLY = 2;
const FIRST_FUNCTION = 3;
/** One rounding. */
export const unit: number = 2 ** -53;
/** Own elementary functions stay below 4 ulp = 8 units; 16 leaves room for the formulas around them. */
const functionUnits = 16 * unit;

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

export interface Adjoints {
  /** d output / d node. */
  readonly adjoint: Float64Array;
  /** Bound on its rounding error. */
  readonly error: Float64Array;
}

/** Reverse sweep: the derivative of `output` in every node, with running error bounds. */
export function adjoints(tape: Tape, output: Node): Adjoints {
  const adjoint = new Float64Array(tape.value.length);
  const error = new Float64Array(tape.value.length);
  const accumulate = (node: Node, amount: number, amountError: number): void => {
    adjoint[node]! += amount;
    error[node]! += amountError + unit * (Math.abs(amount) + Math.abs(adjoint[node]!));
  };
  adjoint[output] = 1;
  for (let node = output; node >= 0; node--) {
    const [bar, barError] = [adjoint[node]!, error[node]!];
    const operation = tape.operation[node]!;
    if (operation === LEAF || (bar === 0 && barError === 0)) continue;
    const [a, b] = [tape.left[node]!, tape.right[node]!];
    if (operation === ADD) {
      accumulate(a, bar, barError);
      accumulate(b, bar, barError);
    } else if (operation === MULTIPLY) {
      accumulate(a, bar * tape.value[b]!, barError * Math.abs(tape.value[b]!) + Math.abs(bar) * tape.error[b]!);
      accumulate(b, bar * tape.value[a]!, barError * Math.abs(tape.value[a]!) + Math.abs(bar) * tape.error[a]!);
    } else {
      const [slope, curvature] = [tape.slope[node]!, tape.curvature[node]!];
      const moved = Math.abs(bar * curvature) * tape.error[a]! + functionUnits * Math.abs(bar * slope);
      accumulate(a, bar * slope, barError * Math.abs(slope) + moved);
    }
  }
  return { adjoint, error };
}

/** Error of `output` to first order: sum over all nodes of |d output / d node| * rounding; far below the running bound in deep nets. */
export const propagatedRounding = (tape: Tape, { adjoint }: Adjoints): number =>
  adjoint.reduce((sum, entry, node) => sum + Math.abs(entry) * tape.rounding[node]!, 0);

/** The tape in typed arrays, and workspace, for the many sweeps a Hessian needs. */
export interface HessianSweeper {
  /** Derivative of every variable's adjoint in the direction of one variable: a Hessian column. */
  readonly column: (direction: Node, variables: readonly Node[]) => Float64Array;
}

export function hessianSweeper(tape: Tape, output: Node, adjoint: Float64Array): HessianSweeper {
  const operation = Uint8Array.from(tape.operation);
  const [left, right] = [Int32Array.from(tape.left), Int32Array.from(tape.right)];
  const [value, slope, curvature] = [tape.value, tape.slope, tape.curvature].map((list) => Float64Array.from(list));
  const rate = new Float64Array(output + 1);
  const adjointRate = new Float64Array(output + 1);

  /** rate = d value / d direction, from the leaves up. */
  function forward(direction: Node): void {
    rate.fill(0);
    for (let node = 0; node <= output; node++) {
      const [a, b] = [left[node]!, right[node]!];
      if (operation[node] === LEAF) rate[node] = node === direction ? 1 : 0;
      else if (operation[node] === ADD) rate[node] = rate[a]! + rate[b]!;
      // (x y)' = x' y + x y'
      else if (operation[node] === MULTIPLY) rate[node] = rate[a]! * value![b]! + value![a]! * rate[b]!;
      else rate[node] = slope![node]! * rate[a]!;
    }
  }

  /** adjointRate = d adjoint / d direction, from the output down: every line of the reverse sweep, differentiated. */
  function backward(): void {
    adjointRate.fill(0);
    for (let node = output; node >= 0; node--) {
      const [a, b, bar, barRate] = [left[node]!, right[node]!, adjoint[node]!, adjointRate[node]!];
      if (operation[node] === LEAF) continue;
      if (operation[node] === ADD) {
        adjointRate[a]! += barRate;
        adjointRate[b]! += barRate;
      } else if (operation[node] === MULTIPLY) {
        adjointRate[a]! += barRate * value![b]! + bar * rate[b]!;
        adjointRate[b]! += barRate * value![a]! + bar * rate[a]!;
      } else {
        adjointRate[a]! += barRate * slope![node]! + bar * curvature![node]! * rate[a]!;
      }
    }
  }

  return {
    column(direction, variables) {
      forward(direction);
      backward();
      return Float64Array.from(variables, (node) => adjointRate[node]!);
    },
  };
}

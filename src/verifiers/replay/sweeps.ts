/**
 * Derivatives on the tape: a reverse sweep gives the gradient with running error bounds, the same sweep in dual numbers
 * (value + eps rate) gives Hessian columns exactly (forward over reverse).
 */
import { ADD, functionUnits, LEAF, MULTIPLY, type Node, type Tape, unit } from "./tape.ts";

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
  readonly sizes: SweepSizes;
}

/** Sums over all columns so far, node by node: what their rounding is measured by. */
export interface SweepSizes {
  /** |d value / d direction|. */
  readonly rate: Float64Array;
  /** |d adjoint / d direction|. */
  readonly adjointRate: Float64Array;
  /** Every amount that entered the adjoint's rate, and the partial sum it led to, in absolute value. */
  readonly added: Float64Array;
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

  const sizes: SweepSizes = {
    rate: new Float64Array(output + 1),
    adjointRate: new Float64Array(output + 1),
    added: new Float64Array(output + 1),
  };
  const send = (node: Node, amount: number): void => {
    const sum = adjointRate[node]! + amount;
    adjointRate[node] = sum;
    sizes.added[node]! += Math.abs(amount) + Math.abs(sum);
  };

  /** adjointRate = d adjoint / d direction, from the output down: every line of the reverse sweep, differentiated. */
  function backward(): void {
    adjointRate.fill(0);
    for (let node = output; node >= 0; node--) {
      const [a, b, bar, barRate] = [left[node]!, right[node]!, adjoint[node]!, adjointRate[node]!];
      sizes.rate[node]! += Math.abs(rate[node]!);
      sizes.adjointRate[node]! += Math.abs(barRate);
      if (operation[node] === LEAF) continue;
      if (operation[node] === ADD) {
        send(a, barRate);
        send(b, barRate);
      } else if (operation[node] === MULTIPLY) {
        send(a, barRate * value![b]! + bar * rate[b]!);
        send(b, barRate * value![a]! + bar * rate[a]!);
      } else {
        send(a, barRate * slope![node]! + bar * curvature![node]! * rate[a]!);
      }
    }
  }

  return {
    column(direction, variables) {
      forward(direction);
      backward();
      return Float64Array.from(variables, (node) => adjointRate[node]!);
    },
    sizes,
  };
}

/**
 * Running bound on the rounding of a Hessian computed column by column by dual numbers: the error of every value, slope and adjoint,
 * carried through both sweeps, summed over the columns. First order in 2^-53, like the bounds on the tape, which it continues.
 */
import type { Adjoints, SweepSizes } from "./sweeps.ts";
import { ADD, functionUnits, LEAF, MULTIPLY, type Node, type Tape, unit } from "./tape.ts";

/** Errors of f' and f'' at a function node: what the error of its argument, and a few roundings of it, make of them. */
function derivativeErrors(tape: Tape, node: Node): { slope: number; curvature: number } {
  const f = tape.functions[tape.operation[node]! - MULTIPLY - 1]!;
  const [a, label] = [tape.left[node]!, tape.value[tape.right[node]!]!];
  const [s, c] = [tape.value[a]!, tape.curvature[node]!];
  const shift = tape.error[a]! + 4 * unit * Math.abs(s);
  const bend = Math.max(Math.abs(f.curvature(s + shift, label) - c), Math.abs(f.curvature(s - shift, label) - c));
  return {
    slope: (Math.abs(c) + bend) * shift + functionUnits * Math.abs(tape.slope[node]!),
    curvature: bend + functionUnits * Math.abs(c),
  };
}

/** |(x + ex)(y + ey) - x y| and the rounding of the product, x and y given by size. */
const product = (x: number, ex: number, y: number, ey: number): number => x * ey + y * ex + ex * ey + unit * x * y;

/** Sum over the columns of the error of d value / d direction. */
function rateErrors(tape: Tape, { rate }: SweepSizes, slopes: Float64Array): Float64Array {
  const error = new Float64Array(rate.length);
  for (let node = 0; node < rate.length; node++) {
    const [operation, a, b] = [tape.operation[node]!, tape.left[node]!, tape.right[node]!];
    if (operation === LEAF) continue;
    const own = unit * rate[node]!;
    const factor = (x: Node, y: Node): number => product(rate[x]!, error[x]!, Math.abs(tape.value[y]!), tape.error[y]!);
    if (operation === ADD) error[node] = error[a]! + error[b]! + own;
    // (x y)' = x' y + x y'
    else if (operation === MULTIPLY) error[node] = factor(a, b) + factor(b, a) + own;
    else error[node] = product(rate[a]!, error[a]!, Math.abs(tape.slope[node]!), slopes[node]!);
  }
  return error;
}

/** Sum over the columns of the error of the Hessian's entry in each variable's row. */
export function hessianRounding(
  tape: Tape,
  { adjoint, error: adjointError }: Adjoints,
  sizes: SweepSizes,
  variables: readonly Node[],
): Float64Array {
  const { rate, adjointRate } = sizes;
  const [slopes, curvatures] = [new Float64Array(rate.length), new Float64Array(rate.length)];
  for (let node = 0; node < rate.length; node++) {
    if (tape.operation[node]! <= MULTIPLY) continue;
    const { slope, curvature } = derivativeErrors(tape, node);
    slopes[node] = slope;
    curvatures[node] = curvature;
  }
  const rates = rateErrors(tape, sizes, slopes);
  // the roundings of the sums come first, so that each node has all of its error when it is passed on
  const error = sizes.added.map((size) => unit * size);
  for (let node = rate.length - 1; node >= 0; node--) {
    const [operation, a, b] = [tape.operation[node]!, tape.left[node]!, tape.right[node]!];
    if (operation === LEAF) continue;
    const [bar, barError] = [Math.abs(adjoint[node]!), adjointError[node]!];
    const [size, carried] = [adjointRate[node]!, error[node]!];
    if (operation === ADD) {
      error[a]! += carried;
      error[b]! += carried;
    } else if (operation === MULTIPLY) {
      // bar' y + bar y'
      const through = (y: Node): number =>
        product(size, carried, Math.abs(tape.value[y]!), tape.error[y]!) + product(bar, barError, rate[y]!, rates[y]!);
      error[a]! += through(b);
      error[b]! += through(a);
    } else {
      // bar' f' + bar f'' s'
      const bend = Math.abs(tape.curvature[node]!);
      const inner = product(bar, barError, bend, curvatures[node]!);
      error[a]! +=
        product(size, carried, Math.abs(tape.slope[node]!), slopes[node]!) +
        product(bar * bend, inner, rate[a]!, rates[a]!);
    }
  }
  return Float64Array.from(variables, (node) => error[node]!);
}

/**
 * Exact inertia: where every function on the tape is piecewise polynomial, the Hessian at the stored floats is a matrix of
 * dyadic rationals, computed here in BigInt without any rounding. It settles eigenvalues that floats cannot tell from 0.
 */
import { replayActivations } from "./activations.ts";
import { type Dyadic, dyadic, negative, one, plus, times, two, zero } from "./dyadic.ts";
import { replayLosses } from "./losses.ts";
import type { Model } from "./network.ts";
import { semidefiniteRank } from "./semidefinite.ts";
import type { Node, ScalarFunction, Tape } from "./tape.ts";

/** Value, slope and curvature at s (label y), exactly. */
type ExactRule = (s: Dyadic, y: Dyadic) => readonly [Dyadic, Dyadic, Dyadic];

const { relu, absolute, identity, square, constant } = replayActivations;
const rules: ReadonlyMap<ScalarFunction | undefined, ExactRule> = new Map<ScalarFunction | undefined, ExactRule>([
  [relu, (s) => (s.mantissa > 0n ? [s, one, zero] : [zero, zero, zero])],
  [absolute, (s) => (s.mantissa > 0n ? [s, one, zero] : [negative(s), negative(one), zero])],
  [identity, (s) => [s, one, zero]],
  [square, (s) => [times(s, s), times(two, s), two]],
  [replayActivations["square-plus-identity"], (s) => [plus(s, times(s, s)), plus(one, times(two, s)), two]],
  [constant, () => [dyadic(100), zero, zero]],
  // (p - y)^2
  [
    replayLosses.squared,
    (p, y) => {
      const r = plus(p, negative(y));
      return [times(r, r), times(two, r), two];
    },
  ],
]);

interface ExactSweep {
  readonly value: readonly Dyadic[];
  readonly slope: readonly Dyadic[];
  readonly curvature: readonly Dyadic[];
  readonly adjoint: readonly Dyadic[];
}

function forward(tape: Tape): Omit<ExactSweep, "adjoint"> {
  const [value, slope, curvature]: [Dyadic[], Dyadic[], Dyadic[]] = [[], [], []];
  tape.operation.forEach((operation, node) => {
    const [a, b] = [tape.left[node]!, tape.right[node]!];
    const rule = rules.get(tape.functions[operation - 3]);
    const [own, first, second] = rule === undefined ? [zero, zero, zero] : rule(value[a]!, value[b]!);
    if (operation === 0) value.push(dyadic(tape.value[node]!));
    else if (operation === 1) value.push(plus(value[a]!, value[b]!));
    else if (operation === 2) value.push(times(value[a]!, value[b]!));
    else value.push(own);
    slope.push(first);
    curvature.push(second);
  });
  return { value, slope, curvature };
}

/** Reverse sweep; with rates given, its derivative in their direction (see tape.ts). */
function backward(
  tape: Tape,
  output: Node,
  known: Omit<ExactSweep, "adjoint">,
  rates?: { adjoint: readonly Dyadic[]; rate: readonly Dyadic[] },
): Dyadic[] {
  const { value, slope, curvature } = known;
  const bars = tape.value.map(() => zero);
  if (rates === undefined) bars[output] = one;
  const send = (to: Node, factor: Dyadic, bar: Dyadic, factorRate: Dyadic, node: Node): void => {
    bars[to] = plus(bars[to]!, times(bar, factor));
    if (rates !== undefined) bars[to] = plus(bars[to]!, times(rates.adjoint[node]!, factorRate));
  };
  for (let node = output; node >= 0; node--) {
    const [operation, a, b, bar] = [tape.operation[node]!, tape.left[node]!, tape.right[node]!, bars[node]!];
    const rate = (operand: Node): Dyadic => rates?.rate[operand] ?? zero;
    if (operation === 1) {
      send(a, one, bar, zero, node);
      send(b, one, bar, zero, node);
    } else if (operation === 2) {
      send(a, value[b]!, bar, rate(b), node);
      send(b, value[a]!, bar, rate(a), node);
    } else if (operation >= 3) send(a, slope[node]!, bar, times(curvature[node]!, rate(a)), node);
  }
  return bars;
}

function ratesFrom(tape: Tape, { value, slope }: Omit<ExactSweep, "adjoint">, direction: Node): Dyadic[] {
  const rate: Dyadic[] = [];
  tape.operation.forEach((operation, node) => {
    const [a, b] = [tape.left[node]!, tape.right[node]!];
    if (operation === 0) rate.push(node === direction ? one : zero);
    else if (operation === 1) rate.push(plus(rate[a]!, rate[b]!));
    else if (operation === 2) rate.push(plus(times(rate[a]!, value[b]!), times(value[a]!, rate[b]!)));
    else rate.push(times(slope[node]!, rate[a]!));
  });
  return rate;
}

interface Derivatives {
  /** The Hessian times one common power of two, as integers. */
  readonly hessian: bigint[][];
  /** The gradient is exactly 0. */
  readonly critical: boolean;
}

function derivatives({ tape, risk, variables }: Model): Derivatives {
  const known = forward(tape);
  const adjoint = backward(tape, risk, known);
  const critical = variables.every((node) => adjoint[node]!.mantissa === 0n);
  const columns = variables.map((direction) => {
    const bars = backward(tape, risk, known, { adjoint, rate: ratesFrom(tape, known, direction) });
    return variables.map((node) => bars[node]!);
  });
  const lowest = Math.min(0, ...columns.flat().map(({ exponent }) => exponent));
  const hessian = columns.map((column) =>
    column.map(({ mantissa, exponent }) => mantissa << BigInt(exponent - lowest)),
  );
  return { hessian, critical };
}

export interface ExactAnswer {
  /** Number of exactly zero eigenvalues where the Hessian is exactly positive semidefinite; null where it is not. */
  readonly nullity: number | null;
  readonly critical: boolean;
}

/** null where not decidable here. */
export function exactAnswer(model: Model): ExactAnswer | null {
  const { tape, variables } = model;
  // BigInt sweeps are slow; beyond this size they are not worth waiting for.
  if (variables.length > 40 || tape.value.length > 10_000) return null;
  if (!tape.functions.every((f) => rules.has(f)) || !tape.value.every(Number.isFinite)) return null;
  const { hessian, critical } = derivatives(model);
  const rank = semidefiniteRank(hessian);
  return { nullity: rank === null ? null : variables.length - rank, critical };
}

/** A number with its first and second derivatives in the parameters, all exact: forward-mode differentiation in dyadic arithmetic. */
import { type Dyadic, dyadic, plus, times, zero } from "./dyadic.ts";

export interface Jet {
  readonly value: Dyadic;
  /** P entries; null where all are 0. */
  readonly gradient: readonly Dyadic[] | null;
  /** P x P, symmetric; null where all are 0. */
  readonly hessian: readonly Dyadic[] | null;
}

export const constantJet = (value: number): Jet => ({ value: dyadic(value), gradient: null, hessian: null });

/** The k-th of P parameters. */
export const variableJet = (value: number, k: number, count: number): Jet => ({
  value: dyadic(value),
  gradient: Array.from({ length: count }, (_, p) => (p === k ? dyadic(1) : zero)),
  hessian: null,
});

type Entries = readonly Dyadic[] | null;

const sum = (a: Entries, b: Entries): Entries => (a && b ? a.map((entry, k) => plus(entry, b[k]!)) : (a ?? b));

const scaled = (factor: Dyadic, a: Entries): Entries =>
  a === null || factor.mantissa === 0n ? null : a.map((entry) => times(factor, entry));

/** a b^T + b a^T */
function outer(a: Entries, b: Entries): Entries {
  if (!a || !b) return null;
  return a.flatMap((p, i) => b.map((q, j) => plus(times(p, q), times(a[j]!, b[i]!))));
}

export const addJets = (a: Jet, b: Jet): Jet => ({
  value: plus(a.value, b.value),
  gradient: sum(a.gradient, b.gradient),
  hessian: sum(a.hessian, b.hessian),
});

/** (a b)'' = a b'' + b a'' + a' b'^T + b' a'^T */
export const multiplyJets = (a: Jet, b: Jet): Jet => ({
  value: times(a.value, b.value),
  gradient: sum(scaled(a.value, b.gradient), scaled(b.value, a.gradient)),
  hessian: sum(sum(scaled(a.value, b.hessian), scaled(b.value, a.hessian)), outer(a.gradient, b.gradient)),
});

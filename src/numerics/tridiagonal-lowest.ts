/**
 * The two ends of the spectrum of a symmetric tridiagonal matrix T of order n: bisection on the signs of the pivots of T - mu, in O(n) a
 * step, and the lowest eigenvector by inverse iteration. Entries must be finite. Error bound: the lowest value within c eps |T|. Past the
 * pivots nothing cancels, so entries of the vector down to eps^2 keep c n eps of relative accuracy: the last one decides when Lanczos stops.
 * References: Golub, Van Loan 8.4.1; Demmel, Applied Numerical Linear Algebra, 5.3.4.
 */
import { norm2 } from "./dense.ts";
import { EPS } from "./rounding.ts";
import { powerOfTwoBelow } from "./scaling.ts";

export interface TridiagonalPair {
  readonly value: number;
  /** Unit length. */
  readonly vector: Float64Array;
}

/** Whether T - mu is positive definite: p_i = d_i - mu - e_(i-1)^2 / p_(i-1) > 0 for all i. Writes the pivots up to the first that is not. */
function writePivots(d: Float64Array, e: Float64Array, mu: number, pivots: Float64Array): boolean {
  let pivot = d[0]! - mu;
  pivots[0] = pivot;
  for (let i = 1; i < d.length && pivot > 0; i++) {
    pivot = d[i]! - mu - (e[i - 1]! * e[i - 1]!) / pivot;
    pivots[i] = pivot;
  }
  return pivot > 0;
}

/** Gershgorin: no eigenvalue lies below d_i - |e_(i-1)| - |e_i|. */
function lowerBound(d: Float64Array, e: Float64Array): number {
  let least = d[0]!;
  for (let i = 0; i < d.length; i++) least = Math.min(least, d[i]! - Math.abs(e[i - 1] ?? 0) - Math.abs(e[i] ?? 0));
  return least;
}

/** The last mu of the bisection below the spectrum, with `width` the distance to one above its lower end; leaves its pivots. */
function belowSpectrum(d: Float64Array, e: Float64Array, width: number, pivots: Float64Array): number {
  let above = d.reduce((least, entry) => Math.min(least, entry));
  // rounding may not push the first pivots below 0
  let below = lowerBound(d, e) - 16 * width;
  while (above - below > width) {
    const middle = (below + above) / 2;
    if (middle <= below || middle >= above) break;
    if (writePivots(d, e, middle, pivots)) below = middle;
    else above = middle;
  }
  writePivots(d, e, below, pivots);
  return below;
}

/** max(|d_i| + |e_(i-1)| + |e_i|), at least |T|. */
function normBound(d: Float64Array, e: Float64Array): number {
  let most = 0;
  for (let i = 0; i < d.length; i++)
    most = Math.max(most, Math.abs(d[i]!) + Math.abs(e[i - 1] ?? 0) + Math.abs(e[i] ?? 0));
  return most;
}

/** The lowest eigenvalue and its eigenvector; e[i] couples i and i + 1. */
export function lowestOfTridiagonal(d: Float64Array, e: Float64Array): TridiagonalPair {
  const vector = new Float64Array(d.length);
  const bound = normBound(d, e);
  if (bound === 0) {
    vector[0] = 1;
    return { value: 0, vector };
  }
  // a power of two, so that squares stay in range
  const scale = powerOfTwoBelow(bound);
  const [diagonal, couplings] = [divided(d, scale), divided(e, scale)];
  const pivots = new Float64Array(d.length);
  const value = scale * belowSpectrum(diagonal, couplings, EPS * (bound / scale), pivots);
  vector.fill(1);
  for (let pass = 0; pass < 3; pass++) solve(couplings, pivots, vector);
  applySigns(e, vector);
  return { value, vector };
}

/** A lower bound on the largest eigenvalue, at most |T|/256 below it. */
export function nearHighestOfTridiagonal(d: Float64Array, e: Float64Array): number {
  const bound = normBound(d, e);
  if (bound === 0) return 0;
  const scale = powerOfTwoBelow(bound);
  const width = bound / scale / 1024;
  // of -T: its lowest eigenvalue lies above `below` by at most `width`
  const below = belowSpectrum(divided(d, -scale), divided(e, scale), width, new Float64Array(d.length));
  return scale * (-below - width);
}

const divided = (v: Float64Array, scale: number): Float64Array => v.map((entry) => entry / scale);

/** x := S (T - mu)^-1 S x / |...| with the signs S that make all couplings negative: then every term below is positive. */
function solve(e: Float64Array, pivots: Float64Array, x: Float64Array): void {
  const last = x.length - 1;
  for (let i = 1; i <= last; i++) x[i] = x[i]! + (Math.abs(e[i - 1]!) / pivots[i - 1]!) * x[i - 1]!;
  x[last] = x[last]! / pivots[last]!;
  for (let i = last - 1; i >= 0; i--) x[i] = (x[i]! + Math.abs(e[i]!) * x[i + 1]!) / pivots[i]!;
  const length = norm2(x);
  for (let i = 0; i <= last; i++) x[i] = x[i]! / length;
}

/** The sign changes where the coupling is positive. */
function applySigns(e: Float64Array, x: Float64Array): void {
  let sign = 1;
  for (let i = 1; i < x.length; i++) {
    if (e[i - 1]! > 0) sign = -sign;
    x[i] = sign * x[i]!;
  }
}

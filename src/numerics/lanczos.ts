/**
 * The smallest eigenvalue of a symmetric matrix given by products: Lanczos with full reorthogonalisation, thick restart from the lowest
 * Ritz vectors so that memory stays below 3/2 (basis + 2) n numbers, from several random starts (a fixed start may be orthogonal to what
 * is sought). The returned value is the Rayleigh quotient of the returned vector, an upper bound on lambda_min up to rounding, and an
 * eigenvalue lies within the residual of it: both are taken from one more product, not from the recurrence. A positive value proves nothing.
 * References: Golub, Van Loan 10.1-10.3; thick restart: Wu, Simon, SIAM J. Matrix Anal. Appl. 22 (2000).
 */
import { axpy, dot, norm2 } from "./dense.ts";
import { log } from "./elementary.ts";
import { combination, removeProjections } from "./lanczos-basis.ts";
import type { Stream } from "./random.ts";
import { type SymmetricEigen, symmetricEigen } from "./symmetric-eigen.ts";

export interface LanczosOptions {
  readonly starts: number;
  /** Vectors kept at once. */
  readonly basis: number;
  /** Products with the matrix per start. */
  readonly maxProducts: number;
  /** Stop when the residual is below this share of the largest Ritz value's size. */
  readonly tolerance: number;
}

export interface LowestRitzPair {
  readonly value: number;
  /** Unit length. */
  readonly vector: Float64Array;
  /** |A v - value v| */
  readonly residual: number;
  /** The largest absolute Ritz value seen: a lower bound on |A|. */
  readonly norm: number;
  readonly products: number;
  readonly converged: boolean;
}

export type Product = (v: Float64Array, product: Float64Array) => void;

export const lanczosDefaults: LanczosOptions = { starts: 3, basis: 60, maxProducts: 600, tolerance: 1e-10 };

/** The lowest pair over all starts. */
export function lowestEigenpair(
  multiply: Product,
  n: number,
  random: Stream,
  options: LanczosOptions = lanczosDefaults,
): LowestRitzPair {
  const runs = Array.from({ length: options.starts }, () => oneStart(multiply, random.normals(n), options));
  const norm = runs.reduce((best, run) => Math.max(best, run.norm), 0);
  const lowest = runs.reduce((best, run) => (run.value < best.value ? run : best));
  return { ...lowest, norm, products: runs.reduce((sum, run) => sum + run.products, 0) };
}

/** A V = V T + beta next e^T, where e is the last unit vector and next is orthogonal to V. */
interface Factorisation {
  readonly basis: Float64Array[];
  /** T, whose leading block is at work: tridiagonal but for the row and column where a restart joins. */
  readonly projected: Float64Array;
  readonly most: number;
  /** Where the last restart left off: the vector here is coupled to all before it. */
  joint: number;
}

function oneStart(multiply: Product, start: Float64Array, options: LanczosOptions): LowestRitzPair {
  const n = start.length;
  const most = Math.min(Math.max(options.basis, 2), n);
  const state: Factorisation = { basis: [], projected: new Float64Array(most * most), most, joint: 0 };
  const { basis } = state;
  let next = scaled(start, 1 / norm2(start));
  let norm = 0;
  for (let products = 1, due = firstTest; ; products++) {
    const image = new Float64Array(n);
    multiply(next, image);
    basis.push(next);
    const before = norm2(image);
    const beta = takeImage(state, image);
    if (!Number.isFinite(beta))
      return { value: Number.NaN, vector: next, residual: beta, norm, products, converged: false };
    const invariant = beta <= nothingLeft * before || basis.length === n;
    // one product is kept for the certificate
    const last = products + 1 >= options.maxProducts;
    if (products >= due || invariant || last || basis.length === most) {
      const ritz = ritzPairs(state);
      norm = Math.max(norm, Math.abs(ritz.values[0]!), Math.abs(ritz.values.at(-1)!));
      // |A V s - theta V s| = beta |s_last|
      const estimate = beta * Math.abs(ritz.vector(0).at(-1)!);
      const goal = options.tolerance * norm;
      if (estimate <= safety * goal || invariant || last) {
        const pair = certified(multiply, combination(basis, ritz.vector(0), n), n);
        const converged = pair.residual <= goal || invariant;
        return { ...pair, norm: Math.max(norm, Math.abs(pair.value)), products: products + 1, converged };
      }
      due = products + testAfter(estimate, goal);
      if (basis.length === most) restart(state, ritz, beta, n);
    }
    if (basis.length > state.joint) couple(state, beta);
    next = scaled(image, 1 / beta);
  }
}

const scaled = (v: Float64Array, factor: number): Float64Array<ArrayBuffer> =>
  Float64Array.from(v, (entry) => factor * entry);

/** A new direction shorter than this share of the image is rounding: the basis spans an invariant subspace. */
const nothingLeft = 1e-14;

/** The residual that is measured at the end differs from the recurrence's by rounding. */
const safety = 0.9;

/** Products before the first look at the Ritz values. */
const firstTest = 8;

/** Products until the next look: residuals seldom fall faster than a factor of ten in two products. */
const testAfter = (estimate: number, goal: number): number =>
  Math.max(1, Math.min(10, Math.round(0.65 * log(estimate / goal))));

/** Enters the diagonal of T for the last basis vector and leaves the part of its image outside the span; returns that part's length. */
function takeImage({ basis, projected, most, joint }: Factorisation, image: Float64Array): number {
  const m = basis.length;
  // First what is known to be there, then the rest, which is rounding alone: the second pass changes little and need not be repeated.
  const coupled = m - 1 === joint ? 0 : m - 2;
  const along = removeProjections(basis, coupled, m, image);
  const rest = removeProjections(basis, 0, m, image);
  projected[(m - 1) * most + m - 1] = along + rest;
  return norm2(image);
}

/** Enters beta beside the diagonal. */
function couple({ basis, projected, most }: Factorisation, beta: number): void {
  enter(projected, most, basis.length, basis.length - 1, beta);
}

function enter(projected: Float64Array, most: number, i: number, j: number, entry: number): void {
  projected[i * most + j] = entry;
  projected[j * most + i] = entry;
}

/** Eigendecomposition of T. */
function ritzPairs({ basis, projected, most }: Factorisation): SymmetricEigen {
  const m = basis.length;
  const leading = new Float64Array(m * m);
  for (let i = 0; i < m; i++) leading.set(projected.subarray(i * most, i * most + m), i * m);
  return symmetricEigen(leading, m);
}

/** Keeps the lower half of the Ritz vectors: A Y = Y Theta + beta next s^T, with s the last entries of the eigenvectors of T. */
function restart(state: Factorisation, ritz: SymmetricEigen, beta: number, n: number): void {
  const { basis, projected, most } = state;
  const coefficients = Array.from({ length: Math.floor(most / 2) }, (_, k) => ritz.vector(k));
  const kept = coefficients.map((c) => combination(basis, c, n));
  projected.fill(0);
  coefficients.forEach((c, k) => {
    projected[k * most + k] = ritz.values[k]!;
    enter(projected, most, kept.length, k, beta * c.at(-1)!);
  });
  basis.splice(0, basis.length, ...kept);
  state.joint = kept.length;
}

/** Rayleigh quotient and residual of v, by a product of their own. */
function certified(
  multiply: Product,
  v: Float64Array,
  n: number,
): Pick<LowestRitzPair, "value" | "vector" | "residual"> {
  const vector = scaled(v, 1 / norm2(v));
  const image = new Float64Array(n);
  multiply(vector, image);
  const value = dot(vector, image);
  axpy(-value, vector, image);
  return { value, vector, residual: norm2(image) };
}

/**
 * The smallest eigenvalue of a symmetric matrix given by products: Lanczos with full reorthogonalisation, thick restart from the lowest
 * Ritz vectors so that memory stays below 3/2 (basis + 2) n numbers, from several random starts (a fixed start may be orthogonal to what
 * is sought). The returned value is the Rayleigh quotient of the returned vector, an upper bound on lambda_min up to rounding, and an
 * eigenvalue lies within the residual of it: both are taken from one more product, not from the recurrence. A positive value proves nothing.
 * References: Golub, Van Loan 10.1-10.3; thick restart: Wu, Simon, SIAM J. Matrix Anal. Appl. 22 (2000).
 */
import { axpy, dot, norm2 } from "./dense.ts";
import { log } from "./elementary.ts";
import type { LanczosBasis, MakeBasis } from "./lanczos-basis.ts";
import { basisByKernels } from "./lanczos-kernels.ts";
import type { Stream } from "./random.ts";
import { type SymmetricEigen, symmetricEigen } from "./symmetric-eigen.ts";
import { lowestOfTridiagonal, nearHighestOfTridiagonal, type TridiagonalPair } from "./tridiagonal-lowest.ts";

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

/** The lowest pair over all starts; not a number where a product of any start is not finite. `multiply` must not keep the arrays it is given. `makeBasis`: the kernels, or their readable twin. */
export function lowestEigenpair(
  multiply: Product,
  n: number,
  random: Stream,
  options: LanczosOptions = lanczosDefaults,
  makeBasis: MakeBasis = basisByKernels,
): LowestRitzPair {
  const runs = Array.from({ length: options.starts }, () => oneStart(multiply, random.normals(n), options, makeBasis));
  const norm = runs.reduce((best, run) => Math.max(best, run.norm), 0);
  const unusableRun = runs.find(({ value }) => Number.isNaN(value));
  const lowest = unusableRun ?? runs.reduce((best, run) => (run.value < best.value ? run : best));
  return { ...lowest, norm, products: runs.reduce((sum, run) => sum + run.products, 0) };
}

/** A V = V T + beta next e^T, where e is the last unit vector and next is orthogonal to V. */
interface Factorisation {
  readonly basis: LanczosBasis;
  /** Columns of V at work, and the most there may be. */
  size: number;
  readonly most: number;
  /** T in the leading block: tridiagonal but for the row and column where a restart joins. */
  readonly projected: Float64Array;
  /** Where the last restart left off: the vector here is coupled to all before it. */
  joint: number;
  /** Of the eigenvectors of T that became the vectors before it. */
  lastEntries: readonly number[];
}

function oneStart(
  multiply: Product,
  start: Float64Array,
  options: LanczosOptions,
  makeBasis: MakeBasis,
): LowestRitzPair {
  const most = Math.min(Math.max(options.basis, 2), start.length);
  const basis = makeBasis(most, start.length);
  try {
    const state: Factorisation = {
      basis,
      size: 0,
      most,
      projected: new Float64Array(most * most),
      joint: 0,
      lastEntries: [],
    };
    return iterate(multiply, start, options, state);
  } finally {
    basis.release();
  }
}

function iterate(
  multiply: Product,
  start: Float64Array,
  options: LanczosOptions,
  state: Factorisation,
): LowestRitzPair {
  const { basis, most } = state;
  const n = start.length;
  writeScaled(start, 1 / norm2(start), basis.vectors[0]!);
  let norm = 0;
  for (let products = 1, due = firstTest; ; products++) {
    const next = basis.vectors[state.size]!;
    multiply(next, basis.image);
    state.size++;
    const before = norm2(basis.image);
    const beta = takeImage(state);
    if (!Number.isFinite(beta)) return unusable(next, norm, products);
    const invariant = beta <= nothingLeft * before || state.size === n;
    // one product is kept for the certificate
    const last = products + 1 >= options.maxProducts;
    if (products >= due || invariant || last || state.size === most) {
      const lowest = lowestRitz(state);
      norm = Math.max(norm, lowest.norm);
      // |A V s - theta V s| = beta |s_last|
      const estimate = beta * Math.abs(lowest.vector.at(-1)!);
      const goal = options.tolerance * norm;
      if (estimate <= safety * goal || invariant || last) {
        const pair = certified(multiply, basis.combination(lowest.vector), n);
        const converged = pair.residual <= goal || invariant;
        return { ...pair, norm: Math.max(norm, Math.abs(pair.value)), products: products + 1, converged };
      }
      due = products + testAfter(estimate, goal);
      if (state.size === most) restart(state);
    }
    couple(state, beta);
    writeScaled(basis.image, 1 / beta, basis.vectors[state.size]!);
  }
}

const unusable = (vector: Float64Array, norm: number, products: number): LowestRitzPair => ({
  value: Number.NaN,
  vector: vector.slice(),
  residual: Number.NaN,
  norm,
  products,
  converged: false,
});

/** out = factor v */
function writeScaled(v: Float64Array, factor: number, out: Float64Array): void {
  for (let i = 0; i < v.length; i++) out[i] = factor * v[i]!;
}

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
function takeImage({ basis, size, projected, most, joint }: Factorisation): number {
  // First what is known to be there, then the rest, which is rounding alone: the second pass changes little and need not be repeated.
  const along = basis.removeProjections(size - 1 === joint ? 0 : size - 2, size);
  const rest = basis.removeProjections(0, size);
  projected[(size - 1) * most + size - 1] = along + rest;
  return norm2(basis.image);
}

/** Enters what couples the next vector: beta beside the diagonal, or after a restart beta times the last entries of all Ritz vectors kept. */
function couple({ size, projected, most, joint, lastEntries }: Factorisation, beta: number): void {
  if (size === joint) for (const [k, entry] of lastEntries.entries()) enter(projected, most, size, k, beta * entry);
  else enter(projected, most, size, size - 1, beta);
}

function enter(projected: Float64Array, most: number, i: number, j: number, entry: number): void {
  projected[i * most + j] = entry;
  projected[j * most + i] = entry;
}

/** The lowest eigenpair of T and a lower bound on |T|, in O(m) a step of bisection before the first restart. */
function lowestRitz(state: Factorisation): TridiagonalPair & { readonly norm: number } {
  const { size, joint, most, projected } = state;
  if (joint > 0) {
    const { values, vector } = ritzPairs(state);
    return { value: values[0]!, vector: vector(0), norm: Math.max(Math.abs(values[0]!), Math.abs(values.at(-1)!)) };
  }
  const d = Float64Array.from({ length: size }, (_, i) => projected[i * (most + 1)]!);
  const e = Float64Array.from({ length: size - 1 }, (_, i) => projected[i * (most + 1) + 1]!);
  const lowest = lowestOfTridiagonal(d, e);
  return { ...lowest, norm: Math.max(Math.abs(lowest.value), Math.abs(nearHighestOfTridiagonal(d, e))) };
}

/** Eigendecomposition of T. */
function ritzPairs({ size, projected, most }: Factorisation): SymmetricEigen {
  const leading = new Float64Array(size * size);
  for (let i = 0; i < size; i++) leading.set(projected.subarray(i * most, i * most + size), i * size);
  return symmetricEigen(leading, size);
}

/** Keeps the lower half of the Ritz vectors: A Y = Y Theta + beta next s^T, with s the last entries of the eigenvectors of T. */
function restart(state: Factorisation): void {
  const { basis, projected, most } = state;
  const ritz = ritzPairs(state);
  const coefficients = Array.from({ length: Math.floor(most / 2) }, (_, k) => ritz.vector(k));
  const kept = coefficients.map(basis.combination);
  projected.fill(0);
  kept.forEach((vector, k) => {
    basis.vectors[k]!.set(vector);
    projected[k * most + k] = ritz.values[k]!;
  });
  state.size = kept.length;
  state.joint = kept.length;
  state.lastEntries = coefficients.map((c) => c.at(-1)!);
}

/** Rayleigh quotient and residual of v, by a product of their own. */
function certified(
  multiply: Product,
  v: Float64Array,
  n: number,
): Pick<LowestRitzPair, "value" | "vector" | "residual"> {
  const vector = new Float64Array(n);
  writeScaled(v, 1 / norm2(v), vector);
  const image = new Float64Array(n);
  multiply(vector, image);
  const value = dot(vector, image);
  axpy(-value, vector, image);
  return { value, vector, residual: norm2(image) };
}

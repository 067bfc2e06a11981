/**
 * The smallest eigenvalue of a symmetric matrix given by products: Lanczos with full reorthogonalisation, restarted from the lowest Ritz
 * vectors so that memory stays at (basis + 2) n numbers, from several random starts (a fixed start may be orthogonal to what is sought).
 * Each Ritz value is an upper bound on lambda_min, up to rounding; an eigenvalue lies within the residual of it. A positive one proves
 * nothing. References: Golub, Van Loan 10.1-10.3; thick restart: Wu, Simon, SIAM J. Matrix Anal. Appl. 22 (2000).
 */
import { axpy, dot, norm2 } from "./dense.ts";
import type { Stream } from "./random.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";

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

/** v minus its part in the span of the orthonormal basis, twice. */
function orthogonalise(v: Float64Array, basis: readonly Float64Array[]): void {
  for (let pass = 0; pass < 2; pass++) for (const q of basis) axpy(-dot(q, v), q, v);
}

/** Grows an orthonormal basis V with A V, and projects: with the products stored, restarting is a change of basis. */
function oneStart(multiply: Product, start: Float64Array, options: LanczosOptions): LowestRitzPair {
  const n = start.length;
  const most = Math.min(options.basis, n);
  let basis: Float64Array[] = [];
  let images: Float64Array[] = [];
  let next = start.map((entry) => entry / norm2(start));
  let norm = 0;
  for (let products = 1; ; products++) {
    const image = new Float64Array(n);
    multiply(next, image);
    basis.push(next);
    images.push(image);
    const last = products >= options.maxProducts;
    const full = basis.length === most;
    // a Ritz step costs n basis^2: not after every product
    if (!full && !last && basis.length % 10 !== 0) {
      const grown = residualDirection(image, basis);
      if (grown) {
        next = grown;
        continue;
      }
    }
    const ritz = project(basis, images);
    norm = Math.max(norm, Math.abs(ritz.values[0]!), Math.abs(ritz.values.at(-1)!));
    const vector = combined(basis, ritz.vector(0));
    const ahead = combined(images, ritz.vector(0));
    axpy(-ritz.values[0]!, vector, ahead);
    const residual = norm2(ahead);
    const converged = residual <= options.tolerance * norm;
    if (converged || last || most === n || norm === 0) {
      if (converged || last || basis.length === n || norm === 0)
        return { value: ritz.values[0]!, vector, residual, norm, products, converged };
    }
    if (full) ({ basis, images } = restarted(basis, images, ritz));
    const direction = residualDirection(ahead, basis) ?? residualDirection(image, basis);
    if (!direction) return { value: ritz.values[0]!, vector, residual, norm, products, converged: true };
    next = direction;
  }
}

/** Unit vector of v outside the span; null where nothing is left (an invariant subspace). */
function residualDirection(v: Float64Array, basis: readonly Float64Array[]): Float64Array<ArrayBuffer> | null {
  const rest = new Float64Array(v);
  const before = norm2(v);
  orthogonalise(rest, basis);
  const size = norm2(rest);
  return size <= 1e-14 * before || size === 0 ? null : rest.map((entry) => entry / size);
}

type Ritz = ReturnType<typeof symmetricEigen>;

/** Eigendecomposition of V^T A V. */
function project(basis: readonly Float64Array[], images: readonly Float64Array[]): Ritz {
  const m = basis.length;
  const small = new Float64Array(m * m);
  for (let i = 0; i < m; i++)
    for (let j = 0; j <= i; j++) {
      const entry = (dot(basis[i]!, images[j]!) + dot(basis[j]!, images[i]!)) / 2;
      small[i * m + j] = entry;
      small[j * m + i] = entry;
    }
  return symmetricEigen(small, m);
}

function combined(vectors: readonly Float64Array[], coefficients: Float64Array): Float64Array<ArrayBuffer> {
  const sum = new Float64Array(vectors[0]!.length);
  vectors.forEach((v, k) => {
    axpy(coefficients[k]!, v, sum);
  });
  return sum;
}

/** The lowest half of the Ritz vectors: what was learnt about the low end stays. */
function restarted(
  basis: readonly Float64Array[],
  images: readonly Float64Array[],
  ritz: Ritz,
): { readonly basis: Float64Array[]; readonly images: Float64Array[] } {
  const kept = Array.from({ length: Math.floor(basis.length / 2) }, (_, k) => ritz.vector(k));
  return { basis: kept.map((c) => combined(basis, c)), images: kept.map((c) => combined(images, c)) };
}

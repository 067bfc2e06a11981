/**
 * MINRES for symmetric, possibly singular or indefinite systems A x = b, given products with A: the x in the Krylov space that minimises
 * |b - A x|, with the reasons for stopping of MINRES-QLP. Cost per iteration: one product and about 9 n flops.
 * References: Paige, Saunders, SIAM J. Numer. Anal. 12 (1975); Choi, Paige, Saunders, SIAM J. Sci. Comput. 33 (2011).
 */
import { axpy, dot, norm2 } from "./dense.ts";

export interface MinresOptions {
  /** Solved when |r| <= rtol (|A| |x| + |b|), least squares when |A r| <= rtol |A| |r|. */
  readonly rtol: number;
  readonly maxIterations: number;
  readonly maxNorm: number;
}

export interface MinresResult {
  readonly x: Float64Array;
  readonly residualNorm: number;
  /** |A r| / (|A| |r|): near 0 with a large residual, b lies partly in the null space. */
  readonly leastSquares: number;
  readonly iterations: number;
  readonly reason: "solved" | "least-squares" | "eigenvector" | "norm" | "limit";
}

export function minres(
  multiply: (v: Float64Array, product: Float64Array) => void,
  b: Float64Array,
  options: MinresOptions,
): MinresResult {
  const n = b.length;
  let x = new Float64Array(n);
  let beta = norm2(b);
  if (beta === 0) return { x, residualNorm: 0, leastSquares: 0, iterations: 0, reason: "solved" };
  let [previous, current] = [new Float64Array(n), b.map((entry) => entry / beta)];
  // Givens rotations of the Lanczos tridiagonal: directions w_k with W R = V
  let [w1, w2] = [new Float64Array(n), new Float64Array(n)];
  let [c1, s1, c2, s2] = [1, 0, 1, 0];
  let eta = beta;
  let residualNorm = beta;
  let matrixNorm = 0;
  let betaOld = 0;
  const size = beta;
  for (let iterations = 1; ; iterations++) {
    const product = new Float64Array(n);
    multiply(current, product);
    const alpha = dot(current, product);
    axpy(-alpha, current, product);
    axpy(-betaOld, previous, product);
    beta = norm2(product);
    matrixNorm = Math.max(matrixNorm, length(betaOld, alpha, beta));
    // column k of R: epsilon, delta, gamma
    const epsilon = s2 * betaOld;
    const delta = c1 * c2 * betaOld + s1 * alpha;
    const before = c1 * alpha - s1 * c2 * betaOld;
    const gamma = length(before, beta);
    // |A r_{k-1}| = |r_{k-1}| hypot(before, c beta): r_{k-1} is a least-squares residual where both vanish
    const leastSquares = length(before, c1 * beta) / matrixNorm;
    const state = { x, residualNorm, leastSquares, iterations };
    if (leastSquares <= options.rtol) return { ...state, reason: "least-squares" };
    if (gamma === 0) return { ...state, reason: "eigenvector" };
    [s2, c2] = [s1, c1];
    [c1, s1] = [before / gamma, beta / gamma];
    const direction = current.map((v, i) => (v - epsilon * w1[i]! - delta * w2[i]!) / gamma);
    [w1, w2] = [w2, direction];
    const next = x.slice();
    axpy(c1 * eta, direction, next);
    if (norm2(next) > options.maxNorm) return { ...state, reason: "norm" };
    x = next;
    eta = -s1 * eta;
    residualNorm = Math.abs(eta);
    const end = { x, residualNorm, leastSquares, iterations };
    if (residualNorm <= options.rtol * (matrixNorm * norm2(x) + size)) return { ...end, reason: "solved" };
    if (beta <= 1e-15 * matrixNorm) return { ...end, reason: "eigenvector" };
    if (iterations === options.maxIterations) return { ...end, reason: "limit" };
    betaOld = beta;
    [previous, current] = [current, product.map((entry) => entry / beta)];
  }
}

const length = (...entries: readonly number[]): number => norm2(Float64Array.from(entries));

/**
 * Singular value decomposition by one-sided Jacobi rotations: A V = U S, A given as its m columns.
 * Error bound: columns of U orthogonal to a few eps; small singular values keep their relative accuracy when only the columns
 * of A differ in size. Reference: Demmel, Veselic, Jacobi's method is more accurate than QR (1992).
 */
import { dot, norm2 } from "../../numerics/dense.ts";

export interface SingularVectors {
  /** Descending; one per column of A. */
  readonly values: Float64Array;
  /** Unit left vectors, in the order of the values; a zero value has a zero vector. */
  readonly left: readonly Float64Array[];
  readonly right: readonly Float64Array[];
}

const MAX_SWEEPS = 60;
const TOLERANCE = 2 ** -51;

function rotate(x: Float64Array, y: Float64Array, cosine: number, sine: number): void {
  for (let i = 0; i < x.length; i++) {
    const held = x[i]!;
    x[i] = cosine * held - sine * y[i]!;
    y[i] = sine * held + cosine * y[i]!;
  }
}

/** Makes columns j and k orthogonal; false if they already are. */
function orthogonalise(a: readonly Float64Array[], v: readonly Float64Array[], j: number, k: number): boolean {
  const alpha = dot(a[j]!, a[j]!);
  const beta = dot(a[k]!, a[k]!);
  const gamma = dot(a[j]!, a[k]!);
  if (gamma === 0 || Math.abs(gamma) <= TOLERANCE * Math.sqrt(alpha) * Math.sqrt(beta)) return false;
  // tan of the rotation angle: the smaller root of t^2 + 2 zeta t - 1 = 0
  const zeta = (beta - alpha) / (2 * gamma);
  const tangent = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
  const cosine = 1 / Math.sqrt(1 + tangent * tangent);
  rotate(a[j]!, a[k]!, cosine, cosine * tangent);
  rotate(v[j]!, v[k]!, cosine, cosine * tangent);
  return true;
}

/** The columns are copied, not changed; all have the same length and entries of moderate size. */
export function singularVectors(columns: readonly Float64Array[]): SingularVectors {
  const a = columns.map((column) => column.slice());
  const v = columns.map((_, j) => new Float64Array(a.length).fill(1, j, j + 1));
  for (let sweep = 0, rotated = true; rotated && sweep < MAX_SWEEPS; sweep++) {
    rotated = false;
    for (let j = 0; j < a.length; j++)
      for (let k = j + 1; k < a.length; k++) rotated = orthogonalise(a, v, j, k) || rotated;
  }
  const lengths = a.map(norm2);
  const order = [...a.keys()].sort((j, k) => lengths[k]! - lengths[j]! || j - k);
  return {
    values: Float64Array.from(order, (j) => lengths[j]!),
    left: order.map((j) => a[j]!.map((entry) => (lengths[j] === 0 ? 0 : entry / lengths[j]!))),
    right: order.map((j) => v[j]!),
  };
}

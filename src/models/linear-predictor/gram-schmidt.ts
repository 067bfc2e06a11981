/**
 * Pivoted Gram-Schmidt: vectors[pivots[j]] = sum_(k <= j) r[k][pivots[j]] q_k with orthonormal q_k, strongest vector first.
 * Unlike reflections it works on each coordinate alone: where all vectors are zero, every q_k is exactly zero.
 * Error bound: q orthonormal to a few eps, because every vector is orthogonalised twice; what is left of a vector once its length
 * is at most `tolerance` times the longest is dropped. Reference: Higham, Accuracy and Stability of Numerical Algorithms, 19.8.
 */
import { axpy, dot, norm2 } from "../../numerics/dense.ts";

export interface GramSchmidt {
  readonly q: readonly Float64Array[];
  /** One row per q_k, one entry per vector in its original place; entries for vectors that came before q_k are 0. */
  readonly r: readonly Float64Array[];
  /** The vector that gave q_k. */
  readonly pivots: readonly number[];
}

function longest(vectors: readonly Float64Array[], left: ReadonlySet<number>): { at: number; length: number } {
  let best = { at: -1, length: 0 };
  for (const at of left) {
    const length = norm2(vectors[at]!);
    if (length > best.length) best = { at, length };
  }
  return best;
}

/** The vectors are copied, not changed. */
export function gramSchmidt(vectors: readonly Float64Array[], tolerance: number): GramSchmidt {
  const rest = vectors.map((vector) => vector.slice());
  const left = new Set(rest.keys());
  const cutoff = tolerance * longest(rest, left).length;
  const q: Float64Array[] = [];
  const r: Float64Array[] = [];
  const pivots: number[] = [];
  for (let next = longest(rest, left); next.length > cutoff; next = longest(rest, left)) {
    const vector = rest[next.at]!;
    // the second round, against what rounding left of the earlier directions
    for (const [k, unit] of q.entries()) {
      const product = dot(unit, vector);
      axpy(-product, unit, vector);
      r[k]![next.at] = r[k]![next.at]! + product;
    }
    left.delete(next.at);
    const length = norm2(vector);
    if (length === 0) continue;
    const unit = vector.map((entry) => entry / length);
    const row = new Float64Array(vectors.length);
    row[next.at] = length;
    for (const j of left) {
      row[j] = dot(unit, rest[j]!);
      axpy(-row[j]!, unit, rest[j]!);
    }
    q.push(unit);
    r.push(row);
    pivots.push(next.at);
  }
  return { q, r, pivots };
}

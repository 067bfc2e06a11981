/**
 * Index and nullity of the Hessian at the critical points of linear networks, in closed form. With M = E[y x^T] E[x x^T]^{-1/2} of
 * simple nonzero singular values s_1..s_k, k = min(d_x, d_y), a critical point keeps a set S of r of them: W_H ... W_1 projects M on S.
 * Two layers: Baldi & Hornik (1989). More: the blocks beside S decouple (Achour, Malgouyres, Gerchinovitz, JMLR 25, 2024, section 3).
 */

export interface Inertia {
  readonly index: number;
  readonly nullity: number;
}

export interface LinearShape {
  readonly inputs: number;
  readonly outputs: number;
  /** Units of every hidden layer. */
  readonly width: number;
}

/** Pairs (i in S, j not in S) with s_j > s_i: each is one way to trade a kept singular vector for a stronger one. */
export function exchanges(singularValues: ArrayLike<number>, kept: readonly number[]): number {
  const s = Array.from(singularValues);
  const left = s.filter((_, j) => !kept.includes(j));
  return kept.reduce((sum, i) => sum + left.filter((value) => value > s[i]!).length, 0);
}

/**
 * index = exchanges + (p - r)(k - r),
 * nullity = p (d_x + d_y) - [r (d_x + d_y - r) + 2 (p - r)(k - r)].
 */
export function twoLayerInertia(
  singularValues: ArrayLike<number>,
  kept: readonly number[],
  { inputs, outputs, width }: LinearShape,
): Inertia {
  const r = kept.length;
  const idle = (width - r) * (singularValues.length - r);
  return {
    index: exchanges(singularValues, kept) + idle,
    nullity: width * (inputs + outputs) - (r * (inputs + outputs - r) + 2 * idle),
  };
}

/** Every set S of at most `width` of the k singular vectors, as ascending positions. */
export function keptSets(k: number, width: number): number[][] {
  const sets: number[][] = [[]];
  for (let j = 0; j < k; j++) for (const set of sets.slice()) if (set.length < width) sets.push([...set, j]);
  return sets;
}

/**
 * Critical points of products of H >= 2 matrices. In a basis of singular vectors W_h = diag(I_r, Z_h) up to changes of basis between the
 * layers, and the Hessian splits: the r x r part and the exchanges as for two layers, the rest is the Hessian in the Z_h,
 *   2 |sum_h A_h e_h B_h|^2 - 4 sum_{i>j} <M, A_i e_i C_ij e_j B_j>,  A_h = Z_H..Z_{h+1}, C_ij = Z_{i-1}..Z_{j+1}, B_h = Z_{h-1}..Z_1.
 * Layers i > j interact where C_ij and B_j M^T A_i are not 0: then, or with exchanges, the saddle is strict
 * (Achour, Malgouyres, Gerchinovitz, JMLR 25, 2024). Index and nullity follow from ranks where at most one pair interacts.
 */
import { matmul, transpose } from "../../numerics/dense.ts";
import { exp, log } from "../../numerics/elementary.ts";
import { spectralNorm } from "../../numerics/svd.ts";
import { clearRank, type Matrix, product } from "./linear-factors.ts";
import { exchanges, type Inertia, twoLayerInertia } from "./linear-inertia.ts";
import type { LinearTask } from "./linear-task.ts";

export interface DeepClass {
  /** Whether the Hessian has a negative eigenvalue. */
  readonly strict: boolean;
  /** null where several pairs of layers interact: known to be strict, nothing more. */
  readonly inertia: Inertia | null;
}

/** Ranks of the Z parts. */
interface Interaction {
  readonly middle: number;
  readonly ends: number;
}

/** null where a rank is not clear. */
export function deepLinearClass(
  task: LinearTask,
  kept: readonly number[],
  factors: readonly Matrix[],
): DeepClass | null {
  const { inputs, outputs, values } = task;
  const r = kept.length;
  if (factors.length === 2) {
    const inertia = twoLayerInertia(values, kept, { inputs, outputs, width: factors[0]!.rows });
    return { strict: inertia.index > 0, inertia };
  }
  const exchanged = exchanges(values, kept);
  const ranks = rankings(task, factors);
  const pairs = interactions(ranks, r);
  const first = firstOrderRank(ranks, r);
  if (pairs === null || first === null) return null;
  const active = pairs.filter(({ middle, ends }) => middle > 0 && ends > 0);
  const strict = exchanged > 0 || active.length > 0;
  const [only] = active;
  if (active.length > 1 || (only && first > 0)) return { strict, inertia: null };
  // r x r part and exchanges: rank r (d_x + d_y - r); an interacting pair has signature (m, m), m the rank of its bilinear form
  const paired = only ? only.middle * only.ends : 0;
  const parameters = factors.reduce((sum, { rows, columns }) => sum + rows * columns, 0);
  const nullity = parameters - (r * (inputs + outputs - r) + first + 2 * paired);
  return { strict, inertia: { index: exchanged + paired, nullity } };
}

interface Rankings {
  readonly factors: readonly Matrix[];
  readonly target: Matrix;
  /** Rank of the product of these factors, the first one applied first, on `size` coordinates; null where it is not clear. */
  readonly rank: (factors: readonly Matrix[], size: number) => number | null;
}

/** W_1 on whitened inputs, M^T, and ranks measured against the product of the norms or of the natural sizes s_1^{1/H}. */
function rankings(task: LinearTask, factors: readonly Matrix[]): Rankings {
  const { inputs, outputs, values, matrix, root } = task;
  const [first, ...rest] = factors;
  const whitened = matmul(first!.entries, root, first!.rows, inputs, inputs);
  const target = { rows: inputs, columns: outputs, entries: transpose(matrix, outputs, inputs) };
  const natural = exp(log(values[0]!) / factors.length);
  const sizeOf = (factor: Matrix): number =>
    Math.max(spectralNorm(factor.entries, factor.rows, factor.columns), factor === target ? 0 : natural);
  return {
    factors: [{ ...first!, entries: whitened }, ...rest],
    target,
    rank: (chosen, size) =>
      clearRank(
        product(chosen, size),
        chosen.reduce((scale, factor) => scale * sizeOf(factor), 1),
      ),
  };
}

/** Ranks of C_ij and of B_j M^T A_i for every pair i > j. */
function interactions({ factors, target, rank }: Rankings, r: number): Interaction[] | null {
  const pairs: Interaction[] = [];
  for (let i = 2; i <= factors.length; i++)
    for (let j = 1; j < i; j++) {
      const middle = rank(factors.slice(j, i - 1), factors[j - 1]!.rows);
      const ends = rank([...factors.slice(i), target, ...factors.slice(0, j - 1)], factors[i - 1]!.rows);
      if (middle === null || ends === null) return null;
      pairs.push({ middle: middle - r, ends: ends - r });
    }
  return pairs;
}

/** Rank of (e_h) -> sum_h A_h e_h B_h: with a_h = rank A_h rising and b_h = rank B_h falling, sum a_h b_h - sum a_h b_{h+1}. */
function firstOrderRank({ factors, rank }: Rankings, r: number): number | null {
  const above = factors.map((factor, h) => rank(factors.slice(h + 1), factor.rows));
  const below = factors.map((_, h) => rank(factors.slice(0, h), factors[0]!.columns));
  if (above.includes(null) || below.includes(null)) return null;
  const [a, b] = [above.map((count) => count! - r), below.map((count) => count! - r)];
  return a.reduce((sum, ah, h) => sum + ah * (b[h]! - (b[h + 1] ?? 0)), 0);
}

/**
 * Critical points of linear networks in closed form: W_h = D_h diag(I_r, Z_h) D_{h-1}^{-1}, with the singular vectors of M in place of
 * the outermost bases. Critical where (Z_H .. Z_{h+1})^T M (Z_{h-1} .. Z_1)^T = 0 for every h; two of the Z_h zero is enough.
 * Achour, Malgouyres, Gerchinovitz, JMLR 25 (2024), section 3.
 */
import { matmul, transpose } from "../../numerics/dense.ts";
import { nullSpace } from "../../numerics/qr.ts";
import type { ChangeOfBasis } from "./change-of-basis.ts";
import type { LinearTask } from "./linear-task.ts";

/** Z_h: rows x columns = (units above - r) x (units below - r). */
export type Excess = (rows: number, columns: number) => Float64Array;

export const zeroExcess: Excess = (rows, columns) => new Float64Array(rows * columns);

/** Kept singular vectors first, then the other ones, then whatever completes the basis; rows of length n. */
function orderedBasis(vectors: Float64Array, n: number, kept: readonly number[]): Float64Array {
  const k = vectors.length / n;
  const others = Array.from({ length: k }, (_, i) => i).filter((i) => !kept.includes(i));
  const { basis } = nullSpace(vectors, k, n);
  const rows = [...kept, ...others].map((i) => vectors.subarray(i * n, (i + 1) * n));
  return Float64Array.from([...rows.flatMap((row) => [...row]), ...basis]);
}

/**
 * The parameters W_1, ..., W_H, row-major one after the other: bases.length + 1 layers, bases[h - 1] acting between W_h and W_{h+1}.
 * `excess[h - 1]` gives Z_h; W_1 and W_H carry theirs in the bases described above.
 */
export function criticalFactors(
  task: LinearTask,
  kept: readonly number[],
  bases: readonly ChangeOfBasis[],
  excess: readonly Excess[],
): Float64Array[] {
  const { inputs, outputs, values, inverseRoot } = task;
  const r = kept.length;
  const sizes = [inputs, ...bases.map(({ matrix }) => Math.round(Math.sqrt(matrix.length))), outputs];
  const right = matmul(orderedBasis(task.right, inputs, kept), inverseRoot, inputs, inputs, inputs);
  const left = transpose(orderedBasis(task.left, outputs, kept), outputs, outputs);
  return excess.map((z, at) => {
    const [columns, rows] = [sizes[at]!, sizes[at + 1]!];
    const core = new Float64Array(rows * columns);
    kept.forEach((i, k) => {
      core[k * columns + k] = at === 0 ? values[i]! : 1;
    });
    z(rows - r, columns - r).forEach((entry, k) => {
      const width = columns - r;
      core[(r + Math.floor(k / width)) * columns + r + (k % width)] = entry;
    });
    const below = at === 0 ? right : bases[at - 1]!.inverse;
    const above = at === excess.length - 1 ? left : bases[at]!.matrix;
    return matmul(above, matmul(core, below, rows, columns, columns), rows, rows, columns);
  });
}

export function joined(factors: readonly Float64Array[]): Float64Array {
  return Float64Array.from(factors.flatMap((factor) => [...factor]));
}

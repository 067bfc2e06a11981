/**
 * Function-preserving directions of linear networks f = W_H ... W_1 x, chains and residual ones alike: changes of basis between two
 * factors, W_h + X W_h with W_{h+1} - W_{h+1} X, and changes a b^T of W_h with W_H ... W_{h+1} a = 0.
 */
import type { Program } from "../../models/program.ts";
import { nullSpace } from "../../numerics/qr.ts";
import { singularValues } from "../../numerics/svd.ts";
import { linearFactors, type Matrix, product } from "../ground-truth/linear-factors.ts";
import type { FlatKind } from "./flat-directions.ts";

/** A direction as sparse entries over all parameters. */
export type Direction = ReadonlyMap<number, number>;

/** Empty for other networks. */
export function linearFlats(program: Program, theta: Float64Array, kind: FlatKind): Direction[] {
  const factors = linearFactors(program, theta);
  if (!factors) return [];
  // one parameter block per factor, in the same order
  const offsets = program.operations.flatMap((operation) =>
    operation.kind === "affine" ? [program.blocks[operation.weight]!.offset] : [],
  );
  return factors.flatMap((_, h) => [...basisChanges(factors, offsets, h), ...unheard(factors, offsets, h, kind)]);
}

/** Row i of W_h gains row j, column j of W_{h+1} loses column i. */
function basisChanges(factors: readonly Matrix[], offsets: readonly number[], h: number): Direction[] {
  const [before, after] = [factors[h]!, factors[h + 1]];
  if (!after) return [];
  const n = before.rows;
  return Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    const entries = new Map<number, number>();
    for (let c = 0; c < before.columns; c++)
      entries.set(offsets[h]! + i * before.columns + c, before.entries[j * before.columns + c]!);
    for (let r = 0; r < after.rows; r++) entries.set(offsets[h + 1]! + r * n + j, -after.entries[r * n + i]!);
    return entries;
  });
}

function unheard(factors: readonly Matrix[], offsets: readonly number[], h: number, kind: FlatKind): Direction[] {
  const { rows, columns } = factors[h]!;
  const above = product(factors.slice(h + 1), rows);
  if (kind === "null" && !hasGenericRank(above, factors.slice(h))) return [];
  const { basis, dimension } = nullSpace(above.entries, above.rows, rows);
  return Array.from({ length: dimension * columns }, (_, at) => {
    const [k, c] = [Math.floor(at / columns), at % columns];
    return new Map(Array.from({ length: rows }, (__, r) => [offsets[h]! + r * columns + c, basis[k * rows + r]!]));
  });
}

/** W_H ... W_{h+1} has the rank its narrowest layer allows, by a clear margin. */
function hasGenericRank({ entries, rows, columns }: Matrix, factors: readonly Matrix[]): boolean {
  const values = singularValues(entries, rows, columns);
  const clear = values.filter((value) => value > 1e-8 * values[0]!).length;
  return clear === Math.min(...factors.map((factor) => factor.rows));
}

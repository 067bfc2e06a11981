/** The factors W_1, ..., W_H of a linear network f = W_H ... W_1 x at a point: weights of a chain, I + A_l of a linear residual net. */
import type { Program } from "../../models/program.ts";
import { identity, matmul } from "../../numerics/dense.ts";
import { singularValues } from "../../numerics/svd.ts";

/** rows x columns, row-major. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly entries: Float64Array;
}

/** W_1 first; null where the network is not a product of trainable, untied matrices. */
export function linearFactors(program: Program, theta: Float64Array): readonly Matrix[] | null {
  if (program.free.length !== program.size || tied(program)) return null;
  const factors: Matrix[] = [];
  const additions = program.operations.filter((operation) => operation.kind === "add");
  for (const operation of program.operations) {
    if (operation.kind === "activation" && operation.activation.kind !== "identity") return null;
    if (operation.kind !== "affine") continue;
    const weight = program.blocks[operation.weight]!;
    const skip = additions.find(({ left, right }) => left === operation.input && right === operation.output);
    if (operation.bias >= 0 || (additions.length > 0 && !skip && operation.output !== program.output)) return null;
    const entries = theta.slice(weight.offset, weight.offset + weight.rows * weight.columns);
    if (skip) for (let i = 0; i < weight.rows; i++) entries[i * weight.rows + i]! += 1;
    factors.push({ rows: weight.rows, columns: weight.columns, entries });
  }
  return program.residual ? null : factors;
}

function tied({ blocks }: Program): boolean {
  return new Set(blocks.map(({ offset }) => offset)).size < blocks.length;
}

/** A_m ... A_1 of the given list (first factor first); the n x n identity for an empty one. */
export function product(factors: readonly Matrix[], n: number): Matrix {
  return factors.reduce(
    (before, factor) => ({
      rows: factor.rows,
      columns: before.columns,
      entries: matmul(factor.entries, before.entries, factor.rows, factor.columns, before.columns),
    }),
    { rows: n, columns: n, entries: identity(n) },
  );
}

/**
 * Above the first share of `scale` a singular value is not 0, below the second it is. In between nothing is said: strata of critical
 * points of different ranks meet, and a point this close to a meeting belongs to either.
 */
const surely = 1e-4;
const hardly = 2e-15;

/** null where the rank is not clear. */
export function clearRank({ rows, columns, entries }: Matrix, scale: number): number | null {
  const values = singularValues(entries, rows, columns);
  if (values.some((value) => value > hardly * scale && value < surely * scale)) return null;
  return values.filter((value) => value > hardly * scale).length;
}

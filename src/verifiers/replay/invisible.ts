/**
 * The direction v that no block sees: N = { v : U_l v = 0, l = 2..L }. dim N >= 2: v in N orthogonal to w with the smallest
 * alpha; dim N = 1: the unit vector, signed so that v . w >= 0 (its largest entry positive where v . w = 0).
 */
import { type Bounded, exactly, inner } from "./bounded.ts";
import { echelon, nullSpace } from "./elimination.ts";
import { integerRank } from "./integer-rank.ts";
import { eigen } from "./jacobi.ts";
import { at, curvatureTerm } from "./moments.ts";
import type { Block, Model, Network } from "./network.ts";
import { type Node, unit } from "./tape.ts";

export type Residual = Network & { readonly kind: "residual" };

/** Relative size below which an entry met in elimination counts as zero. */
export const rankTolerance = 1e-10;

export const numbers = (model: Model, nodes: readonly Node[]): number[] => nodes.map((node) => model.tape.value[node]!);

/** What a block reads of its input: the rows of U_l; everything where the features are the input itself. */
function readRows(model: Model, block: Block, dimension: number): number[][] {
  const layer = block.layers[0];
  if (layer !== undefined) return layer.matrix.map((row) => numbers(model, row));
  return Array.from({ length: dimension }, (_, i) => Array.from({ length: dimension }, (__, j) => (i === j ? 1 : 0)));
}

/** Rows of U_{from+1} .. U_L stacked (from counts from 0, so `from = 1` leaves out U_1). */
export function rowsFrom(model: Model, network: Residual, from: number): number[][] {
  const dimension = model.samples[0]!.x.length;
  return network.blocks.slice(from).flatMap((block) => readRows(model, block, dimension));
}

export function readoutRows(model: Model, network: Residual): number[][] {
  if (network.readout !== null) return network.readout.map((row) => numbers(model, row));
  return readRows(model, { layers: [], outer: [], outerKey: "" }, model.samples[0]!.x.length);
}

/** dim N of the stored floats, without rounding. */
export function exactNullity(model: Model, network: Residual): number {
  return model.samples[0]!.x.length - integerRank(rowsFrom(model, network, 1));
}

export interface Direction {
  readonly v: readonly Bounded[];
  /** v . w: exactly 0 where v was built orthogonal to w. */
  readonly s: Bounded;
}

const dotProduct = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, entry, j) => sum + entry * b[j]!, 0);

/** v in the span of the basis with the smallest E[l'' (v . h_L)^2]. */
function smallestAlpha(model: Model, basis: readonly Float64Array[]): number[] {
  const size = basis.length;
  const matrix = new Float64Array(size * size);
  for (const sample of model.samples) {
    const weight = curvatureTerm(model, sample, 0).value;
    const h = numbers(model, sample.states.at(-1)!);
    const projected = basis.map((direction) => dotProduct(direction, h));
    for (let a = 0; a < size; a++)
      for (let b = 0; b < size; b++) matrix[a * size + b]! += weight * projected[a]! * projected[b]!;
  }
  const coefficients = eigen(matrix, size, true).vectors[0]!;
  return Array.from(basis[0]!, (_, i) =>
    basis.reduce((sum, direction, k) => sum + coefficients[k]! * direction[i]!, 0),
  );
}

function withSign(v: readonly number[], w: readonly number[]): number[] {
  const overlap = dotProduct(v, w);
  const largest = v.reduce((best, entry) => (Math.abs(entry) > Math.abs(best) * (1 + 1e-9) ? entry : best), 0);
  const reference = Math.abs(overlap) > 1e-10 * Math.sqrt(dotProduct(w, w)) ? overlap : largest;
  return v.map((entry) => (reference < 0 ? -entry : entry));
}

/** The elimination's error in v: rounding over the smallest relative pivot. */
function directionError(rows: readonly number[][]): number {
  const { rank, pivots } = echelon(rows, rankTolerance);
  return rank === 0 ? 4 * unit : (20 * unit * pivots[0]!) / pivots[rank - 1]!;
}

/** w scaled to the size of the rows it is stacked with, so that the pivot tolerance cannot drop a short w. */
function unitOrZero(w: readonly number[], rows: readonly number[][]): number[] {
  const scale = Math.max(...rows.flat().map(Math.abs), 0) || 1;
  const largest = Math.max(...w.map(Math.abs));
  return w.map((entry) => (largest > 0 ? (entry / largest) * scale : 0));
}

export function invisibleDirection(model: Model, network: Residual): Direction | null {
  const w = readoutRows(model, network)[0]!;
  const rows = rowsFrom(model, network, 1);
  const space = nullSpace(rows, w.length, rankTolerance);
  // Where floats see another dimension than N has, a direction found in floats need not lie in N.
  if (space.length === 0 || space.length !== exactNullity(model, network)) return null;
  const across = space.length >= 2 ? [...rows, unitOrZero(w, rows)] : rows;
  const v = withSign(smallestAlpha(model, space.length >= 2 ? nullSpace(across, w.length, rankTolerance) : space), w);
  const error = directionError(across);
  const bounded = v.map((value) => ({ value, error }));
  const overlap = inner(bounded, w.map(exactly));
  // An overlap at noise level would make 1 / s meaningless: it counts as none.
  const none = space.length >= 2 || Math.abs(overlap.value) <= 1e-10 * Math.sqrt(dotProduct(w, w));
  return { v: bounded, s: none ? exactly(0) : overlap };
}

/** v . h_L at every sample. */
export const overlaps = (model: Model, v: readonly Bounded[]): Bounded[] =>
  model.samples.map((sample) =>
    inner(
      v,
      sample.states.at(-1)!.map((node) => at(model, node)),
    ),
  );

/**
 * Changes of a layer stack's weights that leave its output on the data unchanged to first order: weights the data cannot
 * see, positive rescalings of homogeneous units, changes of basis between linear layers.
 */
import { echelon, nullSpace } from "./elimination.ts";
import { numbers } from "./invisible.ts";
import type { Layer, Matrix, Model, Unit } from "./network.ts";
import type { Node } from "./tape.ts";

/** Entries (parameter node, amount); fixed parameters are ignored when the vector is formed. */
export type Move = readonly (readonly [Node, number])[];

const rowMove = (row: readonly Node[], amounts: ArrayLike<number>): Move =>
  row.map((node, j) => [node, amounts[j] ?? 0]);
const scaled = (model: Model, nodes: readonly Node[], factor: number): Move =>
  nodes.map((node) => [node, factor * model.tape.value[node]!]);
export const column = (matrix: Matrix, j: number): Node[] => matrix.map((row) => row[j]!);
export const incoming = (layer: Layer, j: number): Node[] => [...layer.matrix[j]!, ...layer.bias.slice(j, j + 1)];

/** As many independent rows as the shape allows, by a margin of 1e-8 once each row has length 1: then the rank is the same nearby. */
export function hasFullRank(rows: readonly (readonly number[])[]): boolean {
  const lengths = rows.map((row) => Math.sqrt(row.reduce((sum, entry) => sum + entry * entry, 0)));
  const longest = Math.max(0, ...lengths);
  if (lengths.some((length) => length <= 1e-8 * longest)) return false;
  const scaled = rows.map((row, r) => row.map((entry) => entry / lengths[r]!));
  return echelon(scaled, 1e-8).rank === Math.min(rows.length, rows[0]?.length ?? 0);
}

/** Vectors c with c . (entries_i) = 0 at every sample; `everywhere`: only where points nearby have as many. */
export function unseen(rows: readonly (readonly number[])[], everywhere: boolean): Float64Array[] {
  return everywhere && !hasFullRank(rows) ? [] : nullSpace(rows, rows[0]?.length ?? 0);
}

/** Every v c^T as a move of a matrix. */
export const outerMoves = (
  matrix: Matrix,
  left: readonly ArrayLike<number>[],
  right: readonly ArrayLike<number>[],
): Move[] =>
  left.flatMap((v) =>
    right.map((c) => matrix.flatMap((row, i) => row.map((node, j): [Node, number] => [node, v[i]! * c[j]!]))),
  );

export const axes = (size: number): number[][] =>
  Array.from({ length: size }, (_, i) => Array.from({ length: size }, (__, j) => (i === j ? 1 : 0)));

/** A row may change where the unit's active inputs (with 1 for the bias) cannot tell. */
function blindRows(model: Model, layer: Layer, unitsOf: readonly (readonly Unit[])[], everywhere: boolean): Move[] {
  const width = layer.matrix[0]?.length ?? 0;
  return layer.matrix.flatMap((_, j) => {
    const active = unitsOf
      .map((units) => units[j]!)
      .filter(({ sum }) => layer.activation.slope(model.tape.value[sum]!, 0) !== 0);
    const rows = active.map(({ input }) => [...numbers(model, input), ...(layer.bias.length > 0 ? [1] : [])]);
    // what a unit reads of the data themselves stays where it is
    const fixed = active.every(({ input }) => input.every((node) => !model.tape.moves[node]));
    const directions =
      rows.length === 0 ? axes(width + Math.min(layer.bias.length, 1)) : unseen(rows, everywhere && !fixed);
    return directions.map((direction) => rowMove(incoming(layer, j), direction));
  });
}

/** sigma(c s) = c^k sigma(s): incoming weights up by 1, outgoing weights down by k. */
function rescalings(model: Model, layer: Layer, next: Matrix): Move[] {
  const { degree } = layer.activation;
  if (degree === null) return [];
  return layer.matrix.map((_, j) => [
    ...scaled(model, incoming(layer, j), 1),
    ...scaled(model, column(next, j), -degree),
  ]);
}

/** Between linear layers any basis will do: W -> W + E_ab W, next -> next - next E_ab. */
function basisChanges(model: Model, layer: Layer, next: Matrix): Move[] {
  if (layer.activation.degree !== 1 || layer.activation.kinked) return [];
  const size = layer.matrix.length;
  return axes(size * size).map((_, index) => {
    const [a, b] = [Math.floor(index / size), index % size];
    const source = numbers(model, incoming(layer, b));
    const outgoing = column(next, b).map((node, i): [Node, number] => [node, -model.tape.value[next[i]![a]!]!]);
    return [...rowMove(incoming(layer, a), source), ...outgoing];
  });
}

export function stackMoves(
  model: Model,
  layers: readonly Layer[],
  last: Matrix | null,
  l: number,
  everywhere: boolean,
): Move[] {
  return layers.flatMap((layer, k) => {
    const next = layers[k + 1]?.matrix ?? last;
    const unitsOf = model.samples.map((sample) => sample.units[l]![k]!);
    const joined = next === null ? [] : [...rescalings(model, layer, next), ...basisChanges(model, layer, next)];
    return [...blindRows(model, layer, unitsOf, everywhere), ...joined];
  });
}

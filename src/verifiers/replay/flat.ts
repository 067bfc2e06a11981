/**
 * Directions in parameter space that leave the function on the data unchanged, predicted from the structure of the net.
 * They explain zero eigenvalues of the Hessian. `everywhere`: only those that all points nearby have too, so that H t = 0 at a critical point;
 * the others are flat lines through this point alone, and a small H t may be a coupling rather than rounding.
 * Kinds: invisible changes of V_l; units nobody hears; changes of a weight that the data cannot see; positive
 * rescalings of homogeneous units; linear changes of basis between linear layers; at zero residual, the kernel of the Jacobian.
 */
import { echelon, nullSpace } from "./elimination.ts";
import { numbers, type Residual, readoutRows, rowsFrom } from "./invisible.ts";
import { axes, column, hasFullRank, incoming, type Move, outerMoves, stackMoves, unseen } from "./moves.ts";
import type { Block, Layer, Matrix, Model } from "./network.ts";
import { adjoints } from "./sweeps.ts";
import { type Node, unit } from "./tape.ts";

/** Incoming weights of units whose outgoing column no later block and no output sees. */
function unheardUnits(model: Model, block: Block, listeners: readonly (readonly number[])[]): Move[] {
  const last = block.layers.at(-1);
  if (last === undefined) return [];
  return last.matrix.flatMap((_, j) => {
    const out = numbers(model, column(block.outer, j));
    const heard = listeners.some((row) => Math.abs(row.reduce((sum, entry, i) => sum + entry * out[i]!, 0)) > 1e-14);
    return heard ? [] : incoming(last, j).map((node): Move => [[node, 1]]);
  });
}

function blockMoves(model: Model, network: Residual, l: number, everywhere: boolean): Move[] {
  const block = network.blocks[l]!;
  const dimension = block.outer.length;
  const listeners = [...rowsFrom(model, network, l + 1), ...readoutRows(model, network)];
  const silent = everywhere && !hasFullRank(listeners) ? [] : nullSpace(listeners, dimension);
  const width = block.outer[0]?.length ?? 0;
  const hidden = unseen(
    model.samples.map((sample) => numbers(model, sample.features[l]!)),
    everywhere,
  );
  return [
    ...outerMoves(block.outer, silent, axes(width)),
    ...outerMoves(block.outer, axes(dimension), hidden),
    ...(everywhere ? [] : unheardUnits(model, block, listeners)),
    ...stackMoves(model, block.layers, block.outer, l, everywhere),
  ];
}

/** Linear residual nets: I + A_l is a linear layer, so A_l -> A_l + X (I + A_l), A_{l+1} -> A_{l+1} - (I + A_{l+1}) X. */
function linearResidualMoves(model: Model, network: Residual): Move[] {
  return network.blocks.slice(1).flatMap((block, l) => {
    const previous = network.blocks[l]!;
    if (block.layers.length > 0 || previous.layers.length > 0) return [];
    const entry = (matrix: Matrix, i: number, j: number): number =>
      model.tape.value[matrix[i]![j]!]! + (i === j ? 1 : 0);
    const size = block.outer.length;
    return axes(size * size).map((_, index) => {
      const [a, b] = [Math.floor(index / size), index % size];
      const up = previous.outer[a]!.map((node, j): [Node, number] => [node, entry(previous.outer, b, j)]);
      const down = column(block.outer, b).map((node, i): [Node, number] => [node, -entry(block.outer, i, a)]);
      return [...up, ...down];
    });
  });
}

function residualMoves(model: Model, network: Residual, everywhere: boolean): Move[] {
  const last = unseen(
    model.samples.map((sample) => numbers(model, sample.states.at(-1)!)),
    everywhere,
  );
  const readout = network.readout === null ? [] : outerMoves(network.readout, axes(network.readout.length), last);
  const perBlock = network.blocks.flatMap((_, l) => blockMoves(model, network, l, everywhere));
  return [...readout, ...perBlock, ...linearResidualMoves(model, network)];
}

function chainMoves(model: Model, layers: readonly Layer[], everywhere: boolean): Move[] {
  return layers.flatMap((layer, l) => stackMoves(model, [layer], layers[l + 1]?.matrix ?? null, l, everywhere));
}

/** Where every l' vanishes the Hessian is J^T diag(l'') J, whose kernel contains the kernel of J. */
function interpolationKernel(model: Model): Float64Array[] {
  const { tape, samples, loss, variables } = model;
  // twice l'' <= 2 times fifty roundings of the output and the label
  const isZero = (f: Node, y: number): boolean =>
    Math.abs(loss.slope(tape.value[f]!, y)) <= 200 * (tape.error[f]! + unit * Math.abs(y));
  if (!samples.every(({ outputs, y }) => outputs.every((f, o) => isZero(f, y[o]!)))) return [];
  const jacobian = samples.flatMap(({ outputs }) =>
    outputs.map((f) => {
      const { adjoint } = adjoints(tape, f);
      return Float64Array.from(variables, (node) => adjoint[node]!);
    }),
  );
  return nullSpace(jacobian, variables.length);
}

function vectorOf(model: Model, move: Move, place: ReadonlyMap<Node, number>): Float64Array {
  const vector = new Float64Array(model.variables.length);
  for (const [node, amount] of move) {
    const index = place.get(node);
    if (index !== undefined) vector[index]! += amount;
  }
  const size = Math.sqrt(vector.reduce((sum, entry) => sum + entry * entry, 0));
  return size > 0 ? vector.map((entry) => entry / size) : vector;
}

/** Unit tangent vectors in the order of `model.variables`. */
export function predictedFlat(model: Model, everywhere: boolean): Float64Array[] {
  const { network } = model;
  const moves =
    network.kind === "residual"
      ? residualMoves(model, network, everywhere)
      : chainMoves(model, network.layers, everywhere);
  const place = new Map(model.variables.map((node, index) => [node, index]));
  const vectors = moves.map((move) => vectorOf(model, move, place));
  return [...vectors, ...interpolationKernel(model)].filter((vector) => vector.some((entry) => entry !== 0));
}

/** Number of independent predicted directions t with ||H t|| <= band. */
export function flatCount(model: Model, hessian: Float64Array, band: number, everywhere: boolean): number {
  const size = model.variables.length;
  const kept = predictedFlat(model, everywhere).filter((t) => {
    let sum = 0;
    for (let i = 0; i < size; i++) {
      let entry = 0;
      for (let j = 0; j < size; j++) entry += hessian[i * size + j]! * t[j]!;
      sum += entry * entry;
    }
    return Math.sqrt(sum) <= band;
  });
  return echelon(kept, 1e-9).rank;
}

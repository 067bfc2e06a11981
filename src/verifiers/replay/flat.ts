/**
 * Directions in parameter space that leave the function on the data unchanged, predicted from the structure of the net.
 * They explain zero eigenvalues of the Hessian. Over-prediction is harmless: the caller keeps only those with H t = 0.
 * Kinds: invisible changes of V_l; units nobody hears; changes of a weight that the data cannot see; positive
 * rescalings of homogeneous units; linear changes of basis between linear layers; at zero residual, the kernel of the Jacobian.
 */
import { echelon, nullSpace } from "./elimination.ts";
import { numbers, type Residual, readoutRows, rowsFrom } from "./invisible.ts";
import type { Block, Layer, Matrix, Model, Unit } from "./network.ts";
import { adjoints, type Node } from "./tape.ts";

/** Entries (parameter node, amount); fixed parameters are ignored when the vector is formed. */
type Move = readonly (readonly [Node, number])[];

const rowMove = (row: readonly Node[], amounts: ArrayLike<number>): Move =>
  row.map((node, j) => [node, amounts[j] ?? 0]);
const scaled = (model: Model, nodes: readonly Node[], factor: number): Move =>
  nodes.map((node) => [node, factor * model.tape.value[node]!]);
const column = (matrix: Matrix, j: number): Node[] => matrix.map((row) => row[j]!);
const incoming = (layer: Layer, j: number): Node[] => [...layer.matrix[j]!, ...layer.bias.slice(j, j + 1)];

/** Vectors c with c . (entries_i) = 0 at every sample. */
function unseen(rows: readonly (readonly number[])[]): Float64Array[] {
  return nullSpace(rows, rows[0]?.length ?? 0);
}

/** Every v c^T as a move of a matrix. */
const outerMoves = (matrix: Matrix, left: readonly ArrayLike<number>[], right: readonly ArrayLike<number>[]): Move[] =>
  left.flatMap((v) =>
    right.map((c) => matrix.flatMap((row, i) => row.map((node, j): [Node, number] => [node, v[i]! * c[j]!]))),
  );

const axes = (size: number): number[][] =>
  Array.from({ length: size }, (_, i) => Array.from({ length: size }, (__, j) => (i === j ? 1 : 0)));

/** A row may change where the unit's active inputs (with 1 for the bias) cannot tell. */
function blindRows(model: Model, layer: Layer, unitsOf: readonly (readonly Unit[])[]): Move[] {
  const width = layer.matrix[0]?.length ?? 0;
  return layer.matrix.flatMap((_, j) => {
    const active = unitsOf
      .map((units) => units[j]!)
      .filter(({ sum }) => layer.activation.slope(model.tape.value[sum]!, 0) !== 0);
    const rows = active.map(({ input }) => [...numbers(model, input), ...(layer.bias.length > 0 ? [1] : [])]);
    const directions = rows.length === 0 ? axes(width + Math.min(layer.bias.length, 1)) : unseen(rows);
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

function stackMoves(model: Model, layers: readonly Layer[], last: Matrix | null, l: number): Move[] {
  return layers.flatMap((layer, k) => {
    const next = layers[k + 1]?.matrix ?? last;
    const unitsOf = model.samples.map((sample) => sample.units[l]![k]!);
    const joined = next === null ? [] : [...rescalings(model, layer, next), ...basisChanges(model, layer, next)];
    return [...blindRows(model, layer, unitsOf), ...joined];
  });
}

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

function blockMoves(model: Model, network: Residual, l: number): Move[] {
  const block = network.blocks[l]!;
  const dimension = block.outer.length;
  const listeners = [...rowsFrom(model, network, l + 1), ...readoutRows(model, network)];
  const silent = nullSpace(listeners, dimension);
  const width = block.outer[0]?.length ?? 0;
  const hidden = unseen(model.samples.map((sample) => numbers(model, sample.features[l]!)));
  return [
    ...outerMoves(block.outer, silent, axes(width)),
    ...outerMoves(block.outer, axes(dimension), hidden),
    ...unheardUnits(model, block, listeners),
    ...stackMoves(model, block.layers, block.outer, l),
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

function residualMoves(model: Model, network: Residual): Move[] {
  const last = unseen(model.samples.map((sample) => numbers(model, sample.states.at(-1)!)));
  const readout = network.readout === null ? [] : outerMoves(network.readout, axes(network.readout.length), last);
  const perBlock = network.blocks.flatMap((_, l) => blockMoves(model, network, l));
  return [...readout, ...perBlock, ...linearResidualMoves(model, network)];
}

function chainMoves(model: Model, layers: readonly Layer[]): Move[] {
  return layers.flatMap((layer, l) => stackMoves(model, [layer], layers[l + 1]?.matrix ?? null, l));
}

/** Where every l' vanishes the Hessian is J^T diag(l'') J, whose kernel contains the kernel of J. */
function interpolationKernel(model: Model): Float64Array[] {
  const { tape, samples, loss, variables } = model;
  const residual = samples.flatMap(({ outputs, y }) =>
    outputs.map((f, o) => Math.abs(loss.slope(tape.value[f]!, y[o]!))),
  );
  const scale = Math.max(1, ...samples.flatMap(({ y }) => y.map(Math.abs)));
  if (Math.max(...residual) > 1e-12 * scale) return [];
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
export function predictedFlat(model: Model): Float64Array[] {
  const { network } = model;
  const moves = network.kind === "residual" ? residualMoves(model, network) : chainMoves(model, network.layers);
  const place = new Map(model.variables.map((node, index) => [node, index]));
  const vectors = moves.map((move) => vectorOf(model, move, place));
  return [...vectors, ...interpolationKernel(model)].filter((vector) => vector.some((entry) => entry !== 0));
}

/** Number of independent predicted directions t with ||H t|| <= band. */
export function flatCount(model: Model, hessian: Float64Array, band: number): number {
  const size = model.variables.length;
  const kept = predictedFlat(model).filter((t) => {
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

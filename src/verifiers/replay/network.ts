/** A point file written out on the tape: parameters, every sample's pass, and the risk. Definitions: h_0 = x, h_l = h_{l-1} + V_l phi_l, f = w . h_L + c. */
import type { BlockSpec, Nested, PointFile } from "../../models/point.ts";
import { type ReplayActivation, type ReplayLoss, replayActivations, replayLosses } from "./functions.ts";
import { add, apply, constant, dot, multiply, type Node, newTape, type Tape, unit, variable } from "./tape.ts";

export type Matrix = readonly (readonly Node[])[];

/** One layer of an inner net (or of a fully connected net): sigma(matrix . input + bias). */
export interface Layer {
  readonly matrix: Matrix;
  /** One node per unit; empty without biases. */
  readonly bias: readonly Node[];
  readonly activation: ReplayActivation;
}

export interface Block {
  /** The inner net; empty where the features are the block's input itself (linear-residual). */
  readonly layers: readonly Layer[];
  readonly outer: Matrix;
  /** Name of V_l up to tying: blocks that share V_l share this. */
  readonly outerKey: string;
}

export type Network =
  | {
      readonly kind: "residual";
      readonly blocks: readonly Block[];
      readonly readout: Matrix | null;
      readonly shift: readonly Node[];
    }
  | { readonly kind: "chain"; readonly layers: readonly Layer[] };

/** One unit's pre-activation at one sample. */
export interface Unit {
  readonly input: readonly Node[];
  readonly sum: Node;
}

export interface Sample {
  readonly weight: number;
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** h_0 .. h_L (residual) or the layer outputs (chain). */
  readonly states: readonly (readonly Node[])[];
  /** phi_1 .. phi_L; empty for chains. */
  readonly features: readonly (readonly Node[])[];
  /** units[l][k][j]: unit j of layer k of block l (chains: k = 0). */
  readonly units: readonly (readonly (readonly Unit[])[])[];
  readonly outputs: readonly Node[];
}

export interface Model {
  readonly tape: Tape;
  readonly network: Network;
  readonly loss: ReplayLoss;
  readonly samples: readonly Sample[];
  readonly risk: Node;
  /** All trainable parameters, each once. */
  readonly variables: readonly Node[];
  /** Whether the linear predictors it is compared with have an intercept. */
  readonly affine: boolean;
}

/** Parameters by name; tied names resolve to the nodes of the first. */
interface Parameters {
  readonly tape: Tape;
  readonly key: (name: string) => string;
  readonly matrix: (name: string, trainable: boolean, shape?: "column" | "row") => Matrix;
}

function lookUp(point: PointFile, name: string): Nested | undefined {
  const [key, ...path] = name.split("/");
  let found: Nested | undefined = point.parameters[key!];
  for (const step of path) found = typeof found === "object" ? found[Number(step)] : undefined;
  return found;
}

/** A vector becomes one row or one column; a missing parameter has no rows. */
function rowsOf(nested: Nested | undefined, shape: "column" | "row"): number[][] {
  if (nested === undefined) return [];
  if (typeof nested === "number") return [[nested]];
  if (nested.some((entry) => typeof entry === "object")) return nested.map((row) => rowsOf(row, "row")[0] ?? []);
  const entries = nested as readonly number[];
  if (entries.length === 0) return [];
  return shape === "row" ? [[...entries]] : entries.map((entry) => [entry]);
}

function readParameters(point: PointFile, tape: Tape): Parameters {
  const read = new Map<string, Matrix>();
  const key = (name: string): string => point.architecture.tie?.find((group) => group.includes(name))?.[0] ?? name;
  return {
    tape,
    key,
    matrix(name, trainable, shape = "column") {
      const known = read.get(key(name));
      if (known !== undefined) return known;
      const place = (entry: number): Node => (trainable ? variable(tape, entry) : constant(tape, entry));
      const matrix = rowsOf(lookUp(point, key(name)), shape).map((row) => row.map(place));
      read.set(key(name), matrix);
      return matrix;
    },
  };
}

function activationOf(name: string | undefined): ReplayActivation {
  const activation = replayActivations[name ?? "identity"];
  if (activation === undefined) throw new Error(`replay: unknown activation ${name}`);
  return activation;
}

const columnOf = (matrix: Matrix): Node[] => matrix.map((row) => row[0]!);

function blockSpec(point: PointFile, l: number): BlockSpec {
  const { architecture } = point;
  const first = l === 0 ? architecture["first-block"] : undefined;
  return first ?? architecture.blocks?.[l] ?? architecture.block ?? {};
}

function innerLayers(point: PointFile, parameters: Parameters, l: number): Layer[] {
  const spec = blockSpec(point, l);
  // `trainable: false` fixes the inner net; V_l stays a parameter.
  const trainable = spec.trainable !== false;
  const extra = lookUp(point, `inner/${l}`);
  const names = [`U/${l}`, ...(typeof extra === "object" ? extra.map((_, k) => `inner/${l}/${k}`) : [])];
  const biases = [`b/${l}`, ...names.slice(1).map((_, k) => `inner-b/${l}/${k}`)];
  return names.map((name, k) => ({
    matrix: parameters.matrix(name, trainable, "row"),
    bias: columnOf(parameters.matrix(biases[k]!, trainable)),
    activation: activationOf(spec.activation),
  }));
}

function residualBlocks(point: PointFile, parameters: Parameters): Block[] {
  const linear = point.architecture.kind === "linear-residual";
  return Array.from({ length: point.architecture.depth }, (_, l) => {
    const name = linear ? `W/${l}` : `V/${l}`;
    return {
      layers: linear ? [] : innerLayers(point, parameters, l),
      outer: parameters.matrix(name, true),
      outerKey: parameters.key(name),
    };
  });
}

function chainLayers(point: PointFile, parameters: Parameters): Layer[] {
  const { architecture } = point;
  const count = (point.parameters.W as readonly Nested[]).length;
  return Array.from({ length: count }, (_, l) => ({
    matrix: parameters.matrix(`W/${l}`, true, "row"),
    bias: columnOf(parameters.matrix(`b/${l}`, true)),
    activation: activationOf(
      l < count - 1 && architecture.kind === "fully-connected" ? architecture.activation : "identity",
    ),
  }));
}

function readNetwork(point: PointFile, parameters: Parameters): Network {
  const { kind } = point.architecture;
  if (kind === "residual" || kind === "linear-residual") {
    const readout = parameters.matrix("w", true, "row");
    const shift = columnOf(parameters.matrix("c", true));
    return {
      kind: "residual",
      blocks: residualBlocks(point, parameters),
      readout: readout.length > 0 ? readout : null,
      shift,
    };
  }
  if (kind === "fully-connected" || kind === "deep-linear" || kind === "autoencoder")
    return { kind: "chain", layers: chainLayers(point, parameters) };
  throw new Error(`replay: unknown architecture ${kind}`);
}

function runLayer(tape: Tape, layer: Layer, input: readonly Node[]): { units: Unit[]; output: Node[] } {
  const units = layer.matrix.map((row, j) => {
    const product = dot(tape, row, input);
    return { input, sum: layer.bias.length > 0 ? add(tape, product, layer.bias[j]!) : product };
  });
  return { units, output: units.map((entry) => apply(tape, layer.activation, entry.sum)) };
}

/** A layer stack; returns the last output and every unit on the way. */
function runLayers(
  tape: Tape,
  layers: readonly Layer[],
  input: readonly Node[],
): { units: Unit[][]; outputs: Node[][] } {
  const units: Unit[][] = [];
  const outputs: Node[][] = [];
  for (const layer of layers) {
    const done = runLayer(tape, layer, outputs.at(-1) ?? input);
    units.push(done.units);
    outputs.push(done.output);
  }
  return { units, outputs };
}

type Pass = Pick<Sample, "states" | "features" | "units" | "outputs">;

function runResidual(tape: Tape, network: Network & { kind: "residual" }, x: readonly Node[]): Pass {
  const states: (readonly Node[])[] = [x];
  const features: (readonly Node[])[] = [];
  const units: Unit[][][] = [];
  for (const block of network.blocks) {
    const h = states.at(-1)!;
    const inner = runLayers(tape, block.layers, h);
    const phi = inner.outputs.at(-1) ?? h;
    units.push(inner.units);
    features.push(phi);
    // h_l = h_{l-1} + V_l phi_l
    states.push(h.map((entry, i) => add(tape, entry, dot(tape, block.outer[i]!, phi))));
  }
  const last = states.at(-1)!;
  const plain = network.readout === null ? last : network.readout.map((row) => dot(tape, row, last));
  const outputs = plain.map((node, o) => (network.shift[o] === undefined ? node : add(tape, node, network.shift[o])));
  return { states, features, units, outputs };
}

function runChain(tape: Tape, layers: readonly Layer[], x: readonly Node[]): Pass {
  const { units, outputs } = runLayers(tape, layers, x);
  return { states: [x, ...outputs], features: [], units: units.map((layer) => [layer]), outputs: outputs.at(-1)! };
}

function normalisedWeights(point: PointFile): number[] {
  const given = point.data.weights ?? point.data.x.map(() => 1);
  const sum = given.reduce((a, b) => a + b, 0);
  return given.map((weight) => weight / sum);
}

function runSample(point: PointFile, tape: Tape, network: Network, i: number, weight: number): Sample {
  const x = point.data.x[i]!;
  const label = point.architecture.kind === "autoencoder" ? x : point.data.y[i]!;
  const y = typeof label === "number" ? [label] : label;
  const input = x.map((entry) => constant(tape, entry));
  const pass = network.kind === "residual" ? runResidual(tape, network, input) : runChain(tape, network.layers, input);
  return { weight, x, y, ...pass };
}

/** sum_i omega_i sum_o l(f_o(x_i); y_io). */
function riskNode(tape: Tape, samples: readonly Sample[], loss: ReplayLoss): Node {
  return samples.reduce(
    (sum, { weight, outputs, y }) => {
      const scale = constant(tape, weight, 2 * samples.length * unit * weight);
      const losses = outputs.map((output, o) => apply(tape, loss, output, constant(tape, y[o]!)));
      return losses.reduce((partial, node) => add(tape, partial, multiply(tape, scale, node)), sum);
    },
    constant(tape, 0),
  );
}

export function readModel(point: PointFile): Model {
  const tape = newTape();
  const network = readNetwork(point, readParameters(point, tape));
  // Only parameters are on the tape so far.
  const variables = tape.moves.flatMap((moves, node) => (moves ? [node] : []));
  const loss = replayLosses[point.loss];
  if (loss === undefined) throw new Error(`replay: unknown loss ${point.loss}`);
  const weights = normalisedWeights(point);
  const samples = point.data.x.map((_, i) => runSample(point, tape, network, i, weights[i]!));
  const affine =
    network.kind === "residual" ? network.shift.length > 0 : network.layers.some(({ bias }) => bias.length > 0);
  return { tape, network, loss, samples, risk: riskNode(tape, samples, loss), variables, affine };
}

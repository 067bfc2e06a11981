/** A point file written out on the tape: every sample's pass through the network, and the risk. */
import type { PointFile } from "../../models/point.ts";
import { type ReplayLoss, replayLosses } from "./losses.ts";
import type { Layer, Model, Network, Sample, Unit } from "./network.ts";
import { readNetwork, readParameters } from "./parameters.ts";
import { add, apply, constant, dot, multiply, type Node, newTape, type Tape, unit } from "./tape.ts";

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

/** The output with the error that stands for cancellation inside the loss. */
function widened(tape: Tape, { cancellation }: ReplayLoss, output: Node, y: number): Node {
  if (cancellation === 0) return output;
  const error = cancellation * unit * (Math.abs(tape.value[output]!) + Math.abs(y));
  return add(tape, output, constant(tape, 0, error));
}

/** sum_i omega_i sum_o l(f_o(x_i); y_io). */
function riskNode(tape: Tape, samples: readonly Sample[], loss: ReplayLoss): Node {
  return samples.reduce(
    (sum, { weight, outputs, y }) => {
      const scale = constant(tape, weight, 2 * samples.length * unit * weight);
      const losses = outputs.map((output, o) =>
        apply(tape, loss, widened(tape, loss, output, y[o]!), constant(tape, y[o]!)),
      );
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
  return { tape, network, loss, samples, risk: riskNode(tape, samples, loss), variables };
}

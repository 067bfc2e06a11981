/** Reads a point file's architecture and parameters onto the tape: names as in the file, tied names share their nodes. */
import type { BlockSpec, Nested, PointFile } from "../../models/point.ts";
import { type ReplayActivation, replayActivations } from "./activations.ts";
import type { Block, Layer, Matrix, Network } from "./network.ts";
import { constant, type Node, type Tape, variable } from "./tape.ts";

/** Parameters by name; tied names resolve to the nodes of the first. */
export interface Parameters {
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

export function readParameters(point: PointFile, tape: Tape): Parameters {
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

function activationOf(name: string): ReplayActivation {
  const activation = replayActivations[name];
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
    bias: spec.bias === true ? columnOf(parameters.matrix(biases[k]!, trainable)) : [],
    activation: activationOf(spec.activation ?? "tanh"),
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
  const { kind, block, ...own } = point.architecture;
  const count = (point.parameters.W as readonly Nested[]).length;
  const nonlinear = kind === "fully-connected";
  const biased = nonlinear && (own.bias ?? block?.bias) === true;
  const hidden = nonlinear ? (own.activation ?? block?.activation ?? "relu") : "identity";
  return Array.from({ length: count }, (_, l) => ({
    matrix: parameters.matrix(`W/${l}`, true, "row"),
    bias: biased ? columnOf(parameters.matrix(`b/${l}`, true)) : [],
    activation: activationOf(l < count - 1 ? hidden : "identity"),
  }));
}

export function readNetwork(point: PointFile, parameters: Parameters): Network {
  const { kind } = point.architecture;
  if (kind === "residual" || kind === "linear-residual") {
    const readout = parameters.matrix("w", true, "row");
    const shift = point.architecture["readout-bias"] === true ? columnOf(parameters.matrix("c", true)) : [];
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

/** Random problems over every architecture, activation and loss: what the laws are tried on. */
import { activations } from "../../src/models/activations/index.ts";
import type { Data } from "../../src/models/data.ts";
import { float64Evaluator } from "../../src/models/engines/float64.ts";
import type { Evaluator } from "../../src/models/evaluator.ts";
import type { Loss } from "../../src/models/loss.ts";
import { losses } from "../../src/models/losses/index.ts";
import type { ArchitectureSpec, BlockSpec } from "../../src/models/point.ts";
import { compileArchitecture } from "../../src/models/point-file.ts";
import type { Program } from "../../src/models/program.ts";
import type { Stream } from "../../src/numerics/random.ts";
import { measurePoint } from "../../src/verifiers/measure.ts";
import type { Measurements } from "../../src/verifiers/measurement.ts";
import { catalogue } from "../../src/verifiers/quantities/catalogue.ts";
import { dataContext } from "../../src/verifiers/quantities/data-context.ts";
import { type PointContext, pointContext } from "../../src/verifiers/quantities/point-context.ts";
import { coverParameters } from "../../src/verifiers/searches/random-parameters.ts";

export interface Instance {
  readonly spec: ArchitectureSpec;
  readonly evaluator: Evaluator;
  readonly theta: Float64Array;
}

export const activationNames: readonly string[] = Object.keys(activations);
export const lossNames: readonly string[] = Object.keys(losses);
export const convexLossNames: readonly string[] = lossNames.filter((name) => losses[name]!.convex);

export const pick = <T>(random: Stream, items: readonly T[]): T => items[random.integer(items.length)]!;

export function lossNamed(name: string): Loss {
  const loss = losses[name];
  if (!loss) throw new Error(`no loss ${name}`);
  return loss;
}

export function compiled(spec: ArchitectureSpec, depth: number, dimension: number, outputs = 1): Program {
  const outcome = compileArchitecture(spec, { depth, dimension, outputs, width: null });
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome.program;
}

/** Gaussian inputs, labels that fit the loss, weights equal or uniform on the simplex. */
export function randomData(
  random: Stream,
  loss: Loss,
  samples: number,
  dimension: number,
  outputs = 1,
  weighted = false,
): Data {
  const raw = Float64Array.from({ length: samples }, () => (weighted ? 0.05 + random.uniform() : 1));
  const total = raw.reduce((sum, weight) => sum + weight, 0);
  return {
    samples,
    dimension,
    outputs,
    x: random.normals(samples * dimension),
    y: Float64Array.from({ length: samples * outputs }, () =>
      loss.labels === "signs" ? random.sign() : random.normal(),
    ),
    weights: raw.map((weight) => weight / total),
  };
}

/** A residual architecture: one or two inner layers, biases or not, first block fixed or not. */
export function randomResidual(random: Stream, activation: string): ArchitectureSpec {
  const bias = random.integer(2) === 0;
  const block: BlockSpec =
    random.integer(3) === 0
      ? { hidden: [1 + random.integer(3), 1 + random.integer(2)], activation, bias }
      : { width: 1 + random.integer(3), activation, bias };
  const first: BlockSpec = { width: 1 + random.integer(2), activation: "relu", bias: true, trainable: false };
  return {
    kind: "residual",
    block,
    ...(random.integer(4) === 0 ? { "first-block": first } : {}),
    ...(random.integer(4) === 0 ? { "readout-bias": true } : {}),
  };
}

export interface Shape {
  readonly activation?: string;
  readonly loss?: string;
  readonly spec?: ArchitectureSpec;
  readonly depth?: number;
  readonly dimension?: number;
  readonly samples?: number;
  /** Whether A2 is built in. */
  readonly covered?: boolean;
  readonly scale?: number;
}

/** Parameters of standard deviation `scale`; what the shape leaves open is drawn, the loss among the convex ones. */
export function randomInstance(random: Stream, shape: Shape = {}): Instance {
  const loss = lossNamed(shape.loss ?? pick(random, convexLossNames));
  const spec = shape.spec ?? randomResidual(random, shape.activation ?? pick(random, activationNames));
  const activation = spec.block?.activation ?? "";
  // values square from block to block: deeper nets leave the range of floats
  const deepest = activation.startsWith("square") || activation === "constant" ? 2 : 6;
  const depth = shape.depth ?? 1 + random.integer(deepest);
  const dimension = shape.dimension ?? 1 + random.integer(4);
  const program = compiled(spec, depth, dimension);
  const data = randomData(random, loss, shape.samples ?? 3 + random.integer(6), dimension, 1, random.integer(2) === 0);
  const theta = random.normals(program.size).map((value) => (shape.scale ?? 0.5) * value);
  if (shape.covered ?? random.integer(2) === 0) coverParameters(program, theta, random);
  return { spec, evaluator: float64Evaluator({ program, loss, data }), theta };
}

export function contextAt({ evaluator, theta }: Pick<Instance, "evaluator" | "theta">): PointContext {
  const { program, data, loss } = evaluator.problem;
  return pointContext(dataContext(data, loss, program.depth, program.width), evaluator, theta, null);
}

const names = Object.keys(catalogue).filter((name) => catalogue[name]!.scope !== "class");

/** Every axis, data and point quantity. */
export const allNames: readonly string[] = names;

export function measureAll(instance: Pick<Instance, "evaluator" | "theta">): Measurements {
  return measurePoint(contextAt(instance), new Set(names));
}

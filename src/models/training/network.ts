/**
 * A program in TensorFlow.js: forward and reverse through its operations on batches, samples x rows, and the gradient of the risk of a batch.
 * Parameters that share an offset (tied ones) are one tensor. Everything is float32: relative errors of about 1e-7 per operation.
 */
import type { Scalar, Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import type { Problem } from "../evaluator.ts";
import type { ParameterBlock, Program } from "../program.ts";
import type { Tf } from "./backend.ts";
import { activationsInTensorFlow, lossesInTensorFlow } from "./functions.ts";

/** By offset: each parameter once, the fixed ones too. */
export type Parameters = ReadonlyMap<number, Tensor>;

/** A problem's data, or some of it, as tensors. Weights are samples x 1. */
export interface Samples {
  readonly x: Tensor2D;
  readonly y: Tensor2D;
  readonly weights: Tensor2D;
}

/** The value of every node, samples x rows. */
export function forward(tf: Tf, { operations, blocks }: Program, parameters: Parameters, x: Tensor2D): Tensor[] {
  const nodes: Tensor[] = [x];
  const tensorOf = (block: number): Tensor => parameters.get(blocks[block]!.offset)!;
  for (const operation of operations) {
    switch (operation.kind) {
      case "affine": {
        // rows are samples: A W^T + b
        const product = tf.matMul(nodes[operation.input]!, tensorOf(operation.weight), false, true);
        nodes[operation.output] = operation.bias < 0 ? product : tf.add(product, tensorOf(operation.bias));
        break;
      }
      case "activation":
        nodes[operation.output] = activationsInTensorFlow[operation.activation.kind]!.value(
          tf,
          nodes[operation.input]!,
        );
        break;
      case "add":
        nodes[operation.output] = tf.add(nodes[operation.left]!, nodes[operation.right]!);
        break;
      default:
        operation satisfies never;
    }
  }
  return nodes;
}

/** sum_i weight_i sum_k l(f_k(x_i); y_ik) over a batch. */
export function riskOf(tf: Tf, { program, loss }: Problem, nodes: readonly Tensor[], { y, weights }: Samples): Scalar {
  return tf.sum(tf.mul(lossesInTensorFlow[loss.kind]!.value(tf, nodes[program.output]!, y), weights)) as Scalar;
}

/** Sums by key, where there may be nothing yet. */
function deliver(tf: Tf, sums: Map<number, Tensor>, key: number, part: Tensor): void {
  const sum = sums.get(key);
  sums.set(key, sum === undefined ? part : tf.add(sum, part));
}

/** The gradient of the batch's risk, by offset; of every parameter, fixed ones included. To be called inside tidy. */
export function gradientOf(tf: Tf, problem: Problem, parameters: Parameters, batch: Samples): Map<number, Tensor> {
  const { program, loss } = problem;
  const { operations, blocks } = program;
  const nodes = forward(tf, program, parameters, batch.x);
  const slopes = lossesInTensorFlow[loss.kind]!.slope(tf, nodes[program.output]!, batch.y);
  const adjoints = new Map<number, Tensor>([[program.output, tf.mul(slopes, batch.weights)]]);
  const gradient = new Map<number, Tensor>();
  for (const operation of operations.toReversed()) {
    const delta = adjoints.get(operation.output);
    if (delta === undefined) continue;
    switch (operation.kind) {
      case "affine": {
        const weight = blocks[operation.weight]!;
        // dR/dW = delta^T a, dR/db = 1^T delta, dR/da = delta W
        deliver(tf, gradient, weight.offset, tf.matMul(delta, nodes[operation.input]!, true, false));
        if (operation.bias >= 0) deliver(tf, gradient, blocks[operation.bias]!.offset, tf.sum(delta, 0, true));
        if (operation.input > 0)
          deliver(tf, adjoints, operation.input, tf.matMul(delta, parameters.get(weight.offset)!));
        break;
      }
      case "activation": {
        const { slope } = activationsInTensorFlow[operation.activation.kind]!;
        const factor = slope(tf, nodes[operation.input]!, nodes[operation.output]!);
        // dR/ds = sigma'(s) dR/da
        deliver(tf, adjoints, operation.input, tf.mul(factor, delta));
        break;
      }
      case "add":
        deliver(tf, adjoints, operation.left, delta);
        deliver(tf, adjoints, operation.right, delta);
        break;
      default:
        operation satisfies never;
    }
  }
  return gradient;
}

/** Why TensorFlow.js cannot express the problem, or null. */
export function inexpressible({ program, loss }: Problem): string | null {
  if (!Object.hasOwn(lossesInTensorFlow, loss.kind)) return `the loss ${loss.kind}`;
  const missing = program.operations.find(
    (operation) =>
      operation.kind === "activation" && !Object.hasOwn(activationsInTensorFlow, operation.activation.kind),
  );
  return missing?.kind === "activation" ? `the activation ${missing.activation.kind}` : null;
}

export function samplesOf(tf: Tf, { data }: Problem): Samples {
  return {
    x: tf.tensor2d(Float32Array.from(data.x), [data.samples, data.dimension]),
    y: tf.tensor2d(Float32Array.from(data.y), [data.samples, data.outputs]),
    weights: tf.tensor2d(Float32Array.from(data.weights), [data.samples, 1]),
  };
}

/** A bias is one row, to be added to every sample. */
function shapeOf(program: Program, index: number): [number, number] {
  const { rows, columns } = program.blocks[index]!;
  const isBias = program.operations.some((operation) => operation.kind === "affine" && operation.bias === index);
  return isBias ? [1, rows] : [rows, columns];
}

/** One tensor per parameter of its own from the parameter vector; `make` decides what kind. */
export function parametersOf<Made extends Tensor>(
  tf: Tf,
  program: Program,
  theta: Float64Array,
  make: (value: Tensor, block: ParameterBlock) => Made,
): Map<number, Made> {
  const made = new Map<number, Made>();
  program.blocks.forEach((block, index) => {
    const { offset, rows, columns } = block;
    if (made.has(offset)) return;
    const values = Float32Array.from(theta.subarray(offset, offset + rows * columns));
    made.set(offset, make(tf.tensor2d(values, shapeOf(program, index)), block));
  });
  return made;
}

/** The parameter vector back from the tensors. */
export function thetaOf(program: Program, parameters: Parameters): Float64Array {
  const theta = new Float64Array(program.size);
  for (const [offset, tensor] of parameters) theta.set(tensor.dataSync(), offset);
  return theta;
}

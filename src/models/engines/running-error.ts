/**
 * Running error analysis of the forward pass (Higham 2002, section 3.3), first order in the unit roundoff. Sums may be formed in any order,
 * so the bound holds for every engine. Matrices are rows x samples, sample index fastest.
 */
import { zerosOf } from "../../numerics/dense.ts";
import { EPS } from "../../numerics/rounding.ts";
import { writeJet } from "../activation.ts";
import type { Problem } from "../evaluator.ts";
import type { Operation, Program } from "../program.ts";
import { multiply } from "./kernels.ts";

/** Roundings of one elementary function (four units in the last place), also allowed in its argument: s + s^2 rounds s^2 near s = -1. */
export const elementary: number = 8 * EPS;

type Affine = Extract<Operation, { kind: "affine" }>;

interface Work {
  readonly program: Program;
  /** |theta| */
  readonly sizes: Float64Array;
  readonly nodes: readonly Float64Array[];
  readonly errors: readonly Float64Array[];
  /** As long as the longest node. */
  readonly scratch: Float64Array;
  readonly n: number;
}

/** Bound on the rounding error of every node of the forward pass, in the shape of the nodes, from their values. Costs about one forward pass. */
export function nodeErrorBounds(
  { program, data }: Problem,
  theta: Float64Array,
  nodes: readonly Float64Array[],
): readonly Float64Array[] {
  const lengths = nodes.map((node) => node.length);
  const errors = zerosOf([...lengths, Math.max(...lengths), theta.length]);
  const sizes = errors.pop()!;
  const scratch = errors.pop()!;
  for (let k = 0; k < theta.length; k++) sizes[k] = Math.abs(theta[k]!);
  const work: Work = { program, sizes, nodes, errors, scratch, n: data.samples };
  for (const operation of program.operations) errorOperation(work, operation);
  return errors;
}

/** Bound on the rounding error of each prediction, outputs x samples. */
export function predictionErrorBounds(
  problem: Problem,
  theta: Float64Array,
  nodes: readonly Float64Array[],
): Float64Array {
  return nodeErrorBounds(problem, theta, nodes)[problem.program.output]!;
}

function errorOperation(work: Work, operation: Operation): void {
  const { nodes, errors, scratch } = work;
  const out = errors[operation.output]!;
  const value = nodes[operation.output]!;
  switch (operation.kind) {
    case "affine":
      affineError(work, operation, out);
      return;
    case "activation":
      writeJet(operation.activation, nodes[operation.input]!, scratch, out, null);
      activationError(value, nodes[operation.input]!, errors[operation.input]!, out);
      return;
    case "add":
      addError(value, errors[operation.left]!, errors[operation.right]!, out);
      return;
    default:
      operation satisfies never;
  }
}

/** |W| (e + gamma |a|) + gamma |b| */
function affineError(
  { program: { blocks }, sizes, nodes, errors, scratch, n }: Work,
  operation: Affine,
  out: Float64Array,
): void {
  const { rows, columns, offset } = blocks[operation.weight]!;
  const roundings = (columns + 1) * EPS;
  const [input, inputError] = [nodes[operation.input]!, errors[operation.input]!];
  for (let k = 0; k < input.length; k++) scratch[k] = inputError[k]! + roundings * Math.abs(input[k]!);
  const bias = operation.bias >= 0 ? blocks[operation.bias]!.offset : -1;
  if (bias >= 0) for (let r = 0; r < rows; r++) out.fill(roundings * sizes[bias + r]!, r * n, (r + 1) * n);
  multiply(sizes, offset, rows, columns, scratch, out, n, bias >= 0);
}

/** |sigma'| e + gamma (|sigma| + |s| |sigma'|); `out` holds the slopes sigma'. */
function activationError(value: Float64Array, input: Float64Array, inputError: Float64Array, out: Float64Array): void {
  for (let i = 0; i < out.length; i++) {
    const slope = Math.abs(out[i]!);
    out[i] = slope * inputError[i]! + elementary * (Math.abs(value[i]!) + Math.abs(input[i]!) * slope);
  }
}

function addError(value: Float64Array, left: Float64Array, right: Float64Array, out: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i] = left[i]! + right[i]! + EPS * Math.abs(value[i]!);
}

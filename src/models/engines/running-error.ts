/**
 * Running error analysis of the forward pass (Higham 2002, section 3.3), first order in the unit roundoff. Sums may be formed in any order,
 * so the bound holds for every engine. Matrices are rows x samples, sample index fastest.
 */
import type { Problem } from "../evaluator.ts";
import type { Operation, Program } from "../program.ts";

const EPS = 2 ** -53;
/** Roundings of one elementary function (four units in the last place), also allowed in its argument: s + s^2 rounds s^2 near s = -1. */
const elementary = 8 * EPS;

type Affine = Extract<Operation, { kind: "affine" }>;

/** Bound on the rounding error of every node, in the shape of the nodes, from their values. */
export function nodeErrorBounds(
  { program, data }: Problem,
  theta: Float64Array,
  nodes: readonly Float64Array[],
): readonly Float64Array[] {
  const errors = nodes.map((node) => new Float64Array(node.length));
  for (const operation of program.operations) errorOperation(program, operation, theta, nodes, errors, data.samples);
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

function errorOperation(
  program: Program,
  operation: Operation,
  theta: Float64Array,
  nodes: readonly Float64Array[],
  errors: readonly Float64Array[],
  n: number,
): void {
  const out = errors[operation.output]!;
  const value = nodes[operation.output]!;
  switch (operation.kind) {
    case "affine":
      affineError(program, operation, theta, nodes[operation.input]!, errors[operation.input]!, out, n);
      return;
    case "activation": {
      const [input, inputError] = [nodes[operation.input]!, errors[operation.input]!];
      for (let i = 0; i < out.length; i++) {
        const slope = Math.abs(operation.activation.slope(input[i]!));
        out[i] = slope * inputError[i]! + elementary * (Math.abs(value[i]!) + Math.abs(input[i]!) * slope);
      }
      return;
    }
    case "add": {
      const [left, right] = [errors[operation.left]!, errors[operation.right]!];
      for (let i = 0; i < out.length; i++) out[i] = left[i]! + right[i]! + EPS * Math.abs(value[i]!);
      return;
    }
    default:
      operation satisfies never;
  }
}

/** |W| e + gamma (|W| |a| + |b|) */
function affineError(
  { blocks }: Program,
  operation: Affine,
  theta: Float64Array,
  input: Float64Array,
  inputError: Float64Array,
  out: Float64Array,
  n: number,
): void {
  const { rows, columns, offset } = blocks[operation.weight]!;
  const roundings = (columns + 1) * EPS;
  for (let r = 0; r < rows; r++) {
    if (operation.bias >= 0)
      out.fill(roundings * Math.abs(theta[blocks[operation.bias]!.offset + r]!), r * n, (r + 1) * n);
    for (let c = 0; c < columns; c++) {
      const size = Math.abs(theta[offset + r * columns + c]!);
      for (let i = 0; i < n; i++)
        out[r * n + i] = out[r * n + i]! + size * (inputError[c * n + i]! + roundings * Math.abs(input[c * n + i]!));
    }
  }
}

/**
 * How far a point is from the kinks of its activations: min |z - kink| / (|U_row| |h| + |b| + |kink|) over samples and units.
 * Only pre-activations that some trainable parameter moves count: a fixed unit on its kink leaves the risk smooth.
 */
import type { Evaluator } from "../../models/evaluator.ts";
import type { Operation, Program } from "../../models/program.ts";

type Affine = Extract<Operation, { kind: "affine" }>;

/** At a smaller margin derivatives say nothing about the risk: rounding decides on which side of the kink a unit is. */
export const onKink = 1e-9;

/** null when every activation that can move is smooth. */
export function kinkMargin(evaluator: Evaluator, theta: Float64Array): number | null {
  const { program } = evaluator.problem;
  const moving = movingNodes(program);
  const { nodes } = evaluator.forward(theta);
  let margin: number | null = null;
  for (const operation of program.operations) {
    if (operation.kind !== "activation" || !moving[operation.input]) continue;
    const source = program.operations.find((candidate) => candidate.output === operation.input);
    if (source?.kind !== "affine") continue;
    for (const kink of operation.activation.kinks)
      margin = Math.min(margin ?? Number.POSITIVE_INFINITY, unitMargin(program, source, kink, nodes, theta));
  }
  return margin;
}

/** Which nodes depend on a trainable parameter. */
function movingNodes({ operations, blocks, rows }: Program): readonly boolean[] {
  const moving = rows.map(() => false);
  const trainable = (index: number): boolean => index >= 0 && blocks[index]!.trainable;
  for (const operation of operations) {
    switch (operation.kind) {
      case "affine":
        moving[operation.output] = moving[operation.input]! || trainable(operation.weight) || trainable(operation.bias);
        break;
      case "activation":
        moving[operation.output] = moving[operation.input]!;
        break;
      case "add":
        moving[operation.output] = moving[operation.left]! || moving[operation.right]!;
        break;
      default:
        operation satisfies never;
    }
  }
  return moving;
}

/** The smallest margin among the units of one affine operation. */
function unitMargin(
  program: Program,
  source: Affine,
  kink: number,
  nodes: readonly Float64Array[],
  theta: Float64Array,
): number {
  const weight = program.blocks[source.weight]!;
  const bias = source.bias >= 0 ? program.blocks[source.bias]!.offset : -1;
  const n = nodes[source.input]!.length / weight.columns;
  let margin = Number.POSITIVE_INFINITY;
  for (let r = 0; r < weight.rows; r++) {
    const rowNorm = lengthOf(theta, weight.offset + r * weight.columns, weight.columns, 1);
    const offset = Math.abs(kink) + (bias >= 0 ? Math.abs(theta[bias + r]!) : 0);
    for (let i = 0; i < n; i++) {
      const scale = rowNorm * lengthOf(nodes[source.input]!, i, weight.columns, n) + offset;
      // a unit whose weights and bias are all zero sits on the kink whatever the input
      margin = Math.min(margin, scale === 0 ? 0 : Math.abs(nodes[source.output]![r * n + i]! - kink) / scale);
    }
  }
  return margin;
}

/** Euclidean length of `count` entries from `offset` on, `stride` apart. */
function lengthOf(values: Float64Array, offset: number, count: number, stride: number): number {
  let sum = 0;
  for (let k = 0; k < count; k++) sum += values[offset + k * stride]! ** 2;
  return Math.sqrt(sum);
}

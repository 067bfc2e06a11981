/** How far a point is from the kinks of its activations: min |z - kink| / (|U_row| |h| + |b| + |kink|) over samples and units. */
import type { Evaluator } from "../../models/evaluator.ts";

/** null when every activation is smooth. */
export function kinkMargin(evaluator: Evaluator, theta: Float64Array): number | null {
  const { program, data } = evaluator.problem;
  if (!program.operations.some((operation) => operation.kind === "activation" && operation.activation.kinks.length > 0))
    return null;
  const { nodes } = evaluator.forward(theta);
  const n = data.samples;
  let margin = Number.POSITIVE_INFINITY;
  for (const operation of program.operations) {
    if (operation.kind !== "activation") continue;
    const source = program.operations.find((candidate) => candidate.output === operation.input);
    if (source?.kind !== "affine") continue;
    const weight = program.blocks[source.weight]!;
    const bias = source.bias >= 0 ? program.blocks[source.bias]!.offset : -1;
    for (const kink of operation.activation.kinks)
      for (let r = 0; r < weight.rows; r++) {
        const rowNorm = lengthOf(theta, weight.offset + r * weight.columns, weight.columns, 1);
        const offset = Math.abs(kink) + (bias >= 0 ? Math.abs(theta[bias + r]!) : 0);
        for (let i = 0; i < n; i++) {
          const scale = rowNorm * lengthOf(nodes[source.input]!, i, weight.columns, n) + offset;
          // a unit whose weights and bias are all zero sits on the kink whatever the input
          margin = Math.min(margin, scale === 0 ? 0 : Math.abs(nodes[operation.input]![r * n + i]! - kink) / scale);
        }
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

/** Running error analysis of the forward pass (Higham 2002, section 3.3), first order in the unit roundoff. */
import type { Operation } from "../program.ts";
import type { Affine, Workspace } from "./workspace.ts";

const EPS = 2 ** -53;

/** Bound on the rounding error of each prediction, outputs x samples. Wants values and slopes in the workspace; overwrites the tangents' `dots`. */
export function predictionErrorBounds(work: Workspace, theta: Float64Array): Float64Array {
  work.tangents.dots[0]!.fill(0);
  for (const operation of work.operations) errorOperation(work, operation, theta);
  return work.tangents.dots[work.problem.program.output]!.slice();
}

function errorOperation(work: Workspace, operation: Operation, theta: Float64Array): void {
  const { nodes, tangents } = work;
  const { dots } = tangents;
  const out = dots[operation.output]!;
  const value = nodes[operation.output]!;
  switch (operation.kind) {
    case "affine":
      affineError(work, operation, theta);
      return;
    case "activation": {
      const slope = work.first[operation.output]!;
      const input = dots[operation.input]!;
      // four units in the last place for the elementary function
      for (let i = 0; i < out.length; i++) out[i] = Math.abs(slope[i]!) * input[i]! + 8 * EPS * Math.abs(value[i]!);
      return;
    }
    case "add": {
      const left = dots[operation.left]!;
      const right = dots[operation.right]!;
      for (let i = 0; i < out.length; i++) out[i] = left[i]! + right[i]! + EPS * Math.abs(value[i]!);
      return;
    }
    default:
      operation satisfies never;
  }
}

/** |W| e + gamma (|W| |a| + |b|) */
function affineError({ blocks, nodes, tangents, n }: Workspace, operation: Affine, theta: Float64Array): void {
  const { dots } = tangents;
  const weight = blocks[operation.weight]!;
  const out = dots[operation.output]!;
  const input = nodes[operation.input]!;
  const inputError = dots[operation.input]!;
  const roundings = (weight.columns + 1) * EPS;
  for (let r = 0; r < weight.rows; r++)
    for (let i = 0; i < n; i++) {
      let error = operation.bias >= 0 ? roundings * Math.abs(theta[blocks[operation.bias]!.offset + r]!) : 0;
      for (let c = 0; c < weight.columns; c++) {
        const magnitude = Math.abs(theta[weight.offset + r * weight.columns + c]!);
        error += magnitude * (inputError[c * n + i]! + roundings * Math.abs(input[c * n + i]!));
      }
      out[r * n + i] = error;
    }
}

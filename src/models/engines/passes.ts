/** Forward and reverse passes of the float64 engine through the operations of a program. Cost 2Pn and 4Pn flops. */
import { writeJet } from "../activation.ts";
import type { Operation } from "../program.ts";
import { addBias, multiply, multiplyTransposed } from "./kernels.ts";
import type { Delivery, Workspace } from "./workspace.ts";

/** Values of all nodes, with the activations' derivatives up to `order`. */
export function forwardPass(work: Workspace, theta: Float64Array, order: 0 | 1 | 2): void {
  for (const operation of work.operations) forwardOperation(work, operation, theta, order);
}

function forwardOperation(work: Workspace, operation: Operation, theta: Float64Array, order: 0 | 1 | 2): void {
  const { nodes, blocks, n } = work;
  const out = nodes[operation.output]!;
  switch (operation.kind) {
    case "affine": {
      const weight = blocks[operation.weight]!;
      multiply(theta, weight.offset, weight.rows, weight.columns, nodes[operation.input]!, out, n, false);
      if (operation.bias >= 0) addBias(theta, blocks[operation.bias]!.offset, weight.rows, out, n);
      return;
    }
    case "activation": {
      const slope = order > 0 ? work.first[operation.output]! : null;
      const curvature = order > 1 ? work.second[operation.output]! : null;
      writeJet(operation.activation, nodes[operation.input]!, out, slope, curvature);
      return;
    }
    case "add":
      writeSum(nodes[operation.left]!, nodes[operation.right]!, out);
      return;
    default:
      operation satisfies never;
  }
}

/** sum_i w_i sum_k l(f_k(x_i); y_ik) of the predictions in the workspace. */
export function riskOfPredictions({ problem: { data, loss, program }, nodes, outputs, n }: Workspace): number {
  const predictions = nodes[program.output]!;
  let sum = 0;
  for (let k = 0; k < outputs; k++)
    for (let i = 0; i < n; i++) sum += data.weights[i]! * loss.value(predictions[k * n + i]!, data.y[i * outputs + k]!);
  return sum;
}

/** l' and, if wanted, l'' at the predictions. */
export function lossDerivatives(work: Workspace, withCurvature: boolean): void {
  const { problem, nodes, outputs, n, slopes, curvatures } = work;
  const { data, loss, program } = problem;
  const predictions = nodes[program.output]!;
  for (let k = 0; k < outputs; k++)
    for (let i = 0; i < n; i++) {
      slopes[k * n + i] = loss.slope(predictions[k * n + i]!, data.y[i * outputs + k]!);
      if (withCurvature) curvatures[k * n + i] = loss.curvature(predictions[k * n + i]!, data.y[i * outputs + k]!);
    }
}

/** dR/df_ik = w_i l'(f_ik). */
export function seedAdjoints({ problem: { data, program }, adjoints, outputs, n, slopes }: Workspace): void {
  const seed = adjoints[program.output]!;
  for (let k = 0; k < outputs; k++) for (let i = 0; i < n; i++) seed[k * n + i] = data.weights[i]! * slopes[k * n + i]!;
}

/** Pulls adjoints back from the output node (already seeded) to every node. */
export function backwardPass(work: Workspace, theta: Float64Array): void {
  const { operations, adjoints, blocks, deliveries, n } = work;
  for (let p = operations.length - 1; p >= 0; p--) {
    const operation = operations[p]!;
    const out = adjoints[operation.output]!;
    const { left, right } = deliveries[p]!;
    switch (operation.kind) {
      case "affine": {
        if (left === "none") break;
        const { offset, rows, columns } = blocks[operation.weight]!;
        multiplyTransposed(theta, offset, rows, columns, out, adjoints[operation.input]!, n, left === "add");
        break;
      }
      case "activation":
        // dR/dz = sigma'(z) dR/da
        deliverProduct(work.first[operation.output]!, out, adjoints[operation.input]!, left);
        break;
      case "add":
        deliver(out, adjoints[operation.left]!, left);
        deliver(out, adjoints[operation.right]!, right);
        break;
      default:
        operation satisfies never;
    }
  }
}

/** out = left + right. */
export function writeSum(left: Float64Array, right: Float64Array, out: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i] = left[i]! + right[i]!;
}

/** target = or += source. */
export function deliver(source: Float64Array, target: Float64Array, delivery: Delivery): void {
  if (delivery === "write") target.set(source);
  if (delivery === "add") for (let i = 0; i < target.length; i++) target[i] = target[i]! + source[i]!;
}

function deliverProduct(slope: Float64Array, out: Float64Array, target: Float64Array, delivery: Delivery): void {
  if (delivery === "write") for (let i = 0; i < out.length; i++) target[i] = slope[i]! * out[i]!;
  if (delivery === "add") for (let i = 0; i < out.length; i++) target[i] = target[i]! + slope[i]! * out[i]!;
}

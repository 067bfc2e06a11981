/**
 * The R-operator (Pearlmutter 1994): derivatives of the forward and the reverse pass along a direction, 4Pn and 8Pn flops.
 * `direction` is over all parameters; null when only nodes were perturbed, which halves the work.
 */
import { addBias, multiply, multiplyTransposed } from "./kernels.ts";
import { deliver, writeSum } from "./passes.ts";
import type { Delivery, Workspace } from "./workspace.ts";

/** R{node} of the outputs of operations[from], operations[from + 1], ... from those before. */
export function forwardDots(work: Workspace, theta: Float64Array, direction: Float64Array | null, from: number): void {
  const { operations, blocks, nodes, dots, n } = work;
  for (let p = from; p < operations.length; p++) {
    const operation = operations[p]!;
    const out = dots[operation.output]!;
    switch (operation.kind) {
      case "affine": {
        const { offset, rows, columns } = blocks[operation.weight]!;
        // R{W a + b} = W a_dot + W_dot a + b_dot
        multiply(theta, offset, rows, columns, dots[operation.input]!, out, n, false);
        if (!direction) break;
        multiply(direction, offset, rows, columns, nodes[operation.input]!, out, n, true);
        if (operation.bias >= 0) addBias(direction, blocks[operation.bias]!.offset, rows, out, n);
        break;
      }
      case "activation":
        writeProduct(work.first[operation.output]!, dots[operation.input]!, out);
        break;
      case "add":
        writeSum(dots[operation.left]!, dots[operation.right]!, out);
        break;
      default:
        operation satisfies never;
    }
  }
}

/** R{w_i l'(f)} = w_i l''(f) f_dot */
export function seedAdjointDots({ problem, dots, adjointDots, outputs, n, curvatures }: Workspace): void {
  const { data, program } = problem;
  const seed = adjointDots[program.output]!;
  const f = dots[program.output]!;
  for (let k = 0; k < outputs; k++)
    for (let i = 0; i < n; i++) seed[k * n + i] = data.weights[i]! * curvatures[k * n + i]! * f[k * n + i]!;
}

/** sigma''(z) := sigma''(z) dR/da, the factor of z_dot in the reverse pass; once per point, after the backward pass. */
export function weightCurvatures({ operations, second, adjoints }: Workspace): void {
  for (const operation of operations) {
    if (operation.kind !== "activation") continue;
    const bend = second[operation.output]!;
    const delta = adjoints[operation.output]!;
    for (let i = 0; i < bend.length; i++) bend[i] = bend[i]! * delta[i]!;
  }
}

/** R{adjoint} of the inputs of the last operation, the one before, ... down to operations[to]. */
export function backwardDots(work: Workspace, theta: Float64Array, direction: Float64Array | null, to: number): void {
  const { operations, blocks, adjoints, dots, adjointDots, deliveries, n } = work;
  for (let p = operations.length - 1; p >= to; p--) {
    const operation = operations[p]!;
    const outDot = adjointDots[operation.output]!;
    const { left, right } = deliveries[p]!;
    switch (operation.kind) {
      case "affine": {
        if (left === "none") break;
        const { offset, rows, columns } = blocks[operation.weight]!;
        const target = adjointDots[operation.input]!;
        // R{W^T delta} = W^T delta_dot + W_dot^T delta
        multiplyTransposed(theta, offset, rows, columns, outDot, target, n, left === "add");
        if (direction)
          multiplyTransposed(direction, offset, rows, columns, adjoints[operation.output]!, target, n, true);
        break;
      }
      case "activation": {
        const [slope, bend] = [work.first[operation.output]!, work.second[operation.output]!];
        deliverBent(slope, outDot, bend, dots[operation.input]!, adjointDots[operation.input]!, left);
        break;
      }
      case "add":
        deliver(outDot, adjointDots[operation.left]!, left);
        deliver(outDot, adjointDots[operation.right]!, right);
        break;
      default:
        operation satisfies never;
    }
  }
}

function writeProduct(slope: Float64Array, input: Float64Array, out: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i] = slope[i]! * input[i]!;
}

/** R{sigma'(z) delta} = sigma'(z) delta_dot + (sigma''(z) delta) z_dot */
function deliverBent(
  slope: Float64Array,
  outDot: Float64Array,
  bend: Float64Array,
  zDot: Float64Array,
  target: Float64Array,
  delivery: Delivery,
): void {
  if (delivery === "write")
    for (let i = 0; i < outDot.length; i++) target[i] = slope[i]! * outDot[i]! + bend[i]! * zDot[i]!;
  if (delivery === "add")
    for (let i = 0; i < outDot.length; i++) target[i] = target[i]! + slope[i]! * outDot[i]! + bend[i]! * zDot[i]!;
}

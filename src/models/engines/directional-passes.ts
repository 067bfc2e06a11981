/**
 * The R-operator (Pearlmutter 1994): derivatives of the forward and the reverse pass along a direction, 4Pn and 8Pn flops.
 * `direction` is over all parameters; null when only nodes were perturbed, which halves the work.
 */
import { addBias, multiply, multiplyTransposed, writeProduct, writeSum, writeTwoProducts } from "./kernels.ts";
import { deliver } from "./passes.ts";
import type { Delivery, Tangents, Workspace } from "./workspace.ts";

/** R{node} of the outputs of operations[from], operations[from + 1], ... from those before. */
export function forwardDots(
  { operations, blocks, nodes, fusedSums }: Workspace,
  { dots, slopes, n }: Tangents,
  theta: Float64Array,
  direction: Float64Array | null,
  from: number,
): void {
  for (let p = from; p < operations.length; p++) {
    const operation = operations[p]!;
    const out = dots[operation.output]!;
    switch (operation.kind) {
      case "affine": {
        const { offset, rows, columns } = blocks[operation.weight]!;
        const fused = fusedSums[p]!;
        // h_dot + R{W a + b} = h_dot + W a_dot + W_dot a + b_dot, with h the other part of a sum that has no other use for W a + b
        if (fused.startsFrom >= 0) out.set(dots[fused.startsFrom]!);
        multiply(theta, offset, rows, columns, dots[operation.input]!, out, n, fused.startsFrom >= 0);
        if (!direction) break;
        multiply(direction, offset, rows, columns, nodes[operation.input]!, out, n, true);
        if (operation.bias >= 0) addBias(direction, blocks[operation.bias]!.offset, rows, out, n);
        break;
      }
      case "activation":
        writeProduct(slopes[operation.output]!, dots[operation.input]!, out);
        break;
      case "add":
        if (!fusedSums[p]!.done) writeSum(dots[operation.left]!, dots[operation.right]!, out);
        break;
      default:
        operation satisfies never;
    }
  }
}

/** R{w_i l'(f)} = w_i l''(f) f_dot */
export function seedAdjointDots({ problem: { program } }: Workspace, { dots, adjointDots, lossBends }: Tangents): void {
  writeProduct(lossBends, dots[program.output]!, adjointDots[program.output]!);
}

/** sigma''(z) := sigma''(z) dR/da, its factor in the reverse pass; once per point, after the backward pass. */
export function weightCurvatures({ operations, second, adjoints }: Workspace): void {
  for (const { kind, output } of operations)
    if (kind === "activation") writeProduct(second[output]!, adjoints[output]!, second[output]!);
}

/** Copies the factors of the directional passes at a point, for every direction that goes side by side. */
export function copyFactors(work: Workspace, tangents: Tangents): void {
  const { problem, operations, first, second, curvatures, n } = work;
  const { weights } = problem.data;
  for (const { kind, output } of operations) {
    if (kind !== "activation") continue;
    repeatRows(first[output]!, n, tangents.n, tangents.slopes[output]!);
    repeatRows(second[output]!, n, tangents.n, tangents.bends[output]!);
  }
  const lossBends = curvatures.map((curvature, at) => weights[at % n]! * curvature);
  repeatRows(lossBends, n, tangents.n, tangents.lossBends);
}

/** Every row of n entries, repeated up to the length of the target's rows. */
function repeatRows(source: Float64Array, n: number, length: number, target: Float64Array): void {
  if (length === n) {
    target.set(source);
    return;
  }
  for (let at = 0; at < target.length; at += n) {
    const row = Math.floor(at / length);
    target.set(source.subarray(row * n, (row + 1) * n), at);
  }
}

/** R{adjoint} of the inputs of the last operation, the one before, ... down to operations[to]. */
export function backwardDots(
  { operations, blocks, adjoints, deliveries }: Workspace,
  { dots, adjointDots, slopes, bends, n }: Tangents,
  theta: Float64Array,
  direction: Float64Array | null,
  to: number,
): void {
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
        const [slope, bend] = [slopes[operation.output]!, bends[operation.output]!];
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

/** R{sigma'(z) delta} = sigma'(z) delta_dot + (sigma''(z) delta) z_dot */
function deliverBent(
  slope: Float64Array,
  outDot: Float64Array,
  bend: Float64Array,
  zDot: Float64Array,
  target: Float64Array,
  delivery: Delivery,
): void {
  if (delivery === "write") writeTwoProducts(slope, outDot, bend, zDot, target);
  if (delivery === "add")
    for (let i = 0; i < outDot.length; i++) target[i] = target[i]! + slope[i]! * outDot[i]! + bend[i]! * zDot[i]!;
}

/**
 * The float64 reference engine in plain TypeScript: forward, reverse, forward-over-reverse (R-operator, Pearlmutter 1994)
 * and the exact Hessian by per-layer responses. Readable first; the second opinion for every faster engine.
 */
import type { Evaluator, Forward, Problem } from "../evaluator.ts";
import type { Operation, ParameterBlock } from "../program.ts";
import { accumulateOuter, addBias, dotRows, multiply, multiplyTransposed, sumRow } from "./kernels.ts";

type Affine = Extract<Operation, { kind: "affine" }>;

const EPS = 2 ** -53;

interface Workspace {
  readonly n: number;
  readonly nodes: Float64Array[];
  readonly adjoints: Float64Array[];
  readonly dots: Float64Array[];
  readonly adjointDots: Float64Array[];
  /** sigma'(z) and sigma''(z) of activation operations, by output node. */
  readonly first: Float64Array[];
  readonly second: Float64Array[];
  readonly slopes: Float64Array;
  readonly curvatures: Float64Array;
  /** Gradient over all parameters, fixed ones included. */
  readonly full: Float64Array;
  readonly direction: Float64Array;
}

function workspace(problem: Problem): Workspace {
  const { program, data } = problem;
  const n = data.samples;
  const perNode = (): Float64Array[] => program.rows.map((rows) => new Float64Array(rows * n));
  const outputs = program.rows[program.output]!;
  const nodes = perNode();
  for (let i = 0; i < n; i++)
    for (let j = 0; j < data.dimension; j++) nodes[0]![j * n + i] = data.x[i * data.dimension + j]!;
  return {
    n,
    nodes,
    adjoints: perNode(),
    dots: perNode(),
    adjointDots: perNode(),
    first: perNode(),
    second: perNode(),
    slopes: new Float64Array(outputs * n),
    curvatures: new Float64Array(outputs * n),
    full: new Float64Array(program.size),
    direction: new Float64Array(program.size),
  };
}

/** The float64 engine for one problem. Throws when the data does not fit the program's shapes. */
export function float64Evaluator(problem: Problem): Evaluator {
  const { program, loss, data } = problem;
  const { blocks, operations, free } = program;
  const outputs = program.rows[program.output]!;
  if (data.dimension !== program.rows[0])
    throw new Error(`the program wants dimension ${program.rows[0]}, the data has ${data.dimension}`);
  if (data.outputs !== outputs) throw new Error(`the program has ${outputs} outputs, the data has ${data.outputs}`);
  const work = workspace(problem);
  const { n, nodes, adjoints, dots, adjointDots, first, second, slopes, curvatures } = work;
  const predictions = nodes[program.output]!;
  const affine = operations
    .map((operation, position) => ({ operation, position }))
    .filter((item): item is { operation: Affine; position: number } => item.operation.kind === "affine");

  function forwardOperation(operation: Operation, theta: Float64Array): void {
    switch (operation.kind) {
      case "affine": {
        const weight = blocks[operation.weight]!;
        const out = nodes[operation.output]!;
        multiply(theta, weight.offset, weight.rows, weight.columns, nodes[operation.input]!, out, n, false);
        if (operation.bias >= 0) addBias(theta, blocks[operation.bias]!.offset, weight.rows, out, n);
        return;
      }
      case "activation": {
        const { activation } = operation;
        const input = nodes[operation.input]!;
        const out = nodes[operation.output]!;
        for (let i = 0; i < input.length; i++) out[i] = activation.value(input[i]!);
        return;
      }
      case "add": {
        const left = nodes[operation.left]!;
        const right = nodes[operation.right]!;
        const out = nodes[operation.output]!;
        for (let i = 0; i < out.length; i++) out[i] = left[i]! + right[i]!;
        return;
      }
      default:
        operation satisfies never;
    }
  }

  function risk(theta: Float64Array): number {
    for (const operation of operations) forwardOperation(operation, theta);
    let sum = 0;
    for (let k = 0; k < outputs; k++)
      for (let i = 0; i < n; i++)
        sum += data.weights[i]! * loss.value(predictions[k * n + i]!, data.y[i * outputs + k]!);
    return sum;
  }

  function lossDerivatives(): void {
    for (let k = 0; k < outputs; k++)
      for (let i = 0; i < n; i++) {
        slopes[k * n + i] = loss.slope(predictions[k * n + i]!, data.y[i * outputs + k]!);
        curvatures[k * n + i] = loss.curvature(predictions[k * n + i]!, data.y[i * outputs + k]!);
      }
  }

  function activationSlopes(withCurvature: boolean): void {
    for (const operation of operations) {
      if (operation.kind !== "activation") continue;
      const input = nodes[operation.input]!;
      const slope = first[operation.output]!;
      for (let i = 0; i < input.length; i++) slope[i] = operation.activation.slope(input[i]!);
      if (!withCurvature) continue;
      const curvature = second[operation.output]!;
      for (let i = 0; i < input.length; i++) curvature[i] = operation.activation.curvature(input[i]!);
    }
  }

  /** Pulls adjoints back from the output node (already seeded) to every node. */
  function backward(theta: Float64Array): void {
    for (let p = operations.length - 1; p >= 0; p--) {
      const operation = operations[p]!;
      const out = adjoints[operation.output]!;
      switch (operation.kind) {
        case "affine": {
          const weight = blocks[operation.weight]!;
          if (operation.input !== 0)
            multiplyTransposed(theta, weight.offset, weight.rows, weight.columns, out, adjoints[operation.input]!, n);
          break;
        }
        case "activation": {
          // dR/dz = sigma'(z) dR/da
          const slope = first[operation.output]!;
          const input = adjoints[operation.input]!;
          for (let i = 0; i < out.length; i++) input[i] = input[i]! + slope[i]! * out[i]!;
          break;
        }
        case "add":
          addInto(adjoints[operation.left]!, out);
          addInto(adjoints[operation.right]!, out);
          break;
        default:
          operation satisfies never;
      }
    }
  }

  function seedAdjoints(): void {
    for (const adjoint of adjoints) adjoint.fill(0);
    const seed = adjoints[program.output]!;
    for (let k = 0; k < outputs; k++)
      for (let i = 0; i < n; i++) seed[k * n + i] = data.weights[i]! * slopes[k * n + i]!;
  }

  /** Forward, loss derivatives, activation derivatives, backward: everything later passes build on. */
  function prepare(theta: Float64Array, withCurvature: boolean): number {
    const value = risk(theta);
    lossDerivatives();
    activationSlopes(withCurvature);
    seedAdjoints();
    backward(theta);
    return value;
  }

  function gradient(theta: Float64Array, out: Float64Array): number {
    const value = prepare(theta, false);
    work.full.fill(0);
    for (const { operation } of affine) {
      const weight = blocks[operation.weight]!;
      const delta = adjoints[operation.output]!;
      // dR/dW = delta a^T, dR/db = delta 1
      if (weight.trainable)
        accumulateOuter(delta, weight.rows, nodes[operation.input]!, weight.columns, n, work.full, weight.offset);
      if (operation.bias >= 0 && blocks[operation.bias]!.trainable)
        addRowSums(delta, weight.rows, n, work.full, blocks[operation.bias]!.offset);
    }
    gather(work.full, free, out);
    return value;
  }

  /** z_dot of one operation; `direction` is null when only node perturbations move. */
  function forwardDot(operation: Operation, theta: Float64Array, direction: Float64Array | null): void {
    const out = dots[operation.output]!;
    switch (operation.kind) {
      case "affine": {
        const weight = blocks[operation.weight]!;
        // R{W a + b} = W a_dot + W_dot a + b_dot
        multiply(theta, weight.offset, weight.rows, weight.columns, dots[operation.input]!, out, n, false);
        if (!direction) return;
        multiply(direction, weight.offset, weight.rows, weight.columns, nodes[operation.input]!, out, n, true);
        if (operation.bias >= 0) addBias(direction, blocks[operation.bias]!.offset, weight.rows, out, n);
        return;
      }
      case "activation": {
        const slope = first[operation.output]!;
        const input = dots[operation.input]!;
        for (let i = 0; i < out.length; i++) out[i] = slope[i]! * input[i]!;
        return;
      }
      case "add": {
        const left = dots[operation.left]!;
        const right = dots[operation.right]!;
        for (let i = 0; i < out.length; i++) out[i] = left[i]! + right[i]!;
        return;
      }
      default:
        operation satisfies never;
    }
  }

  function seedAdjointDots(): void {
    const seed = adjointDots[program.output]!;
    const f = dots[program.output]!;
    // R{w_i l'(f)} = w_i l''(f) f_dot
    for (let k = 0; k < outputs; k++)
      for (let i = 0; i < n; i++) seed[k * n + i] = data.weights[i]! * curvatures[k * n + i]! * f[k * n + i]!;
  }

  function backwardDot(operation: Operation, theta: Float64Array, direction: Float64Array | null): void {
    const outDot = adjointDots[operation.output]!;
    switch (operation.kind) {
      case "affine": {
        if (operation.input === 0) return;
        const weight = blocks[operation.weight]!;
        const inputDot = adjointDots[operation.input]!;
        // R{W^T delta} = W^T delta_dot + W_dot^T delta
        multiplyTransposed(theta, weight.offset, weight.rows, weight.columns, outDot, inputDot, n);
        if (direction)
          multiplyTransposed(
            direction,
            weight.offset,
            weight.rows,
            weight.columns,
            adjoints[operation.output]!,
            inputDot,
            n,
          );
        return;
      }
      case "activation": {
        const slope = first[operation.output]!;
        const curvature = second[operation.output]!;
        const out = adjoints[operation.output]!;
        const zDot = dots[operation.input]!;
        const inputDot = adjointDots[operation.input]!;
        // R{sigma'(z) delta} = sigma'(z) delta_dot + sigma''(z) z_dot delta
        for (let i = 0; i < out.length; i++)
          inputDot[i] = inputDot[i]! + slope[i]! * outDot[i]! + curvature[i]! * zDot[i]! * out[i]!;
        return;
      }
      case "add":
        addInto(adjointDots[operation.left]!, outDot);
        addInto(adjointDots[operation.right]!, outDot);
        return;
      default:
        operation satisfies never;
    }
  }

  function hessianVector(theta: Float64Array, v: Float64Array, product: Float64Array): void {
    prepare(theta, true);
    work.direction.fill(0);
    scatter(v, free, work.direction);
    dots[0]!.fill(0);
    for (const operation of operations) forwardDot(operation, theta, work.direction);
    for (const adjoint of adjointDots) adjoint.fill(0);
    seedAdjointDots();
    for (let p = operations.length - 1; p >= 0; p--) backwardDot(operations[p]!, theta, work.direction);
    work.full.fill(0);
    for (const { operation } of affine) {
      const weight = blocks[operation.weight]!;
      const deltaDot = adjointDots[operation.output]!;
      // R{delta a^T} = delta_dot a^T + delta a_dot^T
      accumulateOuter(deltaDot, weight.rows, nodes[operation.input]!, weight.columns, n, work.full, weight.offset);
      accumulateOuter(
        adjoints[operation.output]!,
        weight.rows,
        dots[operation.input]!,
        weight.columns,
        n,
        work.full,
        weight.offset,
      );
      if (operation.bias >= 0) addRowSums(deltaDot, weight.rows, n, work.full, blocks[operation.bias]!.offset);
    }
    gather(work.full, free, product);
  }

  const place = placements(program.size, free);
  const moment = new Float64Array(n);

  /**
   * Per-layer responses: perturbing row p of z_k for every sample at once gives d delta_l / d z_kp and d a_l / d z_kp of each
   * sample, and since z_kp = sum_q W_kpq a_kq + b_kp,
   *   d(dR/dW_lij) / dW_kpq = sum_i a_kq (R{delta_li} a_lj + delta_li R{a_lj})   for l at or after k.
   */
  function hessian(theta: Float64Array, out: Float64Array): void {
    prepare(theta, true);
    out.fill(0);
    for (const dot of dots) dot.fill(0);
    for (let k = affine.length - 1; k >= 0; k--) {
      const source = affine[k]!;
      if (!isTrainable(blocks, source.operation)) continue;
      const rows = blocks[source.operation.weight]!.rows;
      for (let row = 0; row < rows; row++) respond(source, row, theta, k, out);
    }
  }

  function respond(
    source: { operation: Affine; position: number },
    row: number,
    theta: Float64Array,
    k: number,
    out: Float64Array,
  ): void {
    // Nodes before z_k do not move; nodes after it are overwritten in order.
    for (let p = 0; p <= source.position; p++) dots[operations[p]!.output]!.fill(0);
    dots[source.operation.output]!.fill(1, row * n, (row + 1) * n);
    for (let p = source.position + 1; p < operations.length; p++) forwardDot(operations[p]!, theta, null);
    for (const adjoint of adjointDots) adjoint.fill(0);
    seedAdjointDots();
    for (let p = operations.length - 1; p > source.position; p--) backwardDot(operations[p]!, theta, null);
    for (let l = k; l < affine.length; l++) fillPair(source.operation, row, affine[l]!.operation, l === k, out);
  }

  function fillPair(source: Affine, row: number, target: Affine, diagonal: boolean, out: Float64Array): void {
    if (!isTrainable(blocks, target)) return;
    const weight = blocks[target.weight]!;
    const delta = adjoints[target.output]!;
    const deltaDot = adjointDots[target.output]!;
    const input = nodes[target.input]!;
    const inputDot = dots[target.input]!;
    for (let i = 0; i < weight.rows; i++) {
      if (weight.trainable)
        for (let j = 0; j < weight.columns; j++) {
          for (let s = 0; s < n; s++)
            moment[s] = deltaDot[i * n + s]! * input[j * n + s]! + delta[i * n + s]! * inputDot[j * n + s]!;
          fillColumn(source, row, weight.offset + i * weight.columns + j, diagonal, out);
        }
      if (target.bias >= 0 && blocks[target.bias]!.trainable) {
        moment.set(deltaDot.subarray(i * n, (i + 1) * n));
        fillColumn(source, row, blocks[target.bias]!.offset + i, diagonal, out);
      }
    }
  }

  /** H[(k, row, q), t] += sum_s a_kq moment_s for all q, and the transposed entry when the two operations differ. */
  function fillColumn(source: Affine, row: number, targetPosition: number, diagonal: boolean, out: Float64Array): void {
    const t = place[targetPosition]!;
    const size = free.length;
    const weight = blocks[source.weight]!;
    const input = nodes[source.input]!;
    if (weight.trainable)
      for (let q = 0; q < weight.columns; q++) {
        const value = dotRows(input, q * n, moment, 0, n);
        const k = place[weight.offset + row * weight.columns + q]!;
        out[k * size + t] = out[k * size + t]! + value;
        if (!diagonal) out[t * size + k] = out[t * size + k]! + value;
      }
    if (source.bias >= 0 && blocks[source.bias]!.trainable) {
      const value = sumRow(moment, 0, n);
      const k = place[blocks[source.bias]!.offset + row]!;
      out[k * size + t] = out[k * size + t]! + value;
      if (!diagonal) out[t * size + k] = out[t * size + k]! + value;
    }
  }

  function jacobian(theta: Float64Array, out: Float64Array): void {
    risk(theta);
    activationSlopes(false);
    out.fill(0);
    for (let k = 0; k < outputs; k++) {
      for (const adjoint of adjoints) adjoint.fill(0);
      adjoints[program.output]!.fill(1, k * n, (k + 1) * n);
      backward(theta);
      for (const { operation } of affine) jacobianRows(operation, k, out);
    }
  }

  function jacobianRows(operation: Affine, k: number, out: Float64Array): void {
    const weight = blocks[operation.weight]!;
    const delta = adjoints[operation.output]!;
    const input = nodes[operation.input]!;
    const size = free.length;
    for (let r = 0; r < weight.rows; r++)
      for (let i = 0; i < n; i++) {
        const base = (k * n + i) * size;
        if (weight.trainable)
          for (let c = 0; c < weight.columns; c++) {
            const p = base + place[weight.offset + r * weight.columns + c]!;
            out[p] = out[p]! + delta[r * n + i]! * input[c * n + i]!;
          }
        if (operation.bias >= 0 && blocks[operation.bias]!.trainable) {
          const p = base + place[blocks[operation.bias]!.offset + r]!;
          out[p] = out[p]! + delta[r * n + i]!;
        }
      }
  }

  function forward(theta: Float64Array): Forward {
    const value = risk(theta);
    lossDerivatives();
    return { nodes, predictions, slopes, curvatures, risk: value };
  }

  /** Running error analysis (Higham 2002, section 3.3), first order in the unit roundoff. Uses `dots` as error nodes. */
  function predictionErrors(theta: Float64Array): Float64Array {
    risk(theta);
    activationSlopes(false);
    dots[0]!.fill(0);
    for (const operation of operations) errorOperation(operation, theta);
    return dots[program.output]!.slice();
  }

  function errorOperation(operation: Operation, theta: Float64Array): void {
    const out = dots[operation.output]!;
    const value = nodes[operation.output]!;
    switch (operation.kind) {
      case "affine": {
        const weight = blocks[operation.weight]!;
        const input = nodes[operation.input]!;
        const inputError = dots[operation.input]!;
        const roundings = (weight.columns + 1) * EPS;
        // |W| e + gamma (|W| |a| + |b|)
        for (let r = 0; r < weight.rows; r++)
          for (let i = 0; i < n; i++) {
            let error = operation.bias >= 0 ? roundings * Math.abs(theta[blocks[operation.bias]!.offset + r]!) : 0;
            for (let c = 0; c < weight.columns; c++) {
              const magnitude = Math.abs(theta[weight.offset + r * weight.columns + c]!);
              error += magnitude * (inputError[c * n + i]! + roundings * Math.abs(input[c * n + i]!));
            }
            out[r * n + i] = error;
          }
        return;
      }
      case "activation": {
        const slope = first[operation.output]!;
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

  return {
    engine: "float64",
    problem,
    free: free.length,
    forward,
    risk,
    gradient,
    hessianVector,
    hessian,
    jacobian,
    predictionErrors,
  };
}

function isTrainable(blocks: readonly ParameterBlock[], operation: Affine): boolean {
  return blocks[operation.weight]!.trainable || (operation.bias >= 0 && blocks[operation.bias]!.trainable);
}

/** Position among the trainable coordinates, by position among all parameters; -1 for fixed ones. */
function placements(size: number, free: Int32Array): Int32Array {
  const place = new Int32Array(size).fill(-1);
  free.forEach((position, k) => {
    place[position] = k;
  });
  return place;
}

function addInto(target: Float64Array, source: Float64Array): void {
  for (let i = 0; i < target.length; i++) target[i] = target[i]! + source[i]!;
}

function addRowSums(delta: Float64Array, rows: number, n: number, out: Float64Array, offset: number): void {
  for (let r = 0; r < rows; r++) out[offset + r] = out[offset + r]! + sumRow(delta, r * n, n);
}

function gather(full: Float64Array, free: Int32Array, out: Float64Array): void {
  for (let k = 0; k < free.length; k++) out[k] = full[free[k]!]!;
}

function scatter(values: Float64Array, free: Int32Array, full: Float64Array): void {
  for (let k = 0; k < free.length; k++) full[free[k]!] = values[k]!;
}

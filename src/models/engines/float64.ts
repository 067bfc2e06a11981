/**
 * The float64 reference engine in plain TypeScript: forward, reverse, forward-over-reverse (R-operator, Pearlmutter 1994)
 * and the exact Hessian by per-layer responses. Readable first; the second opinion for every faster engine.
 */
import type { Evaluator, Forward, Problem } from "../evaluator.ts";
import { backwardDots, copyFactors, forwardDots, seedAdjointDots, weightCurvatures } from "./directional-passes.ts";
import { responseTangents, writeHessian } from "./hessian.ts";
import { accumulateOuter, sumRow } from "./kernels.ts";
import { backwardPass, forwardPass, lossDerivatives, riskOfPredictions, seedAdjoints } from "./passes.ts";
import { predictionErrorBounds } from "./running-error.ts";
import { createWorkspace, type Workspace } from "./workspace.ts";

/** The float64 engine for one problem. Throws when the data does not fit the program's shapes. */
export function float64Evaluator(problem: Problem): Evaluator {
  const work = createWorkspace(problem);
  const responses = responseTangents(work);
  return {
    engine: "float64",
    problem,
    free: problem.program.free.length,
    forward: (theta) => forward(work, theta),
    risk: (theta) => {
      forwardPass(work, theta, 0);
      return riskOfPredictions(work);
    },
    gradient: (theta, out) => gradient(work, theta, out),
    hessianVector: (theta, v, product) => hessianVector(work, theta, v, product),
    hessianVectors: (theta, directions, count, products) => {
      const size = problem.program.free.length;
      for (let k = 0; k < count; k++) {
        const part = [k * size, (k + 1) * size] as const;
        hessianVector(work, theta, directions.subarray(...part), products.subarray(...part));
      }
    },
    hessian: (theta, out) => {
      prepareSecondOrder(work, theta);
      writeHessian(work, responses, theta, out);
    },
    jacobian: (theta, out) => jacobian(work, theta, out),
    predictionErrors: (theta) => {
      forwardPass(work, theta, 0);
      return predictionErrorBounds(problem, theta, work.nodes);
    },
  };
}

function forward(work: Workspace, theta: Float64Array): Forward {
  const { nodes, slopes, curvatures } = work;
  forwardPass(work, theta, 0);
  lossDerivatives(work, true);
  const predictions = nodes[work.problem.program.output]!;
  return { nodes, predictions, slopes, curvatures, risk: riskOfPredictions(work) };
}

function gradient(work: Workspace, theta: Float64Array, out: Float64Array): number {
  const { affine, blocks, adjoints, nodes, full, n } = work;
  forwardPass(work, theta, 1);
  lossDerivatives(work, false);
  seedAdjoints(work);
  backwardPass(work, theta);
  full.fill(0);
  for (const { operation, weight, weightPlace, biasPlace } of affine) {
    const delta = adjoints[operation.output]!;
    // dR/dW = delta a^T, dR/db = delta 1
    if (weightPlace >= 0)
      accumulateOuter(delta, weight.rows, nodes[operation.input]!, weight.columns, n, full, weight.offset);
    if (biasPlace >= 0) addRowSums(delta, weight.rows, n, full, blocks[operation.bias]!.offset);
  }
  gather(full, work.problem.program.free, out);
  return riskOfPredictions(work);
}

/** What the second-order passes build on: values, adjoints and the derivatives of activations and loss. */
function prepareSecondOrder(work: Workspace, theta: Float64Array): void {
  forwardPass(work, theta, 2);
  lossDerivatives(work, true);
  seedAdjoints(work);
  backwardPass(work, theta);
  weightCurvatures(work);
}

function hessianVector(work: Workspace, theta: Float64Array, v: Float64Array, product: Float64Array): void {
  const { affine, blocks, nodes, adjoints, tangents, full, direction, n } = work;
  const { dots, adjointDots } = tangents;
  const { free } = work.problem.program;
  prepareSecondOrder(work, theta);
  copyFactors(work, tangents);
  direction.fill(0);
  scatter(v, free, direction);
  dots[0]!.fill(0);
  forwardDots(work, tangents, theta, direction, 0);
  seedAdjointDots(work, tangents);
  backwardDots(work, tangents, theta, direction, 0);
  full.fill(0);
  for (const { operation, weight } of affine) {
    const { rows, columns, offset } = weight;
    const delta = adjoints[operation.output]!;
    const deltaDot = adjointDots[operation.output]!;
    // R{delta a^T} = delta_dot a^T + delta a_dot^T
    accumulateOuter(deltaDot, rows, nodes[operation.input]!, columns, n, full, offset);
    accumulateOuter(delta, rows, dots[operation.input]!, columns, n, full, offset);
    if (operation.bias >= 0) addRowSums(deltaDot, rows, n, full, blocks[operation.bias]!.offset);
  }
  gather(full, free, product);
}

function jacobian(work: Workspace, theta: Float64Array, out: Float64Array): void {
  const { n, outputs, adjoints } = work;
  const seed = adjoints[work.problem.program.output]!;
  forwardPass(work, theta, 1);
  out.fill(0);
  for (let k = 0; k < outputs; k++) {
    seed.fill(0);
    seed.fill(1, k * n, (k + 1) * n);
    backwardPass(work, theta);
    for (let i = 0; i < n; i++) addJacobianRow(work, i, out, (k * n + i) * work.problem.program.free.length);
  }
}

/** d f_k(x_i) / d theta from the adjoints of f_k, added to out from `base` on. */
function addJacobianRow(work: Workspace, i: number, out: Float64Array, base: number): void {
  const { affine, adjoints, nodes, n } = work;
  for (const { operation, weight, weightPlace, biasPlace } of affine) {
    const delta = adjoints[operation.output]!;
    const input = nodes[operation.input]!;
    for (let r = 0; r < weight.rows; r++) {
      const slope = delta[r * n + i]!;
      const first = base + weightPlace + r * weight.columns;
      if (weightPlace >= 0)
        for (let c = 0; c < weight.columns; c++) out[first + c] = out[first + c]! + slope * input[c * n + i]!;
      if (biasPlace >= 0) out[base + biasPlace + r] = out[base + biasPlace + r]! + slope;
    }
  }
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

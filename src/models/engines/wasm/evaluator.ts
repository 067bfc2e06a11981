/**
 * The fast float64 engine: the derivatives of the reference engine from WebAssembly kernels that take two samples at a time. Every
 * evaluation is one call. Repeated products at one point share its state; nothing else is remembered, and no result depends on it.
 */
import { zerosOf } from "../../../numerics/dense.ts";
import type { Evaluator, Forward, Problem } from "../../evaluator.ts";
import { predictionErrorBounds } from "../running-error.ts";
import { checkShapes, enter, type Tenant, tenantOf } from "./machine.ts";

/** 512 MiB. */
const usualStates = 2 ** 29;

/**
 * The wasm engine for one problem. Throws when the data does not fit the program's shapes. What the second derivatives at one point have
 * in common is kept for the next call, unless it takes more than `largestStates` bytes.
 */
export function wasmEvaluator(problem: Problem, largestStates: number = usualStates): Evaluator {
  const { program, data } = problem;
  checkShapes(program, data);
  const tenant = tenantOf(problem, largestStates);
  const { plan } = tenant;
  const size = program.free.length;
  let forwardArrays: ForwardArrays | null = null;
  const hessianVector = (theta: Float64Array, v: Float64Array, product: Float64Array): void => {
    const { kernels, theta: proposed, direction, sums } = enter(tenant, plan.results);
    proposed.set(theta);
    direction.set(v);
    kernels.product(plan.direction.start, plan.stateTape.start, plan.product.start, plan.product.end);
    product.set(sums);
  };
  const forward = (theta: Float64Array): Forward => {
    const { kernels, theta: proposed } = enter(tenant, plan.results + 8 * plan.forwardNumbers);
    proposed.set(theta);
    const risk = kernels.evaluate(plan.forward.start, plan.forward.end);
    forwardArrays ??= forwardArraysOf(problem);
    forwardArrays.all.set(new Float64Array(kernels.memory.buffer, plan.results, plan.forwardNumbers));
    const { nodes, slopes, curvatures } = forwardArrays;
    return { nodes, predictions: nodes[program.output]!, slopes, curvatures, risk };
  };
  return {
    engine: "wasm",
    problem,
    free: size,
    forward,
    risk: (theta) => {
      const { kernels, theta: proposed } = enter(tenant, plan.firstOrderEnd);
      proposed.set(theta);
      return kernels.evaluate(plan.risk.start, plan.risk.end);
    },
    gradient: (theta, gradient) => {
      const { kernels, theta: proposed, sums } = enter(tenant, plan.firstOrderEnd);
      proposed.set(theta);
      const risk = kernels.evaluate(plan.gradient.start, plan.gradient.end);
      gradient.set(sums);
      return risk;
    },
    hessianVector,
    hessianVectors: (theta, directions, count, products) => {
      for (let k = 0; k < count; k++) {
        const part = [k * size, (k + 1) * size] as const;
        hessianVector(theta, directions.subarray(...part), products.subarray(...part));
      }
    },
    hessian: (theta, hessian) => {
      const { kernels, theta: proposed } = enter(tenant, plan.results + 8 * size * size);
      const { stateTape, layers, forwardResponses, backwardResponses, dots, moment, results } = plan;
      proposed.set(theta);
      kernels.hessian(
        stateTape.start,
        stateTape.end,
        layers.address,
        layers.count,
        forwardResponses.end,
        backwardResponses.start,
        dots.start,
        dots.end - dots.start,
        moment,
        results,
        size,
      );
      hessian.set(new Float64Array(kernels.memory.buffer, results, size * size));
    },
    jacobian: (theta, out) => writeJacobian(tenant, data.outputs, theta, out),
    predictionErrors: (theta) => predictionErrorBounds(problem, theta, forward(theta).nodes),
  };
}

interface ForwardArrays {
  /** What follows but the input, one array after the other, as the kernels write it. */
  readonly all: Float64Array;
  readonly nodes: readonly Float64Array[];
  readonly slopes: Float64Array;
  readonly curvatures: Float64Array;
}

/** Node 0 is x and never changes. */
function forwardArraysOf({ program, data }: Problem): ForwardArrays {
  const { samples: n, dimension } = data;
  const x = new Float64Array(dimension * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < dimension; j++) x[j * n + i] = data.x[i * dimension + j]!;
  const lengths = [...program.rows.slice(1), data.outputs, data.outputs].map((rows) => rows * n);
  const arrays = zerosOf(lengths);
  const [slopes, curvatures] = arrays.splice(-2) as [Float64Array, Float64Array];
  return { all: new Float64Array(slopes.buffer), nodes: [x, ...arrays], slopes, curvatures };
}

function writeJacobian(tenant: Tenant, outputs: number, theta: Float64Array, out: Float64Array): void {
  const { plan, free: size } = tenant;
  const { samples } = plan;
  const bytes = 8 * plan.chunkSamples * size;
  const { kernels, theta: proposed } = enter(tenant, plan.results + bytes);
  proposed.set(theta);
  for (let k = 0; k < outputs; k++)
    for (let chunk = 0; chunk < plan.chunks; chunk++) {
      const first = chunk * plan.chunkSamples;
      const count = Math.min(plan.chunkSamples, samples - first);
      kernels.jacobian(plan.jacobian.start, plan.jacobian.end, chunk, k, plan.results, bytes);
      out.set(new Float64Array(kernels.memory.buffer, plan.results, count * size), (k * samples + first) * size);
    }
}

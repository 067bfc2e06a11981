/**
 * The wasm engine with two cores on one problem: each takes a half of the samples for gradients and Hessian-vector products, the
 * rest is the usual engine's. Worth its threads from some milliseconds per call on; cells of a run have a core each already.
 * Same bits as on one core, which adds the two halves in the same order.
 */
import { Worker } from "node:worker_threads";
import type { Evaluator, Problem } from "../../evaluator.ts";
import { wasmEvaluator } from "./evaluator.ts";
import { type HalfTask, halfOf, halfTasks } from "./half.ts";
import { tenantOf } from "./machine.ts";
import { asked, done, newShared, taskAt, viewsOf } from "./shared-memory.ts";

export interface TwoCoreEvaluator extends Evaluator {
  /** Ends the second thread; the evaluator must not be used afterwards. */
  readonly close: () => Promise<void>;
}

/** 512 MiB of states for both halves. */
const largestStates = 2 ** 29;

/** `worker`: the compiled half-worker, where this file is not beside it. */
export function twoCoreEvaluator(
  problem: Problem,
  worker: URL = new URL("half-worker.js", import.meta.url),
): TwoCoreEvaluator {
  const usual = wasmEvaluator(problem);
  const tenant = tenantOf(problem, largestStates);
  if (tenant.plan.chunks < 2) throw new Error("a problem of one chunk of samples has no halves");
  const shared = newShared(tenant);
  const { own: _, ...plain } = tenant;
  const thread = new Worker(worker, { workerData: { tenant: { ...plain, own: null }, shared } });
  thread.unref();
  const views = viewsOf(shared, tenant);
  const half = halfOf(tenant, 0);
  /** Sums of both halves into `out`; the risk. */
  const compute = (task: HalfTask, theta: Float64Array, direction: Float64Array, out: Float64Array): number => {
    const { control } = views;
    views.theta.set(theta);
    views.direction.set(direction);
    control[taskAt] = halfTasks.indexOf(task);
    const turn = Atomics.add(control, asked, 1) + 1;
    Atomics.notify(control, asked);
    const own = half.compute(task, theta, direction);
    for (let seen = Atomics.load(control, done); seen !== turn; seen = Atomics.load(control, done))
      Atomics.wait(control, done, seen);
    for (let k = 0; k < out.length; k++) out[k] = own[k]! + views.sums[k]!;
    return own[out.length]! + views.sums[out.length]!;
  };
  const nowhere = new Float64Array(tenant.free);
  const hessianVector = (theta: Float64Array, v: Float64Array, product: Float64Array): void => {
    compute("product", theta, v, product);
  };
  return {
    ...usual,
    engine: "wasm, two cores",
    gradient: (theta, out) => compute("gradient", theta, nowhere, out),
    hessianVector,
    hessianVectors: (theta, directions, count, products) => {
      const size = tenant.free;
      for (let k = 0; k < count; k++) {
        const part = [k * size, (k + 1) * size] as const;
        hessianVector(theta, directions.subarray(...part), products.subarray(...part));
      }
    },
    close: async () => void (await thread.terminate()),
  };
}

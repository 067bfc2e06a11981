/**
 * Mini-batch training in float32: SGD or Adam on random batches, epoch by epoch. Its end point starts a search and is never judged.
 * Batches come from the given stream, so that the same backend on the same machine ends at the same point.
 */
import type { Tensor2D, Variable } from "@tensorflow/tfjs-core";
import type { Stream } from "../../numerics/random.ts";
import type { Problem } from "../evaluator.ts";
import type { Program } from "../program.ts";
import type { Backend, Tf } from "./backend.ts";
import { gradientOf, inexpressible, parametersOf, type Samples, samplesOf, thetaOf } from "./network.ts";
import type { TrainingOptions } from "./options.ts";

export type Trained =
  | { readonly ok: true; readonly theta: Float64Array; readonly steps: number }
  | { readonly ok: false; readonly reason: string };

/** Independent normal entries of standard deviation columns^(-1/2) (LeCun et al. 1998), so that wide layers keep the size of what they read. */
export function initialParameters({ blocks, size }: Program, random: Stream): Float64Array {
  const theta = random.normals(size);
  for (const { offset, rows, columns } of blocks)
    for (let k = offset; k < offset + rows * columns; k++) theta[k] = theta[k]! / Math.sqrt(columns);
  return theta;
}

/** Trains from theta; parameters that the program holds fixed stay. */
export function train(
  { tf }: Backend,
  problem: Problem,
  theta: Float64Array,
  options: TrainingOptions,
  random: Stream,
): Trained {
  const missing = inexpressible(problem);
  if (missing !== null) return { ok: false, reason: `TensorFlow.js has no form of ${missing}` };
  const samples = samplesOf(tf, problem);
  const parameters = parametersOf(tf, problem.program, theta, (value, { trainable }) => {
    const variable = tf.variable(value, trainable);
    value.dispose();
    return variable;
  });
  const steps = descend(tf, problem, parameters, samples, options, random);
  const end = thetaOf(problem.program, parameters);
  tf.dispose([samples.x, samples.y, samples.weights, ...parameters.values()]);
  // The float64 of a fixed parameter, or of one that was not moved, is the one that came in.
  for (let k = 0; k < end.length; k++) if (Math.fround(theta[k]!) === end[k]) end[k] = theta[k]!;
  return end.every(Number.isFinite)
    ? { ok: true, theta: end, steps }
    : { ok: false, reason: `training diverged at learning rate ${options["learning-rate"]}` };
}

function descend(
  tf: Tf,
  problem: Problem,
  parameters: ReadonlyMap<number, Variable>,
  samples: Samples,
  options: TrainingOptions,
  random: Stream,
): number {
  const { samples: n } = problem.data;
  const batch = Math.min(n, options.batch ?? n);
  const rate = options["learning-rate"];
  const optimiser = options.optimiser === "adam" ? tf.train.adam(rate) : tf.train.sgd(rate);
  const trainable = new Map([...parameters].filter(([, variable]) => variable.trainable));
  let steps = 0;
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    const order = random.permutation(n);
    for (let first = 0; first < n; first += batch) {
      tf.tidy(() => {
        const gradient = gradientOf(
          tf,
          problem,
          parameters,
          batchOf(tf, samples, order.slice(first, first + batch), n),
        );
        optimiser.applyGradients([...trainable].map(([offset, { name }]) => ({ name, tensor: gradient.get(offset)! })));
      });
      steps++;
    }
  }
  optimiser.dispose();
  return steps;
}

/** The chosen samples, weights scaled by n / batch: the expectation of the batch's risk is the risk. All of them: as they are. */
function batchOf(tf: Tf, samples: Samples, chosen: Int32Array, n: number): Samples {
  if (chosen.length === n) return samples;
  const rows = tf.tensor1d(chosen, "int32");
  return {
    x: tf.gather(samples.x, rows),
    y: tf.gather(samples.y, rows),
    weights: tf.mul(tf.gather(samples.weights, rows), n / chosen.length) as Tensor2D,
  };
}

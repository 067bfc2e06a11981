/** Linear networks on data with prescribed moments, and what their points are compared with. */
import type { Data } from "../../src/models/data.ts";
import { float64Evaluator } from "../../src/models/engines/float64.ts";
import type { Evaluator } from "../../src/models/evaluator.ts";
import type { ArchitectureSpec } from "../../src/models/point.ts";
import type { Stream } from "../../src/numerics/random.ts";
import { type LinearTask, linearTask } from "../../src/verifiers/ground-truth/linear-task.ts";
import { compiled, lossNamed } from "../laws/random-instance.ts";

export interface LinearProblem {
  readonly evaluator: Evaluator;
  readonly task: LinearTask;
}

export function linearProblem(spec: ArchitectureSpec, depth: number, data: Data): LinearProblem {
  const program = compiled(spec, depth, data.dimension, data.outputs);
  const outcome = linearTask(data);
  if (!outcome.ok) throw new Error(outcome.reason);
  return { evaluator: float64Evaluator({ program, loss: lossNamed("squared"), data }), task: outcome.task };
}

/** Correlated Gaussian inputs and labels with noise: second moments of no special form. */
export function generalData(random: Stream, samples: number, inputs: number, outputs: number): Data {
  const mix = random.normals(inputs * inputs);
  const map = random.normals(outputs * inputs);
  const x = new Float64Array(samples * inputs);
  const y = new Float64Array(samples * outputs);
  for (let i = 0; i < samples; i++) {
    const raw = random.normals(inputs);
    for (let a = 0; a < inputs; a++)
      for (let b = 0; b < inputs; b++)
        x[i * inputs + a] = x[i * inputs + a]! + ((a === b ? 1 : 0) + 0.3 * mix[a * inputs + b]!) * raw[b]!;
    for (let k = 0; k < outputs; k++) {
      let label = 0.5 * random.normal();
      for (let a = 0; a < inputs; a++) label += map[k * inputs + a]! * x[i * inputs + a]!;
      y[i * outputs + k] = label;
    }
  }
  return { samples, dimension: inputs, outputs, x, y, weights: new Float64Array(samples).fill(1 / samples) };
}

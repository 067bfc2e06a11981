/** Arbitrary points: Gaussian parameters, optionally with the readout at its minimiser (grad_w R = 0, docs/theory.md, section 6). */
import type { Evaluator } from "../../models/evaluator.ts";
import { bestLinearPredictor } from "../../models/linear-predictor.ts";
import type { Stream } from "../../numerics/random.ts";
import { coverParameters, randomParameters } from "./random-parameters.ts";

/** Point number k of a stream. Every second point has A2 built in, so that inequalities that need v are tested at every depth. */
export function randomPoint(
  evaluator: Evaluator,
  random: Stream,
  k: number,
  scale: number,
  readout: "random" | "optimal",
): Float64Array {
  const { program } = evaluator.problem;
  const own = random.child(`point-${k}`);
  const theta = randomParameters(program, own, scale);
  if (k % 2 === 0) coverParameters(program, theta, own);
  if (readout === "optimal") optimiseReadout(evaluator, theta);
  return theta;
}

/** w := argmin E l(w.h_L; y), a convex problem; left as it is where no minimiser exists (separable labels) or none is certain (a loss that is not convex). */
export function optimiseReadout(evaluator: Evaluator, theta: Float64Array): void {
  const { program, data, loss } = evaluator.problem;
  const structure = program.residual;
  if (!structure || data.outputs !== 1) return;
  const h = evaluator.forward(theta).nodes[structure.representations.at(-1)!]!;
  const n = data.samples;
  const x = Float64Array.from(
    { length: n * data.dimension },
    (_, k) => h[(k % data.dimension) * n + Math.floor(k / data.dimension)]!,
  );
  const predictor = bestLinearPredictor({ ...data, x }, loss);
  if (predictor.kind === "attained") theta.set(predictor.t, program.blocks[structure.readout]!.offset);
}

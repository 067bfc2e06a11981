/**
 * Sign labels that the inputs h of the last layer separate: u with y_i u.h_i >= 0 for all i, not all 0. Then, l' y being negative,
 *   dR/dw . u = E[l'(f; y) u.h] < 0,
 * so that the point is not critical, however small the loss has made its gradient: the risk levels out towards infinity.
 */
import type { Evaluator } from "../../models/evaluator.ts";
import { bestLinearPredictor } from "../../models/linear-predictor.ts";
import type { Operation, Program } from "../../models/program.ts";

type Affine = Extract<Operation, { kind: "affine" }>;

export function separatesLabels(evaluator: Evaluator, theta: Float64Array): boolean {
  const { data, loss, program } = evaluator.problem;
  const last = lastLayer(program);
  if (loss.labels !== "signs" || last === null) return false;
  const x = lastInputs(evaluator, theta, last);
  return bestLinearPredictor({ ...data, dimension: x.length / data.samples, x }, loss).kind === "separable";
}

/** The affine operation that ends the program, where it has trainable weights. */
function lastLayer({ operations, output, blocks }: Program): Affine | null {
  const last = operations.find((operation) => operation.output === output);
  return last?.kind === "affine" && blocks[last.weight]!.trainable ? last : null;
}

/** h by sample, and a 1 where the last layer has a bias that is trained. */
function lastInputs({ problem, forward }: Evaluator, theta: Float64Array, { input, bias }: Affine): Float64Array {
  const { program, data } = problem;
  const [h, n] = [forward(theta).nodes[input]!, data.samples];
  const rows = program.rows[input]!;
  const dimension = bias >= 0 && program.blocks[bias]!.trainable ? rows + 1 : rows;
  const entry = (i: number, j: number): number => (j < rows ? h[j * n + i]! : 1);
  return Float64Array.from({ length: n * dimension }, (_, k) => entry(Math.floor(k / dimension), k % dimension));
}

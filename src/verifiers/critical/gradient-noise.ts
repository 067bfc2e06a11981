/** The rounding floor of a gradient: below it, "smaller" means nothing. notes: running error analysis, first order. */
import type { Evaluator } from "../../models/evaluator.ts";

const EPS = 2 ** -53;

/**
 * nu_g: bound on the rounding error of the gradient's norm at theta,
 *   sum_i w_i ||J_i|| ( l''_i e_i + c eps (|l'_i| + l''_i (|f_i| + |y_i|)) ),  e_i the error of f_i, c the operations per entry.
 * The term with |f| + |y| is what an interpolating point is left with: l' itself is a difference. Cost: one Jacobian.
 */
export function gradientNoise(evaluator: Evaluator, theta: Float64Array): number {
  const { program, data } = evaluator.problem;
  const errors = evaluator.predictionErrors(theta);
  const size = evaluator.free;
  const jacobian = new Float64Array(data.outputs * data.samples * size);
  evaluator.jacobian(theta, jacobian);
  const { predictions, slopes, curvatures } = evaluator.forward(theta);
  const roundings = (2 * program.operations.length + data.samples) * EPS;
  let noise = 0;
  for (let k = 0; k < data.outputs; k++)
    for (let i = 0; i < data.samples; i++) {
      const at = k * data.samples + i;
      const magnitude = Math.abs(predictions[at]!) + Math.abs(data.y[i * data.outputs + k]!);
      const slopeError = curvatures[at]! * (errors[at]! + EPS * magnitude) + roundings * Math.abs(slopes[at]!);
      noise += data.weights[i]! * rowNorm(jacobian, at * size, size) * slopeError;
    }
  return noise;
}

function rowNorm(matrix: Float64Array, offset: number, size: number): number {
  let sum = 0;
  for (let p = offset; p < offset + size; p++) sum += matrix[p]! * matrix[p]!;
  return Math.sqrt(sum);
}

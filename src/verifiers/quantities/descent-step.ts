/**
 * The finite step of (D), docs/theory.md, section 3: with s = 0, q = v.h_L + y psi and l'' <= B, the step delta w = x v, delta V_l = y v c_l^T,
 * x = (y gamma - v.grad_w R) / (B E q^2), lowers the risk by at least (y gamma - v.grad_w R)^2 / (2 B E q^2). No Hessian, so kinks do not matter.
 * Here y = (E (v.h_L)^2 / E psi^2)^(1/2), which weighs both parts of q alike; 1 where one of them vanishes.
 */
import type { ResidualStructure } from "../../models/program.ts";
import type { Measurement } from "../measurement.ts";
import { gradientBlock, type PointContext, parameterValues, residualOnly } from "./point-context.ts";
import { absent, measured, type Quantity } from "./quantity.ts";
import {
  alongRepresentation,
  gammaIsNoise,
  moments,
  psiOf,
  resolved,
  type WitnessMoments,
} from "./witness-direction.ts";

export const stepDecrease: Quantity<PointContext> = {
  name: "step_decrease",
  measure: (context) => withStep(context, ({ decrease, decreaseError }) => measured(decrease, decrease, decreaseError)),
};

export const stepRisk: Quantity<PointContext> = {
  name: "step_risk",
  measure: (context) => withStep(context, (step) => riskAfter(context, step)),
};

interface Step {
  readonly theta: Float64Array;
  readonly decrease: number;
  readonly decreaseError: number;
}

function withStep(context: PointContext, measure: (step: Step) => Measurement): Measurement {
  const structure = context.residual();
  if (!structure) return absent(residualOnly);
  const witness = context.witness();
  if (!witness.ok) return absent(witness.reason);
  const { moments: found } = witness;
  if (!resolved(found)) return absent(gammaIsNoise);
  if (found.s !== 0) return absent("the invisible direction overlaps with w");
  if (new Set(structure.outer.map((index) => blockAt(context, index).offset)).size < structure.outer.length)
    return absent("some V_l are tied");
  // where l'' vanishes, E l'' (v.h)^2 does not single out one v
  if (found.alpha <= 1e-12 * found.gamma) return absent("the curvature along the invisible direction vanishes");
  const step = stepAlong(context, structure, found);
  return step === null ? absent("v.h_L + y psi vanishes on the data, or its square does in floats") : measure(step);
}

const blockAt = (context: PointContext, index: number) => context.evaluator.problem.program.blocks[index]!;

/** Smaller mean squares have lost digits to underflow. */
const leastSquare = 1e-280;

/** Of v and -v the one with the larger decrease. */
function stepAlong(
  context: PointContext,
  structure: ResidualStructure,
  { v, gamma, gammaError }: WitnessMoments,
): Step | null {
  const { weights, y: labels } = context.data;
  const { g } = moments(context, structure);
  const mean = (term: (i: number) => number): number => weights.reduce((sum, weight, i) => sum + weight * term(i), 0);
  const vh = alongRepresentation(context, structure, v);
  const psi = psiOf(context, structure, g, gamma);
  const [squaredH, squaredPsi] = [mean((i) => vh[i]! ** 2), mean((i) => psi[i]! ** 2)];
  if ([squaredH, squaredPsi].some((square) => square < leastSquare && square > 0)) return null;
  const y = squaredH > 0 && squaredPsi > 0 ? Math.sqrt(squaredH / squaredPsi) : 1;
  const gradient = gradientBlock(context, blockAt(context, structure.readout));
  const alongV = gradient.reduce((sum, entry, j) => sum + entry * v[j]!, 0);
  const bound = labels.reduce((largest, label) => Math.max(largest, context.loss.curvatureBound(label)), 0);
  const signed = (sign: 1 | -1): Step | null => {
    const slope = y * gamma - sign * alongV;
    const curvature = bound * mean((i) => (sign * vh[i]! + y * psi[i]!) ** 2);
    if (!(curvature > 0)) return null;
    const x = slope / curvature;
    const direction = v.map((entry) => sign * entry);
    return {
      theta: moved(context, structure, direction, x, (l, j) => (-y * g[l]![j]!) / gamma),
      decrease: (x * slope) / 2,
      // d (slope^2 / (2 curvature)) = x d slope
      decreaseError: 2 * Math.abs(x) * (y * gammaError + context.gradientNoise()),
    };
  };
  const [one, other] = [signed(1), signed(-1)];
  return one === null || (other !== null && other.decrease > one.decrease) ? other : one;
}

/** w + x v, V_l + v c_l^T. */
function moved(
  context: PointContext,
  structure: ResidualStructure,
  v: Float64Array,
  x: number,
  c: (l: number, j: number) => number,
): Float64Array {
  const theta = context.theta.slice();
  const readout = blockAt(context, structure.readout);
  for (let i = 0; i < v.length; i++) theta[readout.offset + i] = theta[readout.offset + i]! + x * v[i]!;
  structure.outer.forEach((index, l) => {
    const { offset, rows, columns } = blockAt(context, index);
    const values = parameterValues(context, blockAt(context, index));
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++) theta[offset + i * columns + j] = values[i * columns + j]! + v[i]! * c(l, j);
  });
  return theta;
}

/** The risk there; ten times the rounding of the predictions, because v is invisible and the step exact only up to rounding too. */
function riskAfter(context: PointContext, { theta }: Step): Measurement {
  const { evaluator } = context;
  const { weights } = context.data;
  const errors = evaluator.predictionErrors(theta).slice();
  const { risk, slopes, curvatures } = evaluator.forward(theta);
  const carried = weights.reduce(
    (sum, weight, i) => sum + 10 * weight * (Math.abs(slopes[i]!) * errors[i]! + 5 * curvatures[i]! * errors[i]! ** 2),
    0,
  );
  return measured(risk, Math.abs(risk), carried);
}

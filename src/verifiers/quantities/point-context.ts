/** What the point quantities are measured from: one parameter point, everything shared computed at most once. */
import type { Evaluator, Forward } from "../../models/evaluator.ts";
import type { ParameterBlock, ResidualStructure } from "../../models/program.ts";
import { acceptedDistance } from "../critical/acceptance.ts";
import { type Curvature, curvatureAt, denseLimit } from "../critical/curvature.ts";
import { gradientNoise } from "../critical/gradient-noise.ts";
import { type DataContext, once } from "./data-context.ts";
import { type WitnessDirection, witnessDirection } from "./witness-direction.ts";

export interface PointContext extends DataContext {
  readonly evaluator: Evaluator;
  readonly theta: Float64Array;
  /** How far theta may be from the critical point it stands for (acceptance tier T2); 0 where theta is taken as given. */
  readonly parameterError: number;
  /** A private copy of the forward pass. */
  readonly forward: () => Forward;
  readonly predictionErrors: () => Float64Array;
  readonly gradient: () => Float64Array;
  readonly gradientNoise: () => number;
  /** null when the Hessian is too large for a dense decomposition. */
  readonly curvature: () => Curvature | null;
  /** The residual structure, or why there is none to speak of. */
  readonly residual: () => ResidualStructure | null;
  readonly witness: () => WitnessDirection;
}

/** `drift`: Newton step to the true critical point, null where theta is taken as given. */
export function pointContext(
  base: DataContext,
  evaluator: Evaluator,
  theta: Float64Array,
  drift: Float64Array | null,
): PointContext {
  const { program } = evaluator.problem;
  const context: PointContext = {
    ...base,
    evaluator,
    theta,
    parameterError: drift ? acceptedDistance(theta) : 0,
    forward: once(() => copied(evaluator.forward(theta))),
    predictionErrors: once(() => evaluator.predictionErrors(theta)),
    gradient: once(() => {
      const gradient = new Float64Array(evaluator.free);
      evaluator.gradient(theta, gradient);
      return gradient;
    }),
    gradientNoise: once(() => gradientNoise(evaluator, theta)),
    curvature: once(() => (evaluator.free <= denseLimit ? curvatureAt(evaluator, theta, drift) : null)),
    residual: () => (program.rows[program.output] === 1 ? program.residual : null),
    witness: once(() => witnessDirection(context)),
  };
  return context;
}

function copied(forward: Forward): Forward {
  return {
    nodes: forward.nodes.map((node) => node.slice()),
    predictions: forward.predictions.slice(),
    slopes: forward.slopes.slice(),
    curvatures: forward.curvatures.slice(),
    risk: forward.risk,
  };
}

/** The gradient's entries that belong to one parameter block; 0 for fixed ones. */
export function gradientBlock(context: PointContext, block: ParameterBlock): Float64Array {
  const { free } = context.evaluator.problem.program;
  const gradient = context.gradient();
  const values = new Float64Array(block.rows * block.columns);
  for (let k = 0; k < free.length; k++) {
    const at = free[k]! - block.offset;
    if (at >= 0 && at < values.length) values[at] = gradient[k]!;
  }
  return values;
}

export const residualOnly = "defined for residual architectures with one output";

export function parameterValues(context: PointContext, block: ParameterBlock): Float64Array {
  return context.theta.subarray(block.offset, block.offset + block.rows * block.columns);
}

/** What the point quantities are measured from: one parameter point, everything shared computed at most once. */
import { nodeErrorBounds } from "../../models/engines/running-error.ts";
import type { Evaluator, Forward } from "../../models/evaluator.ts";
import type { ParameterBlock, ResidualStructure } from "../../models/program.ts";
import { zerosOf } from "../../numerics/dense.ts";
import { exactRank } from "../../numerics/exact-rank.ts";
import type { SymmetricEigen } from "../../numerics/symmetric-eigen.ts";
import { acceptedDistance } from "../critical/acceptance.ts";
import { type Curvature, curvatureAt, denseLimit } from "../critical/curvature.ts";
import { gradientNoise } from "../critical/gradient-noise.ts";
import { kinkMargin, onKink } from "../critical/kink-margin.ts";
import { onLossKink } from "../critical/loss-kink.ts";
import { type DataContext, once } from "./data-context.ts";
import { invisibleSpace, type WitnessDirection, witnessDirection } from "./witness-direction.ts";

export type CurvatureOutcome =
  | { readonly ok: true; readonly curvature: Curvature }
  | { readonly ok: false; readonly cause: "kink" | "size" | "non-finite"; readonly reason: string };

export interface PointContext extends DataContext {
  readonly evaluator: Evaluator;
  readonly theta: Float64Array;
  /** How far theta may be from the critical point it stands for (acceptance tier T2); 0 where theta is taken as given. */
  readonly parameterError: number;
  /** A private copy of the forward pass. */
  readonly forward: () => Forward;
  readonly predictionErrors: () => Float64Array;
  /** Bound on the rounding error of every node of the forward pass, in its shape. */
  readonly nodeErrors: () => readonly Float64Array[];
  readonly gradient: () => Float64Array;
  readonly gradientNoise: () => number;
  /** Smallest relative distance of a pre-activation that can move to a kink; null where all of those are smooth. */
  readonly kinkMargin: () => number | null;
  /** Whether a residual lies, within its error, where l'' jumps. */
  readonly lossKink: () => boolean;
  readonly curvature: () => CurvatureOutcome;
  /** null for architectures without blocks h_l = h_{l-1} + V_l phi_l. */
  readonly residual: () => ResidualStructure | null;
  /** dim {v : U_l v = 0, l = 2..L}, exactly; null without blocks. */
  readonly nullityU: () => number | null;
  readonly witness: () => WitnessDirection;
}

/** `drift`: Newton step to the true critical point, null where theta is taken as given; `eigen`: of the Hessian, where known. */
export function pointContext(
  base: DataContext,
  evaluator: Evaluator,
  theta: Float64Array,
  drift: Float64Array | null,
  eigen?: SymmetricEigen,
): PointContext {
  const { program } = evaluator.problem;
  const { depth, width, data, loss, linear, linearError, inputNorms } = base;
  // Spelt out: with a spread of `base` V8 makes this object one property after the other.
  const context: PointContext = {
    depth,
    width,
    data,
    loss,
    linear,
    linearError,
    inputNorms,
    evaluator,
    theta,
    parameterError: drift ? acceptedDistance(theta) : 0,
    forward: once(() => copied(evaluator.forward(theta))),
    predictionErrors: () => context.nodeErrors()[program.output]!,
    nodeErrors: once(() => nodeErrorBounds(evaluator.problem, theta, context.forward().nodes)),
    gradient: once(() => {
      const gradient = new Float64Array(evaluator.free);
      evaluator.gradient(theta, gradient);
      return gradient;
    }),
    gradientNoise: once(() => gradientNoise(evaluator, theta)),
    kinkMargin: once(() => kinkMargin(evaluator, theta)),
    lossKink: once(() => onLossKink(evaluator, theta, drift)),
    curvature: once(() => curvatureOutcome(context, drift, eigen)),
    residual: () => program.residual,
    nullityU: once(() => exactNullity(context)),
    witness: once(() => resolvedDirection(context)),
  };
  return context;
}

function exactNullity(context: PointContext): number | null {
  const structure = context.residual();
  if (!structure) return null;
  const { blocks, dimension } = context.evaluator.problem.program;
  const inner = structure.inner.slice(1).map((index) => blocks[index]!);
  const stacked = Float64Array.from(inner.flatMap((block) => [...parameterValues(context, block)]));
  return dimension - exactRank(stacked, stacked.length / dimension, dimension);
}

/** The direction is found in floats: where these see another dimension of N than it has, it need not lie in N. */
function resolvedDirection(context: PointContext): WitnessDirection {
  if (!context.loss.convex) return { ok: false, reason: convexOnly };
  const structure = context.residual();
  if (structure && invisibleSpace(context, structure).dimension !== context.nullityU())
    return {
      ok: false,
      reason: "N is trivial or smaller than it looks: singular values of U_2..U_L are lost in rounding",
    };
  return witnessDirection(context);
}

/** Bounds of what is made of l'', and everything that is measured against a best linear predictor. */
export const convexOnly = "defined for convex losses";
export const notDifferentiable = "a pre-activation lies on a kink";
export const notTwiceDifferentiable = "a residual lies on a kink of the loss's slope";

/** Whether the risk has derivatives here as far as floats can tell. */
export function differentiable(context: PointContext): boolean {
  return (context.kinkMargin() ?? Number.POSITIVE_INFINITY) >= onKink;
}

function curvatureOutcome(context: PointContext, drift: Float64Array | null, eigen?: SymmetricEigen): CurvatureOutcome {
  const { evaluator, theta } = context;
  if (!differentiable(context)) return { ok: false, cause: "kink", reason: notDifferentiable };
  if (context.lossKink()) return { ok: false, cause: "kink", reason: notTwiceDifferentiable };
  if (evaluator.free > denseLimit)
    return { ok: false, cause: "size", reason: "the Hessian is too large for a dense decomposition" };
  const curvature = curvatureAt(evaluator, theta, drift, eigen);
  return curvature
    ? { ok: true, curvature }
    : { ok: false, cause: "non-finite", reason: "the Hessian has an entry that is not finite" };
}

function copied({ nodes, predictions, slopes, curvatures, risk }: Forward): Forward {
  const all = [...nodes, predictions, slopes, curvatures];
  const copies = zerosOf(all.map((array) => array.length));
  for (let k = 0; k < all.length; k++) copies[k]!.set(all[k]!);
  const [ownPredictions, ownSlopes, ownCurvatures] = copies.slice(nodes.length) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  return {
    nodes: copies.slice(0, nodes.length),
    predictions: ownPredictions,
    slopes: ownSlopes,
    curvatures: ownCurvatures,
    risk,
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

export const residualOnly = "defined for residual architectures";

export function parameterValues(context: PointContext, block: ParameterBlock): Float64Array {
  return context.theta.subarray(block.offset, block.offset + block.rows * block.columns);
}

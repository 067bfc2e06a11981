/** Which quantities have no value at any point of a network, told from its description alone: a mirror of the reasons that measuring gives. */
import { activations } from "../models/activations/index.ts";
import { losses } from "../models/losses/index.ts";
import type { ArchitectureSpec, BlockSpec } from "../models/point.ts";
import { denseLimit } from "../verifiers/critical/curvature.ts";
import { outputsOf, searchedAxes } from "./cell-axes.ts";
import { sizesOf } from "./cell-size.ts";
import { readPointFile } from "./point-input.ts";
import type { Spec } from "./spec/types.ts";

export interface Network {
  readonly architecture: ArchitectureSpec;
  readonly depth: number;
  readonly loss: string;
  readonly outputs: number;
  readonly dimension: number;
  /** An upper bound: fixed and tied parameters count. */
  readonly parameters: number;
}

/** Quantities of blocks h_l = h_{l-1} + V_l phi_l(h_{l-1}). */
const ofBlocks: ReadonlySet<string> = new Set([
  ...["nullity_u", "representation_rank", "readout_norm", "readout_distance", "vcat_norm", "displacement"],
  ...["block_lipschitz_product", "block_lipschitz_sum", "feature_risk", "hidden_linear_risk"],
]);
/** Those along the invisible direction v, for one output. */
const ofDirection: ReadonlySet<string> = new Set([
  ...[
    "s",
    "gamma",
    "epsilon_v",
    "alpha",
    "beta",
    "kappa",
    "witness_curvature",
    "master_bound",
    "step_risk",
    "step_decrease",
  ],
]);
/** Those that compare with a best linear predictor. */
const ofPredictor: ReadonlySet<string> = new Set([
  "linear_risk",
  "linear_norm",
  "readout_distance",
  "feature_risk",
  "master_bound",
  "hidden_linear_risk",
]);
/** Those that a loss without convexity leaves undefined or unbounded; linear_risk is an upper bound then. */
const ofConvexity: ReadonlySet<string> = new Set([
  ...ofDirection,
  ...[...ofPredictor].filter((name) => name !== "linear_risk"),
  "representation_rank",
]);
const ofDenseHessian: ReadonlySet<string> = new Set(["index", "lambda_max", "nullity", "predicted_nullity"]);
/** Closed forms of linear networks. */
const analytic: ReadonlySet<string> = new Set(["analytic_index", "analytic_nullity"]);

/** The blocks that a net of this depth has, each description once. */
function usedBlocks({ block, blocks, "first-block": first }: ArchitectureSpec, depth: number): BlockSpec[] {
  const listed = blocks ?? (block === undefined ? [] : [block]);
  if (first === undefined) return [...listed];
  return [first, ...(depth === 1 ? [] : listed.slice(blocks === undefined ? 0 : 1))];
}

function activationsOf({ architecture, depth }: Network): string[] {
  if (architecture.kind === "residual")
    return usedBlocks(architecture, depth).map(({ activation = "tanh" }) => activation);
  return architecture.kind === "fully-connected" ? [architecture.activation ?? "relu"] : [];
}

function hasReadout({ architecture, outputs, dimension }: Network): boolean {
  if (architecture.kind === "residual") return true;
  return architecture.kind === "linear-residual" && (outputs === 1 || outputs !== dimension);
}

/** Why the quantity has no value at any point of the network; null: it may have one. */
export function absenceIn(network: Network, name: string): string | null {
  const { architecture, loss, outputs } = network;
  const used = activationsOf(network).map((kind) => activations[kind]);
  const directed = architecture.kind === "residual" && outputs === 1;
  if ((ofBlocks.has(name) || ofDirection.has(name)) && architecture.kind !== "residual")
    return `is defined for residual architectures, not for kind ${architecture.kind}`;
  if (ofDirection.has(name) && outputs !== 1) return `is defined for one output, not for ${outputs}`;
  if (ofPredictor.has(name) && outputs !== 1 && loss !== "squared")
    return `needs the squared loss where there are several outputs, not ${loss}`;
  if (name === "gradient_norm_w" && !hasReadout(network))
    return `needs a readout w, which kind ${architecture.kind} has not`;
  if (ofConvexity.has(name) && losses[loss]?.convex === false) return `needs a convex loss, not ${loss}`;
  if (name === "loss_lipschitz" && losses[loss]?.lipschitz === null) return `does not exist for the ${loss} loss`;
  if (
    (name === "block_lipschitz_product" || name === "block_lipschitz_sum") &&
    used.some((one) => one?.lipschitz === null)
  )
    return `needs activations with a Lipschitz constant`;
  if (name === "kink_margin" && used.every((one) => one?.kinks.length === 0)) return "needs an activation with a kink";
  if (analytic.has(name) && loss !== "squared") return `needs the squared loss, not ${loss}`;
  if (analytic.has(name) && (architecture.kind === "residual" || used.some((one) => one?.kind !== "identity")))
    return "needs a linear network: deep-linear, autoencoder or linear-residual";
  const dense = ofDenseHessian.has(name) || (name === "lambda_min" && !directed);
  if (dense && certainlyLarge(network)) return `needs at most ${denseLimit} parameters, not ${network.parameters}`;
  return null;
}

/** Where nothing is fixed or tied, all parameters are free. */
function certainlyLarge({ architecture, depth, parameters }: Network): boolean {
  const fixed = usedBlocks(architecture, depth).some(({ trainable }) => trainable === false);
  return parameters > denseLimit && architecture.tie === undefined && !fixed;
}

/** The networks of a points set, one for each combination that can matter; none for classes, which have quantities of their own. */
export function networksOf(spec: Spec, name: string): Network[] {
  const points = spec.points[name];
  if (points === undefined || points.kind === "class") return [];
  if (points.kind === "given") return points.files.flatMap((file) => givenNetwork(spec, file));
  const sizeOf = sizesOf(spec);
  const sweep = { depths: spec.sweep.depth, seeds: spec.sweep.seed.slice(0, 1) };
  const networks = searchedAxes(spec, name, points, sweep).map((axes): [string, Network] => {
    const architecture = spec.architectures[axes.architecture ?? ""] ?? { kind: "" };
    const { dimension, parameters } = sizeOf(axes);
    const outputs =
      architecture.kind === "autoencoder" ? dimension : outputsOf(spec.datasets[axes.dataset ?? ""] ?? null);
    const network = { architecture, depth: axes.depth, loss: axes.loss ?? "", outputs, dimension, parameters };
    return [[axes.architecture, axes.loss, axes.depth, outputs, dimension, parameters].join(), network];
  });
  return [...new Map(networks).values()];
}

function givenNetwork(spec: Spec, file: string): Network[] {
  const read = readPointFile(spec, file);
  if (!read.ok) return [];
  const { architecture, loss, data } = read.point;
  const { depth, dimension } = architecture;
  const first = data.y[0];
  const outputs = typeof first === "object" ? first.length : 1;
  return [{ architecture, depth, loss, outputs, dimension, parameters: 0 }];
}

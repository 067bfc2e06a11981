/** R_feat(theta): smallest risk of a linear readout of (x, phi_1, ..., phi_L), the features frozen at theta. */
import type { Data } from "../../models/data.ts";
import type { Inexact } from "../../models/linear-predictor/whitening.ts";
import { bestLinearPredictor } from "../../models/linear-predictor.ts";
import type { ResidualStructure } from "../../models/program.ts";
import { EPS } from "../../numerics/rounding.ts";
import { exactNodeRank } from "./exact-nodes.ts";
import { convexOnly, type PointContext, residualOnly } from "./point-context.ts";
import { absent, type Quantity } from "./quantity.ts";

export const featureRisk: Quantity<PointContext> = {
  name: "feature_risk",
  measure: (context) => {
    const structure = context.residual();
    if (!structure) return absent(residualOnly);
    if (!context.loss.convex) return absent(convexOnly);
    const { data, inexact } = featureData(context, structure);
    const predictor = bestLinearPredictor(data, context.loss, inexact);
    switch (predictor.kind) {
      case "attained":
      case "doubtful":
      case "separable":
        return { value: predictor.risk, error: predictor.error, grade: "measured" };
      case "upper-bound":
      case "failed":
        return absent(predictor.reason);
      default:
        return predictor satisfies never;
    }
  },
};

/** The inputs (x, phi_1, ..., phi_L) side by side, with the point's own labels and weights, and how far each is off. */
function featureData(
  context: PointContext,
  structure: ResidualStructure,
): { readonly data: Data; readonly inexact: Inexact } {
  const groups = featureGroups(context, structure);
  const values = groups.map((group) => added(group, context.forward().nodes));
  const errors = groups.map((group) => added(group, context.nodeErrors()));
  const { samples } = context.data;
  const dimension = values.reduce((sum, node) => sum + node.length / samples, 0);
  const x = bySample(values, samples, dimension);
  const rounded = x.map((entry) => structure.features.length * EPS * Math.abs(entry));
  const off = bySample(errors, samples, dimension).map((entry, k) => (entry === 0 ? 0 : entry + rounded[k]!));
  const rank = (chosen: readonly number[]): number | null => exactNodeRank(context, groups, chosen);
  return { data: { ...context.data, dimension, x }, inexact: { errors: off, rank } };
}

/** Nodes are rows x samples; data are samples x dimension. */
function bySample(nodes: readonly Float64Array[], samples: number, dimension: number): Float64Array {
  const x = new Float64Array(samples * dimension);
  let start = 0;
  for (const node of nodes) {
    const rows = node.length / samples;
    for (let j = 0; j < rows; j++)
      for (let i = 0; i < samples; i++) x[i * dimension + start + j] = node[j * samples + i]!;
    start += rows;
  }
  return x;
}

/** x and the features; blocks that share V share their readout e, so only the sum of their features counts (docs/theory.md, section 4). */
function featureGroups(context: PointContext, structure: ResidualStructure): readonly (readonly number[])[] {
  const { blocks } = context.evaluator.problem.program;
  const groups = new Map<number, number[]>();
  structure.features.forEach((feature, l) => {
    const { offset } = blocks[structure.outer[l]!]!;
    groups.set(offset, [...(groups.get(offset) ?? []), feature]);
  });
  return [[0], ...groups.values()];
}

const added = (group: readonly number[], nodes: readonly Float64Array[]): Float64Array =>
  group.map((node) => nodes[node]!).reduce((sum, node) => sum.map((value, k) => value + node[k]!));

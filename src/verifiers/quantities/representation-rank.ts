/**
 * rank E[l'' h_L h_L^T], that of the h_L(x_i) with l'' > 0: positive factors leave it alone. Certainly non-zero are the singular
 * values above the forward error of h_L and the rounding of the decomposition (Weyl); the error counts those that are not.
 * With several outputs each has its own l'': the smallest rank counts.
 */
import type { ResidualStructure } from "../../models/program.ts";
import { norm2 } from "../../numerics/dense.ts";
import { EPS } from "../../numerics/rounding.ts";
import { powerOfTwoBelow } from "../../numerics/scaling.ts";
import { singularValues } from "../../numerics/svd.ts";
import { convexOnly, type PointContext, residualOnly } from "./point-context.ts";
import { absent, exact, type Quantity } from "./quantity.ts";

export const representationRank: Quantity<PointContext> = {
  name: "representation_rank",
  measure: (context) => {
    const structure = context.residual();
    if (!structure) return absent(residualOnly);
    if (!context.loss.convex) return absent(convexOnly);
    const ranks = Array.from({ length: context.data.outputs }, (_, k) => rankFor(context, structure, k));
    const least = Math.min(...ranks.map(({ least: rank }) => rank));
    const most = Math.min(...ranks.map(({ most: rank }) => rank));
    return least === most ? exact(least) : { value: least, error: most - least, grade: "measured" };
  },
};

interface RankBounds {
  readonly least: number;
  readonly most: number;
}

/** Of the h_L(x_i) with a positive weight l'' for output k. */
function rankFor(context: PointContext, structure: ResidualStructure, k: number): RankBounds {
  const { samples, dimension, weights } = context.data;
  const { curvatures } = context.forward();
  // l'' of a smooth convex loss is positive everywhere, even where it underflows
  const counts = (i: number): boolean => weights[i]! > 0 && (context.loss.smooth || curvatures[k * samples + i]! > 0);
  const chosen = Array.from({ length: samples }, (_, i) => i).filter(counts);
  const node = structure.representations.at(-1)!;
  const columns = Array.from({ length: dimension }, (_, j) => ({
    values: Float64Array.from(chosen, (i) => context.forward().nodes[node]![j * samples + i]!),
    errors: Float64Array.from(chosen, (i) => context.nodeErrors()[node]![j * samples + i]!),
  }));
  return rankWithin(columns);
}

/** Columns of a matrix, each entry with its error. */
function rankWithin(columns: readonly { readonly values: Float64Array; readonly errors: Float64Array }[]): RankBounds {
  const rows = columns[0]!.values.length;
  const scaled = columns.flatMap(({ values, errors }) => {
    const largest = values.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
    // a column of exact zeros adds nothing; the others may be scaled
    if (largest === 0 && errors.every((error) => error === 0)) return [];
    const scale = largest === 0 ? 1 : powerOfTwoBelow(largest);
    return [{ values: values.map((x) => x / scale), errors: errors.map((error) => error / scale) }];
  });
  const used = Array.from({ length: rows }, (_, i) => i).filter((i) =>
    scaled.some(({ values, errors }) => values[i] !== 0 || errors[i] !== 0),
  );
  const singular = singularValues(Float64Array.from(scaled.flatMap(({ values }) => [...values])), scaled.length, rows);
  // first-order running bounds are doubled for what they leave out
  const forward = 2 * norm2(Float64Array.from(scaled, ({ errors }) => norm2(errors)));
  const rounding = 50 * Math.max(rows, scaled.length) * EPS * (singular[0] ?? 0);
  const least = singular.filter((value) => value > forward + rounding).length;
  return { least, most: Math.min(scaled.length, used.length) };
}

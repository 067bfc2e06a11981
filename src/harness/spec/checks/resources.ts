/** How much a spec asks for, checked before anything is allocated: number of cells, sizes in a cell, values of formulas of the axes. */
import { searchedAxes } from "../../cell-axes.ts";
import { type CellSize, costOf, maxParameters, type SizeOf, sizesOf } from "../../cell-size.ts";
import type { CellAxes } from "../../plan.types.ts";
import { takes } from "../exclude.ts";
import { evaluateNumber } from "../number.ts";
import type { Problem } from "../problem.ts";
import { profileNames } from "../profiles.ts";
import { type Path, problemAt, type Source, spanOf } from "../source.ts";
import type { PointsSpec, Spec } from "../types.ts";

export const maxCells = 100_000;

/** Bounds per cell. */
const limits = {
  /** Critical points need the Hessian, parameters x parameters. */
  hessianParameters: 4_000,
  activations: 50_000_000,
  /** Numbers stored in the record: witnesses x parameters. */
  stored: 100_000_000,
  operations: 1e15,
  exactSigns: 12,
} as const;

const problem = (source: Source, path: Path, message: string): Problem =>
  problemAt(source, spanOf(source, path, "key"), "resource", message);

const length = (axis: readonly unknown[] | undefined): number => axis?.length ?? 1;

/** An upper estimate (nothing excluded) under the largest profile, without listing the cells. */
function cellCount({ sweep, profiles, ...spec }: Spec): number {
  const most = Math.max(...profileNames.map((name) => profiles[name].seeds));
  const seeds = Math.max(1, Math.round(sweep.seed.length * most));
  const axes = sweep.depth.length * seeds * length(sweep.samples) * length(sweep.dimension) * length(sweep.width);
  const perPoints = Object.values(spec.points).map((points) => {
    if (points.kind === "given") return points.files.length;
    const datasets = Object.keys(spec.datasets).filter((dataset) => takes(points, { dataset }));
    const architectures = Object.keys(spec.architectures).filter((architecture) => takes(points, { architecture }));
    const lossesOf = (dataset: string): number =>
      points.kind === "class" ? 1 : (spec.losses[dataset] ?? []).filter((loss) => takes(points, { loss })).length;
    return datasets.reduce((sum, dataset) => sum + lossesOf(dataset), 0) * architectures.length * axes;
  });
  return perPoints.reduce((sum, count) => sum + count, 0);
}

/** How many points a cell puts into the record. */
function witnessCount(points: PointsSpec): number {
  switch (points.kind) {
    case "critical":
      return points.starts;
    case "random":
      return points.count;
    case "trajectory":
      return Math.floor(points.steps / points.every) + 1;
    case "given":
    case "class":
      return 1;
    default:
      return points satisfies never;
  }
}

/** Why a cell of this size is refused; null: it is not. */
function tooLarge(points: PointsSpec, size: CellSize): string | null {
  const { samples, parameters, activations, reason } = size;
  const over = (what: string, value: number, most: number): string | null =>
    value <= most ? null : `${value.toLocaleString("en")} ${what}, most: ${most.toLocaleString("en")}`;
  if (reason !== null) return reason;
  const hessian = points.kind === "critical";
  const exact = points.kind === "class" && points.estimate.signs === "exact";
  return (
    over("parameters", parameters, hessian ? limits.hessianParameters : maxParameters) ??
    over("activations", activations, limits.activations) ??
    over("numbers to store (points x parameters)", witnessCount(points) * parameters, limits.stored) ??
    (exact ? over("samples with signs: exact", samples, limits.exactSigns) : null) ??
    over("floating-point operations", costOf(points, size), limits.operations)
  );
}

/** Scale and norm budgets have a value at every depth, and no negative one. */
function badNumber(points: PointsSpec, axes: CellAxes, size: CellSize): string | null {
  const known = {
    depth: axes.depth,
    dimension: size.dimension,
    samples: size.samples,
    width: size.width ?? Number.NaN,
  };
  const numbers =
    points.kind === "random" || (points.kind === "trajectory" && points.scale !== undefined)
      ? { scale: points.scale ?? 0.7 }
      : points.kind === "class"
        ? { readout: points.readout, outer: points.outer, inner: points.inner }
        : {};
  for (const [key, formula] of Object.entries(numbers)) {
    const value = evaluateNumber(formula, known);
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) return `${key} is ${value}, not a number from 0 on`;
  }
  return null;
}

function describe({ dataset, architecture, depth }: CellAxes): string {
  return `with dataset ${dataset}, architecture ${architecture} at depth ${depth}`;
}

export interface Refusal {
  /** Name of the points set. */
  readonly points: string;
  readonly message: string;
}

/** The first cell of a points set that is refused, or that it has no cell at all. */
function refusalOf(spec: Spec, name: string, points: PointsSpec, sizeOf: SizeOf): Refusal[] {
  if (points.kind === "given") return [];
  const cells = searchedAxes(spec, name, points, { depths: spec.sweep.depth, seeds: spec.sweep.seed });
  if (cells.length === 0) return [{ points: name, message: `every cell of the points ${name} is left out` }];
  for (const axes of cells) {
    const size = sizeOf(axes);
    const reason = tooLarge(points, size) ?? badNumber(points, axes, size);
    if (reason !== null) return [{ points: name, message: `${describe(axes)}: ${reason}` }];
  }
  return [];
}

/** Why the points sets that claims use cannot be searched, one reason for each. */
export function refusals(spec: Spec): Refusal[] {
  const used = new Set(spec.claims.map(({ points }) => points));
  const sizeOf = sizesOf(spec);
  return Object.entries(spec.points)
    .filter(([name]) => used.has(name))
    .flatMap(([name, points]) => refusalOf(spec, name, points, sizeOf));
}

export function resourceProblems(source: Source, spec: Spec): Problem[] {
  const count = cellCount(spec);
  if (count > maxCells) {
    const message = `the sweep makes about ${count.toLocaleString("en")} cells, most: ${maxCells.toLocaleString("en")}`;
    return [problem(source, ["sweep"], message)];
  }
  return refusals(spec).map(({ points, message }) => problem(source, ["points", points], message));
}

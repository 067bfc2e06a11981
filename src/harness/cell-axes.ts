/** The combinations of axes a spec asks for: one cell each. */

import type { CellAxes } from "./plan.types.ts";
import { matches, takes } from "./spec/exclude.ts";
import { evaluateNumber } from "./spec/number.ts";
import type { DatasetSpec, NumberOrFormula, PointsSpec, Spec } from "./spec/types.ts";

export interface Sweep {
  readonly depths: readonly number[];
  readonly seeds: readonly number[];
}

type Optional = Pick<CellAxes, "samples" | "dimension" | "width">;

/** Distinct values at this depth; one absent value where the axis does not apply. */
function values(
  axis: readonly NumberOrFormula[] | undefined,
  known: Readonly<Record<string, number>>,
): (number | null)[] {
  if (axis === undefined) return [null];
  return [...new Set(axis.map((value) => evaluateNumber(value, known)))];
}

/** The sweep's dimensions of generated data; a formula of the dataset's own counts as an axis, so that its value is in the cell. */
function dimensionAxis(spec: Spec, dataset: DatasetSpec): readonly NumberOrFormula[] | undefined {
  if (dataset.kind !== "teacher" && dataset.kind !== "gaussian") return undefined;
  return spec.sweep.dimension ?? (typeof dataset.dimension === "string" ? [dataset.dimension] : undefined);
}

/** The dimension a generated dataset has at a depth, before the sweep's axis replaces it. */
export function ownDimension(dataset: DatasetSpec, depth: number): number | null {
  if (dataset.kind === "inline") return dataset.x[0]?.length ?? 0;
  if (dataset.kind === "csv") return dataset.columns?.length ?? null;
  return dataset.dimension === undefined ? null : evaluateNumber(dataset.dimension, { depth });
}

export function ownSamples(dataset: DatasetSpec): number | null {
  return dataset.kind === "inline" ? dataset.x.length : (dataset.samples ?? null);
}

/** Labels that are rows of numbers make as many outputs. */
export function outputsOf(dataset: DatasetSpec | null): number {
  const first = dataset?.kind === "inline" ? dataset.y[0] : 0;
  return typeof first === "object" ? first.length : 1;
}

/** Axes that vary for this dataset and architecture: inline data are as written, linear residual blocks have no width. */
function optionalAxes(spec: Spec, dataset: DatasetSpec, architecture: string, depth: number): Optional[] {
  const { sweep } = spec;
  const wide = spec.architectures[architecture]?.kind !== "linear-residual";
  return values(dataset.kind === "inline" ? undefined : sweep.samples, {}).flatMap((samples) =>
    values(dimensionAxis(spec, dataset), { depth }).flatMap((dimension) => {
      const known = { depth, dimension: dimension ?? ownDimension(dataset, depth) ?? Number.NaN };
      const axes = { ...known, samples: samples ?? ownSamples(dataset) ?? Number.NaN };
      return values(wide ? sweep.width : undefined, axes).map((width) => ({
        ...(samples === null ? {} : { samples }),
        ...(dimension === null ? {} : { dimension }),
        ...(width === null ? {} : { width }),
      }));
    }),
  );
}

const excluded = (spec: Spec, axes: CellAxes): boolean =>
  spec.sweep.exclude.some((entry) => matches(entry, { ...axes }));

/** `blocks` lists as many blocks as the depth. */
function fits(spec: Spec, architecture: string, depth: number): boolean {
  const blocks = spec.architectures[architecture]?.blocks;
  return blocks === undefined || blocks.length === depth;
}

type Searched = Exclude<PointsSpec, { kind: "given" }>;

/** Axes of the cells of one points set that is searched (not given by files). A function class has no loss. */
export function searchedAxes(spec: Spec, points: string, searched: Searched, sweep: Sweep): CellAxes[] {
  const { kind } = searched;
  const cells: CellAxes[] = [];
  for (const [dataset, data] of Object.entries(spec.datasets))
    for (const architecture of Object.keys(spec.architectures))
      for (const loss of kind === "class" ? [null] : (spec.losses[dataset] ?? []))
        for (const depth of sweep.depths.filter((depth) => fits(spec, architecture, depth)))
          for (const optional of optionalAxes(spec, data, architecture, depth))
            for (const seed of sweep.seeds)
              cells.push({ points, dataset, architecture, loss, depth, seed, ...optional });
  return cells.filter((axes) => takes(searched, { ...axes }) && !excluded(spec, axes));
}

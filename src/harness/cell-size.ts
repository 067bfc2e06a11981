/** How large the objects of a cell are, and a rough count of the floating-point operations its search takes. */

import { materialise } from "../models/datasets/index.ts";
import type { ArchitectureSpec } from "../models/point.ts";
import { compileArchitecture } from "../models/point-file.ts";
import { stream } from "../numerics/random.ts";
import { atAxes } from "./architecture-at-axes.ts";
import { outputsOf, ownDimension, ownSamples } from "./cell-axes.ts";
import { parameterCount } from "./parameter-count.ts";
import type { CellAxes } from "./plan.types.ts";
import type { DatasetSpec, PointsSpec, Spec } from "./spec/types.ts";
import { triesOf } from "./tries.ts";

/** Larger networks are refused. */
export const maxParameters = 2_000_000;

export interface CellSize {
  readonly samples: number;
  readonly dimension: number;
  /** The sweep's width; null: the architecture's own. */
  readonly width: number | null;
  /** Number of parameters; NaN where no program fits the sizes, then `reason` says why. */
  readonly parameters: number;
  readonly reason: string | null;
  /** Numbers in the largest array of one evaluation: activations of all layers on all samples. */
  readonly activations: number;
}

export type SizeOf = (axes: CellAxes) => CellSize;

interface DataSize {
  readonly samples: number;
  readonly dimension: number | null;
  readonly outputs: number;
}

function csvSize(dataset: DatasetSpec): DataSize {
  const outcome = materialise(dataset, { stream: stream(0, "size"), dimension: null, samples: null });
  if (!outcome.ok) return { samples: Number.NaN, dimension: Number.NaN, outputs: 1 };
  return { samples: outcome.data.samples, dimension: outcome.data.dimension, outputs: 1 };
}

/** `dimension` null: it depends on the depth. */
function dataSize(dataset: DatasetSpec): DataSize {
  if (dataset.kind === "csv") return csvSize(dataset);
  return { samples: ownSamples(dataset) ?? Number.NaN, dimension: null, outputs: outputsOf(dataset) };
}

/** All widths an architecture writes out; numbers after `atAxes`. */
function widthsOf({ width, block, blocks = [], "first-block": first }: ArchitectureSpec): number[] {
  const written = [width, block?.width, first?.width, ...blocks.map((each) => each.width)];
  return written.flatMap((value) => (value === undefined ? [] : [Number(value)]));
}

function measure(spec: Spec, axes: CellAxes, data: DataSize): CellSize {
  const dataset = spec.datasets[axes.dataset ?? ""] as DatasetSpec;
  const architecture = spec.architectures[axes.architecture ?? ""] as ArchitectureSpec;
  const samples = axes.samples ?? data.samples;
  const dimension = axes.dimension ?? data.dimension ?? ownDimension(dataset, axes.depth) ?? Number.NaN;
  const width = axes.width ?? null;
  const sized = atAxes(architecture, { depth: axes.depth, dimension, samples });
  const misfit = (reason: string): CellSize => ({
    samples,
    dimension,
    width,
    parameters: Number.NaN,
    reason,
    activations: Number.NaN,
  });
  const outputs = architecture.kind === "autoencoder" ? dimension : data.outputs;
  const wrong = [dimension, ...(width === null ? widthsOf(sized) : [width])].find((n) => !Number.isInteger(n) || n < 1);
  if (wrong !== undefined) return misfit(`a dimension or width is ${wrong}, not a whole number from 1 on`);
  const network = { depth: axes.depth, dimension, outputs, width };
  const bound = parameterCount(sized, network);
  // Compiling lists the parameters: not for a network that is refused anyway.
  if (bound > maxParameters) return { samples, dimension, width, parameters: bound, reason: null, activations: bound };
  const compiled = compileArchitecture(sized, network);
  if (!compiled.ok) return misfit(compiled.reason);
  const rows = compiled.program.rows.reduce((sum, count) => sum + count, 0);
  return { samples, dimension, width, parameters: compiled.program.size, reason: null, activations: rows * samples };
}

/** Sizes of searched cells of a spec; equal axes are measured once, data files are read once. */
export function sizesOf(spec: Spec): SizeOf {
  const data = new Map<string, DataSize>();
  const sizes = new Map<string, CellSize>();
  return (axes) => {
    const name = axes.dataset ?? "";
    const known = data.get(name) ?? dataSize(spec.datasets[name] as DatasetSpec);
    data.set(name, known);
    const key = [name, axes.architecture, axes.depth, axes.samples, axes.dimension, axes.width].join();
    const size = sizes.get(key) ?? measure(spec, axes, known);
    sizes.set(key, size);
    return size;
  };
}

/** How many sign vectors the estimate of a class averages over: half of all by symmetry, when exact. */
const signCount = (signs: "exact" | number, samples: number): number =>
  signs === "exact" ? 2 ** (samples - 1) : signs;

/**
 * Rough flops, P parameters, n samples; one gradient takes 6 P n (forward 2, backward 4).
 * critical:   starts x 30 iterations of an eigen-decomposition, 4/3 P^3, and a Hessian, 4 P^2 n
 * random:     count x (1 + tries) x 12 P n, value, gradient and the curvature along a direction
 * trajectory: steps x 6 P n
 * class:      signs x starts x 100 gradients
 */
export function costOf(
  points: PointsSpec,
  { parameters: P, samples: n }: Pick<CellSize, "parameters" | "samples">,
): number {
  switch (points.kind) {
    case "critical":
      return points.starts * 30 * ((4 / 3) * P ** 3 + 4 * P ** 2 * n);
    case "random":
      return points.count * (1 + triesOf(points)) * 12 * P * n;
    case "trajectory":
      return points.steps * 6 * P * n;
    case "class":
      return signCount(points.estimate.signs, n) * points.estimate.starts * 100 * 6 * P * n;
    case "given":
      return (4 / 3) * P ** 3 + 4 * P ** 2 * n;
    default:
      return points satisfies never;
  }
}

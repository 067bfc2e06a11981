/** From a cell's axes to the problem it studies: data from the cell's stream, architecture compiled, loss by name. */
import { materialise } from "../models/datasets/index.ts";
import type { Problem } from "../models/evaluator.ts";
import { losses } from "../models/losses/index.ts";
import type { ArchitectureSpec, PointFile } from "../models/point.ts";
import { compileArchitecture, readPoint } from "../models/point-file.ts";
import { stream } from "../numerics/random.ts";
import { atAxes, withWidth } from "./architecture-at-axes.ts";
import type { Cell } from "./plan.types.ts";
import { readPointFile } from "./point-input.ts";
import type { Spec } from "./spec/types.ts";

export type CellProblem =
  | {
      readonly ok: true;
      readonly problem: Problem;
      readonly architecture: ArchitectureSpec;
      /** The point of a `given` cell. */
      readonly theta: Float64Array | null;
    }
  | { readonly ok: false; readonly reason: string };

export function cellProblem(spec: Spec, cell: Cell): CellProblem {
  return cell.axes.file === undefined ? sweptProblem(spec, cell) : givenProblem(spec, cell.axes.file);
}

function sweptProblem(spec: Spec, { axes }: Cell): CellProblem {
  const source = spec.datasets[axes.dataset ?? ""];
  const described = spec.architectures[axes.architecture ?? ""];
  // Class cells have no loss of their own: any will do to carry the data.
  const loss = losses[axes.loss ?? "squared"];
  if (!source || !described || !loss)
    return { ok: false, reason: "the cell names a dataset, architecture or loss the spec does not have" };
  // Depth is not part of the label: the same sample is studied at every depth.
  const shape = [axes.samples, axes.dimension].map((value) => value ?? "own").join("x");
  const outcome = materialise(source, {
    stream: stream(spec.seed, `${spec.id}/data/${axes.dataset}/${axes.seed}/${shape}`),
    dimension: axes.dimension ?? null,
    samples: axes.samples ?? null,
  });
  if (!outcome.ok) return { ok: false, reason: outcome.problem.message };
  const data =
    described.kind === "autoencoder"
      ? { ...outcome.data, outputs: outcome.data.dimension, y: outcome.data.x }
      : outcome.data;
  const architecture = atAxes(described, { depth: axes.depth, dimension: data.dimension, samples: data.samples });
  const compiled = compileArchitecture(architecture, {
    depth: axes.depth,
    dimension: data.dimension,
    outputs: data.outputs,
    width: axes.width ?? null,
  });
  if (!compiled.ok) return compiled;
  return {
    ok: true,
    problem: { program: compiled.program, loss, data },
    architecture: axes.width === undefined ? architecture : withWidth(architecture, axes.width),
    theta: null,
  };
}

function givenProblem(spec: Spec, file: string): CellProblem {
  const point = readPointFile(spec, file);
  if (!point.ok) return { ok: false, reason: point.reason };
  const outcome = readPoint(point.point);
  if (!outcome.ok) return outcome;
  return { ok: true, problem: outcome.problem, architecture: architectureOf(point.point), theta: outcome.theta };
}

export function architectureOf(point: PointFile): ArchitectureSpec {
  const { depth: _depth, dimension: _dimension, ...spec } = point.architecture;
  return spec;
}

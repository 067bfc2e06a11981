/** Specs to cells: which units of work a run consists of, each with an id that depends on everything that determines its measurements. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { defaultEngine, type EngineName } from "../models/engines/names.ts";
import type { Nested } from "../models/point.ts";
import { catalogue } from "../verifiers/quantities/catalogue.ts";
import { canonicalJson, sha256 } from "./canonical.ts";
import { searchedAxes } from "./cell-axes.ts";
import { costOf, type SizeOf, sizesOf } from "./cell-size.ts";
import { engineVersion } from "./engine-version.ts";
import { measuredNames } from "./measured-names.ts";
import type { Cell, CellAxes, Plan } from "./plan.types.ts";
import { readPointFile } from "./point-input.ts";
import { matches } from "./spec/exclude.ts";
import { scalePoints, scaleSeeds, takeSeeds } from "./spec/profiles.ts";
import type { Claim, DatasetSpec, PointsSpec, ProfileFactors, ProfileName, Spec } from "./spec/types.ts";

export interface PlanOptions {
  readonly profile: ProfileName;
  /** Instead of the sweep's depths. */
  readonly depths?: readonly number[] | undefined;
  /** Number of seeds, instead of the profile's. */
  readonly seeds?: number | undefined;
  /** Master seed, instead of the spec's. */
  readonly seed?: number | undefined;
  /** Ids or keys of claims, with their ablations and controls. */
  readonly claims?: readonly string[] | undefined;
  /** What measures, instead of the usual engine. */
  readonly engine?: EngineName | undefined;
  /** Specs with at least one of these tags. */
  readonly tags?: readonly string[] | undefined;
}

/** A claim is selected by its key or id; a control also by the claim it is a variant of. */
export const selectsClaim = (wanted: readonly string[], { key, id, of }: Claim): boolean =>
  wanted.some((name) => name === key || name === id || name === of);

const selectsSpec = (tags: readonly string[] | undefined, spec: Spec): boolean =>
  tags === undefined || tags.length === 0 || spec.tags.some((tag) => tags.includes(tag));

const unscaled: ProfileFactors = { starts: 1, count: 1, seeds: 1, maxDepth: null };

/**
 * The spec as this run takes it: points and seeds scaled by the profile, depths, seeds and claims as chosen.
 * Its own factors are 1, so that scaling it again changes nothing.
 */
export function effectiveSpec(spec: Spec, options: PlanOptions): Spec {
  const factors = spec.profiles[options.profile];
  const { sweep } = spec;
  const shallow = sweep.depth.filter((depth) => factors.maxDepth === null || depth <= factors.maxDepth);
  const searched = sweep.depth.length > 0;
  const seed = options.seeds === undefined ? scaleSeeds(sweep.seed, factors) : takeSeeds(sweep.seed, options.seeds);
  const { claims } = options;
  return {
    ...spec,
    seed: options.seed ?? spec.seed,
    engine: options.engine ?? spec.engine ?? defaultEngine,
    sweep: { ...sweep, depth: searched ? (options.depths ?? shallow) : [], seed: searched ? seed : [] },
    points: Object.fromEntries(
      Object.entries(spec.points).map(([name, points]) => [name, scalePoints(points, factors)]),
    ),
    profiles: { quick: unscaled, nightly: unscaled, full: unscaled },
    claims:
      claims === undefined || claims.length === 0 ? spec.claims : spec.claims.filter((c) => selectsClaim(claims, c)),
  };
}

/** The specs a run takes, as it takes them: those with a wanted tag and at least one wanted claim. */
export function effectiveSpecs(specs: readonly Spec[], options: PlanOptions): Spec[] {
  const chosen = specs.filter((spec) => selectsSpec(options.tags, spec));
  return chosen.map((spec) => effectiveSpec(spec, options)).filter(({ claims }) => claims.length > 0);
}

/** What of a dataset determines the data: of a csv file its content, not its place. */
function identityOf(dataset: DatasetSpec | undefined): unknown {
  return dataset?.kind === "csv" ? { ...dataset, file: sha256(readFileSync(dataset.file)) } : (dataset ?? null);
}

/** The first 16 hex digits of a hash. */
const idOf = (parts: unknown): string => sha256(canonicalJson(parts)).slice(0, 16);

/** What cells of a spec share, worked out once. */
interface Shared {
  readonly sizeOf: SizeOf;
  /** Ids of what determines the data and the networks, by name. */
  readonly datasets: Readonly<Record<string, string>>;
  readonly architectures: Readonly<Record<string, string>>;
}

function sharedOf(spec: Spec): Shared {
  const ids = (parts: readonly (readonly [string, unknown])[]): Record<string, string> =>
    Object.fromEntries(parts.map(([name, part]) => [name, idOf(part)]));
  return {
    sizeOf: sizesOf(spec),
    datasets: ids(Object.entries(spec.datasets).map(([name, dataset]) => [name, identityOf(dataset)])),
    architectures: ids(Object.entries(spec.architectures)),
  };
}

/** Quantities a cell has to measure: a claim edited to use another one needs its cells measured again. */
const namesOf = (spec: Spec, points: string): string[] =>
  [...measuredNames(spec, points)].filter((name) => Object.hasOwn(catalogue, name)).sort();

/** How the points are searched: which cells are taken says nothing about what is measured in one of them. */
function unrestricted(points: PointsSpec): PointsSpec {
  if (points.kind === "given") return points;
  const { datasets: _datasets, architectures: _architectures, losses: _losses, ...search } = { losses: [], ...points };
  return search;
}

function searchedCells(spec: Spec, name: string, shared: Shared): Cell[] {
  const points = spec.points[name];
  if (points === undefined || points.kind === "given")
    throw new Error(`the spec ${spec.id} has no points set "${name}" that is searched`);
  const search = unrestricted(points);
  const common = {
    version: engineVersion(),
    engine: spec.engine,
    spec: spec.id,
    seed: spec.seed,
    points: search,
    names: namesOf(spec, name),
  };
  const sweep = { depths: spec.sweep.depth, seeds: spec.sweep.seed };
  return searchedAxes(spec, name, points, sweep).map((axes) => {
    const dataset = shared.datasets[axes.dataset ?? ""];
    const architecture = shared.architectures[axes.architecture ?? ""];
    const id = idOf({ ...common, dataset, architecture, axes });
    return { id, spec: spec.id, axes, cost: Math.round(costOf(points, shared.sizeOf(axes))) };
  });
}

const count = (value: Nested): number =>
  typeof value === "number" ? 1 : value.reduce<number>((sum, part) => sum + count(part), 0);

function givenCell(spec: Spec, name: string, file: string): Cell {
  const content = readFileSync(join(dirname(spec.file), file));
  const read = readPointFile(spec, file);
  if (!read.ok) throw new Error(`${file} changed since it was checked: ${read.reason}`);
  const { point } = read;
  const { depth } = point.architecture;
  const axes: CellAxes = { points: name, dataset: null, architecture: null, loss: null, depth, seed: 0, file };
  const { id: ofSpec, engine, seed } = spec;
  const common = { version: engineVersion(), engine, spec: ofSpec, seed, names: namesOf(spec, name) };
  const id = idOf({ ...common, content: sha256(content), axes });
  const parameters = Object.values(point.parameters).reduce<number>((sum, value) => sum + count(value), 0);
  const size = { parameters, samples: point.data.x.length };
  return { id, spec: spec.id, axes, cost: Math.round(costOf({ kind: "given", files: [file] }, size)) };
}

function cellsOf(spec: Spec): Cell[] {
  const used = new Set(spec.claims.map(({ points }) => points));
  const shared = sharedOf(spec);
  return [...used].flatMap((name) => {
    const points = spec.points[name];
    if (points?.kind !== "given") return searchedCells(spec, name, shared);
    const cells = points.files.map((file) => givenCell(spec, name, file));
    return cells.filter(({ axes }) => !spec.sweep.exclude.some((entry) => matches(entry, { ...axes })));
  });
}

/** The longest first, so that no long one is left to the end; ties by id. */
export function planOf(cells: readonly Cell[]): Plan {
  const ids = cells.map(({ id }) => id).sort();
  const sorted = cells.toSorted((a, b) => b.cost - a.cost || (a.id < b.id ? -1 : 1));
  return { cells: sorted, hash: sha256(ids.join("\n")).slice(0, 16) };
}

export const planRun = (specs: readonly Spec[], options: PlanOptions): Plan =>
  planOf(effectiveSpecs(specs, options).flatMap(cellsOf));

/** A checked spec as written to the Spec the harness works on: axes listed, defaults filled in, claims flattened. */
import { dirname } from "node:path";
import type { ArchitectureSpec } from "../../models/point.ts";
import { axisValues } from "./axis.ts";
import { flattenClaims } from "./flatten.ts";
import { inputFile } from "./input-file.ts";
import { defaultProfiles } from "./profiles.ts";
import type { RawAxis, RawFactors, RawSpec, RawSweep } from "./raw.ts";
import type { Source } from "./source.ts";
import type { DatasetSpec, NumberOrFormula, ProfileFactors, ProfileName, Spec, SweepSpec } from "./types.ts";

function listed<Value extends NumberOrFormula>(axis: RawAxis<Value>): readonly (Value | number)[] {
  const values = axisValues<Value>(axis);
  return values.ok ? values.values : [];
}

const noSweep: SweepSpec = { depth: [], seed: [], exclude: [] };

/** A spec of given points only has no sweep: they bring their own axes. */
function sweepOf(raw: RawSweep | undefined): SweepSpec {
  if (raw === undefined) return noSweep;
  const seed = raw.seed ?? [0];
  return {
    depth: listed(raw.depth),
    seed: "count" in seed ? Array.from({ length: seed.count }, (_, i) => i) : seed,
    ...(raw.samples === undefined ? {} : { samples: listed(raw.samples) }),
    ...(raw.dimension === undefined ? {} : { dimension: listed(raw.dimension) }),
    ...(raw.width === undefined ? {} : { width: listed(raw.width) }),
    exclude: raw.exclude ?? [],
  };
}

/** A csv file by its absolute path. */
function datasetOf(dataset: DatasetSpec, folder: string): DatasetSpec {
  if (dataset.kind !== "csv") return dataset;
  const found = inputFile(folder, dataset.file);
  return found.ok ? { ...dataset, file: found.file } : dataset;
}

function lossesOf(raw: RawSpec): Spec["losses"] {
  const losses = raw.losses ?? {};
  if (!Array.isArray(losses)) return losses as Spec["losses"];
  return Object.fromEntries(Object.keys(raw.datasets ?? {}).map((name) => [name, losses]));
}

function factorsOf(name: ProfileName, written: RawFactors = {}): ProfileFactors {
  const { "max-depth": maxDepth, ...factors } = written;
  return { ...defaultProfiles[name], ...factors, ...(maxDepth === undefined ? {} : { maxDepth }) };
}

/** `controls`: the file is one of controls as a whole. */
export function normalise(source: Source, file: string, controls: boolean): Spec {
  // The one cast at the border: the schema has accepted the value.
  const raw = source.root as RawSpec;
  const datasets = Object.entries(raw.datasets ?? {}).map(([name, dataset]) => [
    name,
    datasetOf(dataset, dirname(file)),
  ]);
  const architectures: Readonly<Record<string, ArchitectureSpec>> = { ...raw.architectures };
  return {
    id: raw.id,
    title: raw.title,
    file,
    text: source.text,
    source: raw.source ?? null,
    tags: raw.tags ?? [],
    seed: raw.seed ?? 0,
    datasets: Object.fromEntries(datasets),
    architectures,
    losses: lossesOf(raw),
    sweep: sweepOf(raw.sweep),
    points: { ...raw.points },
    claims: flattenClaims(source, raw, controls),
    profiles: {
      quick: factorsOf("quick", raw.profiles?.quick),
      nightly: factorsOf("nightly", raw.profiles?.nightly),
      full: factorsOf("full", raw.profiles?.full),
    },
  };
}

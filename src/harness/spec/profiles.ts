/** How much a profile searches: default factors, and their effect on a points set and on the seeds. docs/profiles.md. */
import type { PointsSpec, ProfileFactors, ProfileName, Spec } from "./types.ts";

export const profileNames: readonly ProfileName[] = ["quick", "nightly", "full"];

export const defaultProfiles: Readonly<Record<ProfileName, ProfileFactors>> = {
  quick: { starts: 1, count: 1, seeds: 1, maxDepth: null },
  nightly: { starts: 4, count: 10, seeds: 2, maxDepth: null },
  full: { starts: 10, count: 50, seeds: 4, maxDepth: null },
};

/** At least one, so that no profile turns a search off. */
const scaled = (number: number, factor: number): number => Math.max(1, Math.round(number * factor));

export function scalePoints(points: PointsSpec, factors: ProfileFactors): PointsSpec {
  switch (points.kind) {
    case "critical":
      return { ...points, starts: scaled(points.starts, factors.starts) };
    case "random":
      return { ...points, count: scaled(points.count, factors.count) };
    case "class":
      return { ...points, estimate: { ...points.estimate, starts: scaled(points.estimate.starts, factors.starts) } };
    case "trajectory":
    case "given":
      return points;
    default:
      return points satisfies never;
  }
}

/** The named points set as a profile searches it. */
export function effectivePoints(spec: Spec, name: string, profile: ProfileName): PointsSpec {
  const points = Object.hasOwn(spec.points, name) ? spec.points[name] : undefined;
  if (points === undefined) throw new Error(`the spec ${spec.id} has no points set "${name}"`);
  return scalePoints(points, spec.profiles[profile]);
}

/** The first `count` seeds; past the end of the list, the integers above its largest. */
export function takeSeeds(seeds: readonly number[], count: number): number[] {
  const next = Math.max(-1, ...seeds) + 1;
  return Array.from({ length: count }, (_, i) => seeds[i] ?? next + i - seeds.length);
}

export const scaleSeeds = (seeds: readonly number[], factors: ProfileFactors): number[] =>
  seeds.length === 0 ? [] : takeSeeds(seeds, scaled(seeds.length, factors.seeds));

/** A spec of nothing, for workers that do not look at it. */
import type { ProfileFactors, Spec } from "../../src/harness/spec/types.ts";

const unscaled: ProfileFactors = { starts: 1, count: 1, seeds: 1, maxDepth: null };

export const emptySpec: Spec = {
  id: "faults",
  title: "",
  file: "/faults.yaml",
  text: "",
  source: null,
  tags: [],
  seed: 0,
  datasets: {},
  architectures: {},
  losses: {},
  sweep: { depth: [], seed: [], exclude: [] },
  points: {},
  claims: [],
  profiles: { quick: unscaled, nightly: unscaled, full: unscaled },
  engine: "float64",
};

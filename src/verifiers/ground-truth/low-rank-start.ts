/** Starts near a random class of critical points of a two-layer linear network: reaches classes that Gaussian starts rarely reach. */
import type { Stream } from "../../numerics/random.ts";
import { unchanged } from "./change-of-basis.ts";
import { criticalFactors, joined, zeroExcess } from "./exact-points.ts";
import type { LinearTask } from "./linear-task.ts";

const noise = 0.1;

/** The critical point that keeps a random set of at most `width` singular vectors, each parameter disturbed. */
export function lowRankStart(task: LinearTask, width: number, random: Stream): Float64Array {
  const k = task.values.length;
  const size = random.integer(Math.min(k, width) + 1);
  const kept = [...random.permutation(k)].slice(0, size);
  const theta = joined(criticalFactors(task, kept, [unchanged(width)], [zeroExcess, zeroExcess]));
  return theta.map((entry) => entry + noise * random.normal());
}

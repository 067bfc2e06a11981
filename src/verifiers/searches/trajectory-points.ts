/** Points on a training trajectory: gradient descent or Adam on the risk, every k-th iterate. */

import type { Evaluator } from "../../models/evaluator.ts";
import { power } from "../../numerics/power.ts";
import type { Stream } from "../../numerics/random.ts";
import { moved } from "../critical/levenberg-marquardt.ts";
import { randomParameters } from "./random-parameters.ts";

export interface TrajectoryOptions {
  readonly optimiser: string;
  readonly steps: number;
  readonly every: number;
  /** Standard deviation of the parameters at the start, 0.7 unless said. */
  readonly scale?: number | undefined;
}

/** One step of an optimiser: the move from the gradient, with its own state. */
type Optimiser = () => (gradient: Float64Array) => Float64Array;

const learningRate = 0.02;

/** Plain gradient descent with the step clipped to length 1. */
const gradientDescent: Optimiser = () => (gradient) => {
  const norm = Math.sqrt(gradient.reduce((sum, entry) => sum + entry * entry, 0));
  const rate = learningRate * Math.min(1, 1 / (learningRate * norm));
  return gradient.map((entry) => -rate * entry);
};

/** Kingma & Ba (2015), algorithm 1, with the usual constants. */
const adam: Optimiser = () => {
  let first: Float64Array | null = null;
  let second: Float64Array | null = null;
  let step = 0;
  return (gradient) => {
    step++;
    first = gradient.map((entry, k) => 0.9 * (first?.[k] ?? 0) + 0.1 * entry);
    second = gradient.map((entry, k) => 0.999 * (second?.[k] ?? 0) + 0.001 * entry * entry);
    const [m, v] = [first, second];
    return gradient.map(
      (_, k) =>
        (-learningRate * (m[k]! / (1 - power(0.9, step)))) / (Math.sqrt(v[k]! / (1 - power(0.999, step))) + 1e-8),
    );
  };
};

export const optimisers: Readonly<Record<string, Optimiser>> = { "gradient-descent": gradientDescent, adam };

export function trajectoryPoints(evaluator: Evaluator, random: Stream, options: TrajectoryOptions): Float64Array[] {
  const optimiser = optimisers[options.optimiser];
  if (!optimiser)
    throw new Error(`unknown optimiser "${options.optimiser}"; known: ${Object.keys(optimisers).join(", ")}`);
  const advance = optimiser();
  const gradient = new Float64Array(evaluator.free);
  let theta = randomParameters(evaluator.problem.program, random, options.scale ?? 0.7);
  const points: Float64Array[] = [theta];
  for (let step = 1; step <= options.steps; step++) {
    evaluator.gradient(theta, gradient);
    theta = moved(evaluator, theta, advance(gradient));
    if (step % options.every === 0) points.push(theta);
  }
  return points;
}

/** Losses from their definitions as functions of the prediction p, the label y second, each with two derivatives. */
import { sigmoidSlope, sigmoidValue, softplusValue } from "./activations.ts";
import type { ScalarFunction } from "./tape.ts";

export interface ReplayLoss extends ScalarFunction {
  /** sup |l'| for labels in [-1, 1] where it depends on them; null when unbounded. */
  readonly lipschitz: number | null;
  /** Whether l'' jumps at |p - y| = 1. */
  readonly bent: boolean;
  readonly convex: boolean;
  /** Roundings of |p| + |y| to which cancellation inside l and its derivatives amounts. */
  readonly cancellation: number;
}

const squared: ReplayLoss = {
  value: (p, y) => (p - y) * (p - y),
  slope: (p, y) => 2 * (p - y),
  curvature: () => 2,
  lipschitz: null,
  bent: false,
  convex: true,
  cancellation: 0,
};
const logistic: ReplayLoss = {
  value: (p, y) => softplusValue(-y * p),
  slope: (p, y) => -y * sigmoidValue(-y * p),
  curvature: (p, y) => y * y * sigmoidSlope(y * p),
  lipschitz: 1,
  bent: false,
  convex: true,
  cancellation: 0,
};
const huber: ReplayLoss = {
  value: (p, y) => (Math.abs(p - y) <= 1 ? ((p - y) * (p - y)) / 2 : Math.abs(p - y) - 1 / 2),
  slope: (p, y) => Math.max(-1, Math.min(1, p - y)),
  curvature: (p, y) => (Math.abs(p - y) < 1 ? 1 : 0),
  lipschitz: 1,
  bent: true,
  convex: true,
  cancellation: 0,
};
/** sqrt(1 + (p - y)^2). */
const slant = (p: number, y: number): number => Math.sqrt(1 + (p - y) * (p - y));
const pseudoHuber: ReplayLoss = {
  // sqrt(1 + r^2) - 1 = r^2 / (1 + sqrt(1 + r^2))
  value: (p, y) => ((p - y) * (p - y)) / (1 + slant(p, y)),
  slope: (p, y) => (p - y) / slant(p, y),
  curvature: (p, y) => 1 / (slant(p, y) * slant(p, y) * slant(p, y)),
  lipschitz: 1,
  bent: false,
  convex: true,
  cancellation: 0,
};
/** (r - 1)(r + 1). */
const between = (p: number, y: number): number => (p - y - 1) * (p - y + 1);
const doubleWell: ReplayLoss = {
  value: (p, y) => between(p, y) * between(p, y) + 0.3 * (p - y),
  slope: (p, y) => 4 * (p - y) * between(p, y) + 0.3,
  // 4 (r q)' = 4 r q' + 4 q with q = r^2 - 1
  curvature: (p, y) => 8 * (p - y) * (p - y) + 4 * between(p, y),
  lipschitz: null,
  bent: false,
  convex: false,
  cancellation: 8,
};

export const replayLosses: Readonly<Record<string, ReplayLoss>> = {
  squared,
  logistic,
  huber,
  "pseudo-huber": pseudoHuber,
  "double-well": doubleWell,
};

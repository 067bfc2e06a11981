/** Losses from their definitions as functions of the prediction p, the label y second, each with two derivatives. */
import { sigmoidSlope, sigmoidValue, softplusValue } from "./activations.ts";
import type { ScalarFunction } from "./tape.ts";

export interface ReplayLoss extends ScalarFunction {
  /** sup |l'| for labels in [-1, 1] where it depends on them; null when unbounded. */
  readonly lipschitz: number | null;
  /** Whether l'' jumps at |p - y| = 1. */
  readonly bent: boolean;
}

const squared: ReplayLoss = {
  value: (p, y) => (p - y) * (p - y),
  slope: (p, y) => 2 * (p - y),
  curvature: () => 2,
  lipschitz: null,
  bent: false,
};
const logistic: ReplayLoss = {
  value: (p, y) => softplusValue(-y * p),
  slope: (p, y) => -y * sigmoidValue(-y * p),
  curvature: (p, y) => y * y * sigmoidSlope(y * p),
  lipschitz: 1,
  bent: false,
};
const huber: ReplayLoss = {
  value: (p, y) => (Math.abs(p - y) <= 1 ? ((p - y) * (p - y)) / 2 : Math.abs(p - y) - 1 / 2),
  slope: (p, y) => Math.max(-1, Math.min(1, p - y)),
  curvature: (p, y) => (Math.abs(p - y) < 1 ? 1 : 0),
  lipschitz: 1,
  bent: true,
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
};

export const replayLosses: Readonly<Record<string, ReplayLoss>> = {
  squared,
  logistic,
  huber,
  "pseudo-huber": pseudoHuber,
};

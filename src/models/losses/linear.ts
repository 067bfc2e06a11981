/** -y p: its risk is minus an empirical correlation, which the Rademacher search maximises. Not a loss of specs: it is unbounded below. */
import type { Loss } from "../loss.ts";

export const linear: Loss = {
  kind: "linear",
  convex: true,
  value: (p, y) => -y * p,
  slope: (_, y) => -y,
  curvature: () => 0,
  cancellation: 0,
  lipschitz: 1,
  curvatureBound: () => 0,
  smooth: true,
  slopeKinks: [],
  labels: "real",
  conjugate: (a, y) => (a === -y ? 0 : Number.POSITIVE_INFINITY),
};

/** (p - y)^2. */
import type { Loss } from "../loss.ts";

export const squared: Loss = {
  kind: "squared",
  convex: true,
  value: (p, y) => (p - y) * (p - y),
  slope: (p, y) => 2 * (p - y),
  curvature: () => 2,
  cancellation: 0,
  lipschitz: null,
  curvatureBound: () => 2,
  smooth: true,
  slopeKinks: [],
  labels: "real",
  conjugate: (a, y) => a * (a / 4 + y),
};

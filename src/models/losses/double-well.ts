/** (r^2 - 1)^2 + 0.3 r with r = p - y: two wells of different depth, at r = -1.0356 and 0.9601. Not convex: for ablations. */
import type { Loss } from "../loss.ts";

export const doubleWell: Loss = {
  kind: "double-well",
  convex: false,
  value: (p, y) => {
    const r = p - y;
    const q = r * r - 1;
    return q * q + 0.3 * r;
  },
  slope: (p, y) => {
    const r = p - y;
    return 4 * r * (r * r - 1) + 0.3;
  },
  curvature: (p, y) => {
    const r = p - y;
    return 12 * (r * r) - 4;
  },
  cancellation: 8,
  lipschitz: null,
  curvatureBound: () => Number.POSITIVE_INFINITY,
  smooth: true,
  slopeKinks: [],
  labels: "real",
  // an upper bound that says nothing; the conjugate itself would bound R_lin by the convex hull of l only
  conjugate: () => Number.POSITIVE_INFINITY,
};

/** Huber's loss with delta = 1: r^2/2 for |r| <= 1, then |r| - 1/2, where r = p - y. */
import type { Loss } from "../loss.ts";

export const huber: Loss = {
  kind: "huber",
  convex: true,
  value: (p, y) => {
    const r = Math.abs(p - y);
    return r <= 1 ? (r * r) / 2 : r - 1 / 2;
  },
  slope: (p, y) => Math.max(-1, Math.min(1, p - y)),
  curvature: (p, y) => (Math.abs(p - y) <= 1 ? 1 : 0),
  cancellation: 0,
  lipschitz: 1,
  curvatureBound: () => 1,
  smooth: false,
  slopeKinks: [-1, 1],
  labels: "real",
  conjugate: (a, y) => (Math.abs(a) <= 1 ? a * (a / 2 + y) : Number.POSITIVE_INFINITY),
};

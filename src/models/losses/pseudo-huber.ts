/** sqrt(1 + r^2) - 1 with r = p - y: smooth, quadratic near zero, linear far away. */
import type { Loss } from "../loss.ts";

/** sqrt(1 + r^2), without overflow. */
function root(r: number): number {
  const magnitude = Math.abs(r);
  return magnitude > 2 ** 27 ? magnitude : Math.sqrt(1 + r * r);
}

const cube = (r: number): number => r * r * r;

export const pseudoHuber: Loss = {
  kind: "pseudo-huber",
  convex: true,
  // sqrt(1 + r^2) - 1 = r^2 / (1 + sqrt(1 + r^2)): no cancellation near zero
  value: (p, y) => (p - y) * ((p - y) / (1 + root(p - y))),
  slope: (p, y) => (p - y) / root(p - y),
  curvature: (p, y) => 1 / cube(root(p - y)),
  cancellation: 0,
  lipschitz: 1,
  curvatureBound: () => 1,
  smooth: true,
  slopeKinks: [],
  labels: "real",
  // sup_r (a r - sqrt(1 + r^2)) + 1 + a y, and 1 - sqrt(1 - a^2) = a^2 / (1 + sqrt(1 - a^2))
  conjugate: (a, y) => {
    if (!(Math.abs(a) <= 1)) return Number.POSITIVE_INFINITY;
    return a * (a / (1 + Math.sqrt((1 - a) * (1 + a))) + y);
  },
};

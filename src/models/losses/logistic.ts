/** ln(1 + e^(-y p)) for labels y in {-1, 1}. */
import { log } from "../../numerics/elementary.ts";
import { logisticSlope, logOnePlus, logOnePlusExp, logistic as sigma } from "../activations/exponentials.ts";
import type { Loss } from "../loss.ts";

/** b ln b + (1 - b) ln(1 - b) on [0, 1], continuous at both ends; Infinity outside. */
function negativeEntropy(b: number): number {
  if (!(b >= 0 && b <= 1)) return Number.POSITIVE_INFINITY;
  if (b === 0 || b === 1) return 0;
  return b * log(b) + (1 - b) * logOnePlus(-b);
}

export const logistic: Loss = {
  kind: "logistic",
  convex: true,
  value: (p, y) => logOnePlusExp(-y * p),
  slope: (p, y) => -y * sigma(-y * p),
  curvature: (p, y) => y * y * logisticSlope(y * p),
  cancellation: 0,
  lipschitz: 1,
  curvatureBound: (y) => (y * y) / 4,
  smooth: true,
  slopeKinks: [],
  labels: "signs",
  // The maximiser has a = -y sigma(-y p); with b = sigma(-y p) = -a/y the supremum is the negative entropy of b.
  conjugate: (a, y) => negativeEntropy(-a / y),
};

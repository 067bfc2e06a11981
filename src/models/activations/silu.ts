/** s/(1 + e^-s), also called swish. */
import type { Activation } from "../activation.ts";
import { logistic, logisticSlope, tanh } from "./exponentials.ts";

export const silu: Activation = {
  kind: "silu",
  value: (s) => s * logistic(s),
  slope: (s) => logistic(s) + s * logisticSlope(s),
  // 2 sigma' + s sigma'' = sigma' (2 - s tanh(s/2))
  curvature: (s) => logisticSlope(s) * (2 - s * tanh(s / 2)),
  // The slope at the root s = 2.3993572805... of s tanh(s/2) = 2, rounded up; the infimum of the slope is above -0.1.
  lipschitz: 1.0998393201288672,
  zeroAtZero: true,
  positivelyHomogeneous: false,
  kinks: [],
};

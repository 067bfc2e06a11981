/** tanh s. */
import type { Activation } from "../activation.ts";
import { logisticSlope, tanh as value } from "./exponentials.ts";

// 1 - tanh^2 s = 4 e^-2|s| / (1 + e^-2|s|)^2: no cancellation where tanh saturates
const slope = (s: number): number => 4 * logisticSlope(2 * s);

export const tanh: Activation = {
  kind: "tanh",
  value,
  slope,
  curvature: (s) => -2 * value(s) * slope(s),
  lipschitz: 1,
  zeroAtZero: true,
  positivelyHomogeneous: false,
  kinks: [],
};

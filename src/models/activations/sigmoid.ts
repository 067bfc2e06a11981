/** The logistic function 1/(1 + e^-s). */
import type { Activation } from "../activation.ts";
import { logistic, logisticSlope, tanhOfHalf } from "./exponentials.ts";

export const sigmoid: Activation = {
  kind: "sigmoid",
  value: logistic,
  slope: logisticSlope,
  // sigma'' = sigma' (1 - 2 sigma) and 1 - 2 sigma(s) = -tanh(s/2)
  curvature: (s) => -logisticSlope(s) * tanhOfHalf(s),
  lipschitz: 1 / 4,
  zeroAtZero: false,
  positivelyHomogeneous: false,
  kinks: [],
};

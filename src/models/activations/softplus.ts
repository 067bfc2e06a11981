/** ln(1 + e^s), a smooth relu. */
import type { Activation } from "../activation.ts";
import { logistic, logisticSlope, logOnePlusExp } from "./exponentials.ts";

export const softplus: Activation = {
  kind: "softplus",
  value: logOnePlusExp,
  slope: logistic,
  curvature: logisticSlope,
  lipschitz: 1,
  zeroAtZero: false,
  positivelyHomogeneous: false,
  kinks: [],
};

/** Identically 100: 0-Lipschitz but not zero at zero, so the near-identity bound fails with it. */
import type { Activation } from "../activation.ts";

export const constant: Activation = {
  kind: "constant",
  value: () => 100,
  slope: () => 0,
  curvature: () => 0,
  lipschitz: 0,
  zeroAtZero: false,
  positivelyHomogeneous: false,
  kinks: [],
};

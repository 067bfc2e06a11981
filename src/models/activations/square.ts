/** s^2. */
import type { Activation } from "../activation.ts";

export const square: Activation = {
  kind: "square",
  value: (s) => s * s,
  slope: (s) => 2 * s,
  curvature: () => 2,
  lipschitz: null,
  zeroAtZero: true,
  positivelyHomogeneous: false,
  kinks: [],
};

/** s + s^2, the block of the smallest smooth counterexample without parameter coverage. */
import type { Activation } from "../activation.ts";

export const squarePlusIdentity: Activation = {
  kind: "square-plus-identity",
  value: (s) => s + s * s,
  slope: (s) => 1 + 2 * s,
  curvature: () => 2,
  lipschitz: null,
  zeroAtZero: true,
  positivelyHomogeneous: false,
  kinks: [],
};

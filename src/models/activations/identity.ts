/** s: turns a network into a linear one. */
import type { Activation } from "../activation.ts";

export const identity: Activation = {
  kind: "identity",
  value: (s) => s,
  slope: () => 1,
  curvature: () => 0,
  lipschitz: 1,
  zeroAtZero: true,
  positivelyHomogeneous: true,
  kinks: [],
};

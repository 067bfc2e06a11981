/** max(s, 0), with slope 0 at the kink. */
import type { Activation } from "../activation.ts";

export const relu: Activation = {
  kind: "relu",
  value: (s) => Math.max(s, 0),
  slope: (s) => (s > 0 ? 1 : 0),
  curvature: () => 0,
  lipschitz: 1,
  zeroAtZero: true,
  positivelyHomogeneous: true,
  kinks: [0],
};

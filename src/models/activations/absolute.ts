/** |s|, with slope 0 at the kink. */
import type { Activation } from "../activation.ts";

export const absolute: Activation = {
  kind: "absolute",
  value: Math.abs,
  slope: Math.sign,
  curvature: () => 0,
  lipschitz: 1,
  zeroAtZero: true,
  positivelyHomogeneous: true,
  kinks: [0],
};

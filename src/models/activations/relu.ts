/** max(s, 0), with slope 0 at the kink. */
import type { Activation, Jet } from "../activation.ts";

const jet: Jet = (s, values, slopes, curvatures) => {
  for (let i = 0; i < s.length; i++) {
    const si = s[i]!;
    values[i] = Math.max(si, 0);
    if (slopes) slopes[i] = si > 0 ? 1 : 0;
  }
  curvatures?.fill(0);
};

export const relu: Activation = {
  kind: "relu",
  value: (s) => Math.max(s, 0),
  slope: (s) => (s > 0 ? 1 : 0),
  curvature: () => 0,
  jet,
  lipschitz: 1,
  zeroAtZero: true,
  positivelyHomogeneous: true,
  kinks: [0],
};

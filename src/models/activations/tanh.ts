/** tanh s. */
import type { Activation, Jet } from "../activation.ts";
import { exponential, logisticSlope, logisticSlopeFrom, tanhOfHalfFrom, tanh as value } from "./exponentials.ts";

// 1 - tanh^2 s = 4 e^-2|s| / (1 + e^-2|s|)^2: no cancellation where tanh saturates
const slope = (s: number): number => 4 * logisticSlope(2 * s);

/** One exponential per entry. */
const jet: Jet = (s, values, slopes, curvatures) => {
  for (let i = 0; i < s.length; i++) {
    const si = s[i]!;
    const fraction = exponential(-2 * Math.abs(si));
    const y = tanhOfHalfFrom(si, fraction);
    values[i] = y;
    if (!slopes) continue;
    const dy = 4 * logisticSlopeFrom(fraction);
    slopes[i] = dy;
    if (curvatures) curvatures[i] = -2 * y * dy;
  }
};

export const tanh: Activation = {
  kind: "tanh",
  value,
  slope,
  curvature: (s) => -2 * value(s) * slope(s),
  jet,
  lipschitz: 1,
  zeroAtZero: true,
  positivelyHomogeneous: false,
  kinks: [],
};

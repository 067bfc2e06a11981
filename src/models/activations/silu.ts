/** s/(1 + e^-s), also called swish. */
import type { Activation, Jet } from "../activation.ts";
import {
  exponential,
  logistic,
  logisticFrom,
  logisticSlope,
  logisticSlopeFrom,
  tanhOfHalf,
  tanhOfHalfFrom,
} from "./exponentials.ts";

/** One exponential per entry. */
const jet: Jet = (s, values, slopes, curvatures) => {
  for (let i = 0; i < s.length; i++) {
    const si = s[i]!;
    const fraction = exponential(-Math.abs(si));
    const y = logisticFrom(si, fraction);
    values[i] = si * y;
    if (!slopes) continue;
    const dy = logisticSlopeFrom(fraction);
    slopes[i] = y + si * dy;
    if (curvatures) curvatures[i] = dy * (2 - si * tanhOfHalfFrom(si, fraction));
  }
};

export const silu: Activation = {
  kind: "silu",
  value: (s) => s * logistic(s),
  slope: (s) => logistic(s) + s * logisticSlope(s),
  // 2 sigma' + s sigma'' = sigma' (2 - s tanh(s/2))
  curvature: (s) => logisticSlope(s) * (2 - s * tanhOfHalf(s)),
  jet,
  // The slope at the root s = 2.3993572805... of s tanh(s/2) = 2, rounded up; the infimum of the slope is above -0.1.
  lipschitz: 1.0998393201288672,
  zeroAtZero: true,
  positivelyHomogeneous: false,
  kinks: [],
};

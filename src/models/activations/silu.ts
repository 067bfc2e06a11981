/** s/(1 + e^-s), also called swish. */
import { exp } from "../../numerics/elementary.ts";
import type { Activation, Jet } from "../activation.ts";
import {
  expMinusOne,
  logistic,
  logisticFrom,
  logisticSlope,
  logisticSlopeFrom,
  tanh,
  tanhFrom,
} from "./exponentials.ts";

/** One exponential per entry. */
const jet: Jet = (s, values, slopes, curvatures) => {
  for (let i = 0; i < s.length; i++) {
    const si = s[i]!;
    const u = -Math.abs(si);
    const near = u > -0.5;
    // e^u - 1 near 0, where it is the accurate one, else e^u
    const exponential = near ? expMinusOne(u) : exp(u);
    const e = near ? 1 + exponential : exponential;
    const y = logisticFrom(si, e);
    values[i] = si * y;
    if (!slopes) continue;
    const dy = logisticSlopeFrom(e);
    slopes[i] = y + si * dy;
    if (curvatures) curvatures[i] = dy * (2 - si * tanhFrom(si, near ? exponential : exponential - 1));
  }
};

export const silu: Activation = {
  kind: "silu",
  value: (s) => s * logistic(s),
  slope: (s) => logistic(s) + s * logisticSlope(s),
  // 2 sigma' + s sigma'' = sigma' (2 - s tanh(s/2))
  curvature: (s) => logisticSlope(s) * (2 - s * tanh(s / 2)),
  jet,
  // The slope at the root s = 2.3993572805... of s tanh(s/2) = 2, rounded up; the infimum of the slope is above -0.1.
  lipschitz: 1.0998393201288672,
  zeroAtZero: true,
  positivelyHomogeneous: false,
  kinks: [],
};

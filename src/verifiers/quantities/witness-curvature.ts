/** lambda_min(M) of inequality (W), M = [[alpha, s beta - gamma], [s beta - gamma, s^2 kappa]]. */
import type { Measured } from "../measurement.ts";
import type { PointContext } from "./point-context.ts";
import { absent, measured, type Quantity } from "./quantity.ts";
import { gammaIsNoise, resolved, type WitnessMoments } from "./witness-direction.ts";

export const witnessCurvature: Quantity<PointContext> = {
  name: "witness_curvature",
  measure: (context) => {
    const witness = context.witness();
    if (!witness.ok) return absent(witness.reason);
    return resolved(witness.moments) ? witnessCurvatureOf(witness.moments) : absent(gammaIsNoise);
  },
};

export const witnessCurvatureOf = (moments: WitnessMoments): Measured =>
  measured(
    moments.witnessCurvature,
    moments.alpha + moments.gamma + moments.s ** 2 * moments.kappa,
    moments.witnessError,
  );

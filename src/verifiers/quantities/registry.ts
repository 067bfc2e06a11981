/** All quantities of axes, data and points: one line each. */

import { alpha } from "./alpha.ts";
import { analyticIndex } from "./analytic-index.ts";
import { analyticNullity } from "./analytic-nullity.ts";
import { beta } from "./beta.ts";
import { blockLipschitzProduct, blockLipschitzSum } from "./block-lipschitz.ts";
import type { ClassContext } from "./class-context.ts";
import type { DataContext } from "./data-context.ts";
import { depth } from "./depth.ts";
import { stepDecrease, stepRisk } from "./descent-step.ts";
import { dimension } from "./dimension.ts";
import { displacement } from "./displacement.ts";
import { epsilonV } from "./epsilon-v.ts";
import { featureRisk } from "./feature-risk.ts";
import { frobeniusX } from "./frobenius-x.ts";
import { gamma } from "./gamma.ts";
import { gradientNorm } from "./gradient-norm.ts";
import { gradientNormW } from "./gradient-norm-w.ts";
import { hessianIndex } from "./hessian-index.ts";
import { hiddenLinearRisk } from "./hidden-linear-risk.ts";
import { kappa } from "./kappa.ts";
import { kinkMargin } from "./kink-margin.ts";
import { lambdaMax } from "./lambda-max.ts";
import { lambdaMin } from "./lambda-min.ts";
import { linearNorm } from "./linear-norm.ts";
import { linearRisk } from "./linear-risk.ts";
import { lossLipschitz } from "./loss-lipschitz.ts";
import { masterBound } from "./master-bound.ts";
import { maxNormX } from "./max-norm-x.ts";
import { meanNormX } from "./mean-norm-x.ts";
import { nullity } from "./nullity.ts";
import { nullityU } from "./nullity-u.ts";
import type { PointContext } from "./point-context.ts";
import { predictedNullity } from "./predicted-nullity.ts";
import type { Quantity } from "./quantity.ts";
import { rademacher } from "./rademacher.ts";
import { rademacherBound } from "./rademacher-bound.ts";
import { rademacherBoundDepth } from "./rademacher-bound-depth.ts";
import { rademacherBoundFrobenius } from "./rademacher-bound-frobenius.ts";
import { rademacherBoundSharp } from "./rademacher-bound-sharp.ts";
import { readoutDistance } from "./readout-distance.ts";
import { readoutNorm } from "./readout-norm.ts";
import { representationRank } from "./representation-rank.ts";
import { risk } from "./risk.ts";
import { s } from "./s.ts";
import { samples } from "./samples.ts";
import { vcatNorm } from "./vcat-norm.ts";
import { width } from "./width.ts";
import { withLossCurvature } from "./with-loss-curvature.ts";
import { witnessCurvature } from "./witness-curvature.ts";

export const dataQuantities: readonly Quantity<DataContext>[] = [
  depth,
  dimension,
  samples,
  width,
  linearRisk,
  linearNorm,
  meanNormX,
  maxNormX,
  frobeniusX,
  lossLipschitz,
];

export const pointQuantities: readonly Quantity<PointContext>[] = [
  risk,
  gradientNorm,
  gradientNormW,
  lambdaMin,
  lambdaMax,
  hessianIndex,
  nullity,
  predictedNullity,
  analyticIndex,
  analyticNullity,
  nullityU,
  withLossCurvature(representationRank),
  readoutNorm,
  readoutDistance,
  vcatNorm,
  displacement,
  blockLipschitzProduct,
  blockLipschitzSum,
  kinkMargin,
  featureRisk,
  s,
  gamma,
  epsilonV,
  withLossCurvature(alpha),
  withLossCurvature(beta),
  withLossCurvature(kappa),
  withLossCurvature(witnessCurvature),
  masterBound,
  stepRisk,
  stepDecrease,
  hiddenLinearRisk,
];

export const classQuantities: readonly Quantity<ClassContext>[] = [
  rademacher,
  rademacherBound,
  rademacherBoundFrobenius,
  rademacherBoundDepth,
  rademacherBoundSharp,
];

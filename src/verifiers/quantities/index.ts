/** All quantities of axes, data and points: one line each. */
import type { DataContext } from "./data-context.ts";
import type { PointContext } from "./point-context.ts";
import type { Quantity } from "./quantity.ts";
import { depth } from "./depth.ts";
import { dimension } from "./dimension.ts";
import { samples } from "./samples.ts";
import { width } from "./width.ts";
import { linearRisk } from "./linear-risk.ts";
import { linearNorm } from "./linear-norm.ts";
import { meanNormX } from "./mean-norm-x.ts";
import { maxNormX } from "./max-norm-x.ts";
import { frobeniusX } from "./frobenius-x.ts";
import { lossLipschitz } from "./loss-lipschitz.ts";
import { risk } from "./risk.ts";
import { gradientNorm } from "./gradient-norm.ts";
import { gradientNormW } from "./gradient-norm-w.ts";
import { lambdaMin } from "./lambda-min.ts";
import { lambdaMax } from "./lambda-max.ts";
import { index } from "./index.ts";
import { nullityU } from "./nullity-u.ts";
import { representationRank } from "./representation-rank.ts";
import { readoutNorm } from "./readout-norm.ts";
import { readoutDistance } from "./readout-distance.ts";
import { vcatNorm } from "./vcat-norm.ts";
import { displacement } from "./displacement.ts";
import { blockLipschitzProduct } from "./block-lipschitz-product.ts";
import { kinkMargin } from "./kink-margin.ts";
import { featureRisk } from "./feature-risk.ts";
import { s } from "./s.ts";
import { gamma } from "./gamma.ts";
import { epsilonV } from "./epsilon-v.ts";
import { alpha } from "./alpha.ts";
import { beta } from "./beta.ts";
import { kappa } from "./kappa.ts";
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
  index,
  nullityU,
  representationRank,
  readoutNorm,
  readoutDistance,
  vcatNorm,
  displacement,
  blockLipschitzProduct,
  kinkMargin,
  featureRisk,
  s,
  gamma,
  epsilonV,
  alpha,
  beta,
  kappa,
  witnessCurvature,
];

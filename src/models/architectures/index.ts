/** All architectures: one line each. */
import type { Architecture } from "../architecture.ts";
import { autoencoder } from "./autoencoder.ts";
import { deepLinear } from "./deep-linear.ts";
import { fullyConnected } from "./fully-connected.ts";
import { linearResidual } from "./linear-residual.ts";
import { residual } from "./residual.ts";

export const architectures: Readonly<Record<string, Architecture>> = {
  residual,
  "linear-residual": linearResidual,
  "fully-connected": fullyConnected,
  "deep-linear": deepLinear,
  autoencoder,
};

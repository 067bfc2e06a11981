/** Deep linear autoencoder: a deep linear net whose labels are its inputs. Baldi & Hornik (1989). */
import type { Architecture } from "../architecture.ts";
import { compileLinearChain } from "./deep-linear.ts";

export const autoencoder: Architecture = {
  kind: "autoencoder",
  meaning: "W_L ... W_1 x fitted to x itself",
  compile: (spec, axes) => compileLinearChain(spec, axes, axes.dimension),
};

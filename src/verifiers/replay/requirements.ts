/** What a quantity needs in order to exist, each a wrapper that answers with a reason where it is missing. */
import type { Measurement } from "../measurement.ts";
import { type Bounded, norm } from "./bounded.ts";
import type { Context, Quantity } from "./context.ts";
import { largestHessian, type Spectrum } from "./curvature.ts";
import { absent, kinkMargin } from "./geometry.ts";
import { type Direction, type Residual, readoutRows } from "./invisible.ts";
import { onLossKink } from "./loss-kink.ts";

/** A quantity of residual nets only. */
export const residual =
  (measure: (context: Context, network: Residual) => Measurement): Quantity =>
  (context) => {
    const { network } = context.model();
    return network.kind === "residual" ? measure(context, network) : absent("defined for residual architectures");
  };

/** A quantity whose meaning or whose error bar rests on l'' >= 0. */
export const convex =
  (measure: Quantity): Quantity =>
  (context) =>
    context.model().loss.convex ? measure(context) : absent("defined for convex losses");

export const withReadout = (
  measure: (context: Context, network: Residual, w: readonly (readonly number[])[]) => Measurement,
): Quantity =>
  residual((context, network) =>
    network.readout === null
      ? absent("no readout w")
      : measure(context, network, readoutRows(context.model(), network)),
  );

export const scalar = (measure: (context: Context, network: Residual) => Measurement): Quantity =>
  withReadout((context, network) =>
    context.model().samples[0]!.outputs.length === 1 ? measure(context, network) : absent("defined for one output"),
  );

/** Needs v, and by convention some moment that is not exactly 0. */
export const directional = (
  measure: (context: Context, direction: Direction, gamma: Bounded) => Measurement,
): Quantity =>
  convex(
    scalar((context) => {
      const direction = context.direction();
      if (direction === null) return absent("dim N = 0, or N is not resolved in floats");
      const gamma = norm(context.moments().flat());
      return gamma.value === 0 ? absent("gamma = 0") : measure(context, direction, gamma);
    }),
  );

/** Needs the direction -g_l / gamma as well, which rounding decides where gamma is noise. */
export const momentDirectional = (
  measure: (context: Context, direction: Direction, gamma: Bounded) => Measurement,
): Quantity =>
  directional((context, direction, gamma) =>
    gamma.value <= 2 * gamma.error ? absent("gamma = 0 within rounding") : measure(context, direction, gamma),
  );

export const smoothHere =
  (measure: Quantity): Quantity =>
  (context) => {
    const margin = kinkMargin(context.model());
    return margin.value !== null && margin.value < 1e-9 ? absent("a pre-activation lies on a kink") : measure(context);
  };

/** A quantity that needs l'' at every sample. */
export const curved =
  (measure: Quantity): Quantity =>
  (context) =>
    onLossKink(context.model()) ? absent("a residual lies on a kink of the loss's slope") : measure(context);

export const spectral = (measure: (spectrum: Spectrum) => Measurement): Quantity =>
  smoothHere(
    curved((context) => {
      const size = context.model().variables.length;
      if (size === 0) return absent("no trainable parameter");
      if (size > largestHessian) return absent(`the second route stops at ${largestHessian} parameters, here ${size}`);
      return measure(context.spectrum());
    }),
  );

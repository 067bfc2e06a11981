/** What several quantities share at one point: the model, its gradient, the linear fit, the spectrum, the moments, v. */
import type { PointFile } from "../../models/point.ts";
import type { Measurement } from "../measurement.ts";
import type { Bounded } from "./bounded.ts";
import { fitLinear, type LinearFit, type LinearProblem } from "./convex.ts";
import { type Spectrum, spectrumOf } from "./curvature.ts";
import { fitFromAbove } from "./descents.ts";
import { type Direction, invisibleDirection, type Residual } from "./invisible.ts";
import { readModel } from "./model.ts";
import { featureMoments } from "./moments.ts";
import type { Model } from "./network.ts";
import { type Adjoints, adjoints } from "./sweeps.ts";
import { unit } from "./tape.ts";

export type Quantity = (context: Context) => Measurement;

/** Each entry is computed at most once. */
export interface Context {
  readonly point: PointFile;
  readonly model: () => Model;
  readonly gradient: () => Adjoints;
  readonly linear: () => readonly LinearFit[];
  readonly spectrum: () => Spectrum;
  readonly moments: () => Bounded[][];
  readonly direction: () => Direction | null;
}

function once<T>(compute: () => T): () => T {
  let kept: { readonly value: T } | null = null;
  return () => {
    kept ??= { value: compute() };
    return kept.value;
  };
}

/** One problem per output; no intercept, even where the net has a readout bias. */
export function problems(model: Model, features: readonly (readonly number[])[]): LinearProblem[] {
  const weights = model.samples.map(({ weight }) => weight);
  return model.samples[0]!.y.map((_, o) => ({
    loss: model.loss,
    weights,
    features,
    labels: model.samples.map(({ y }) => y[o]!),
  }));
}

export function contextOf(point: PointFile): Context {
  const model = once(() => readModel(point));
  const gradient = once(() => adjoints(model().tape, model().risk));
  return {
    point,
    model,
    gradient,
    linear: once(() =>
      problems(
        model(),
        model().samples.map(({ x }) => x),
      ).map(model().loss.convex ? fitLinear : fitFromAbove),
    ),
    spectrum: once(() => spectrumOf(model(), gradient())),
    moments: once(() => featureMoments(model())),
    direction: once(() => invisibleDirection(model(), model().network as Residual)),
  };
}

export function sumOfRisks(fits: readonly LinearFit[]): Measurement {
  const [value, error] = fits.reduce(([v, e], { risk }) => [v + risk.value, e + risk.error], [0, 0]);
  const grade = fits.some(({ risk }) => risk.grade === "upper-bound") ? "upper-bound" : "measured";
  return { value, error: error + fits.length * unit * Math.abs(value), grade };
}

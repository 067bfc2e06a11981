/** The quantities of the second route by name: axes and data, then everything measured at a point. Definitions as in the catalogue. */
import type { PointFile } from "../../models/point.ts";
import type { Measurement } from "../measurement.ts";
import { type Bounded, exact, exactly, inner, measured, minus, norm, plus, root, square, times } from "./bounded.ts";
import { fitLinear, type LinearFit, type LinearProblem } from "./convex.ts";
import {
  largestEigenvalue,
  largestHessian,
  negativeCount,
  type Spectrum,
  smallestEigenvalue,
  spectrumOf,
} from "./curvature.ts";
import { absent, displacement, kinkMargin, lipschitzProduct, sideBySideNorm } from "./geometry.ts";
import {
  type Direction,
  invisibleDirection,
  numbers,
  overlaps,
  type Residual,
  rankOf,
  readoutRows,
  rowsFrom,
} from "./invisible.ts";
import { curvatureMoment, curvatureTerm, featureMoments, gradientAt, psi } from "./moments.ts";
import { type Block, type Model, readModel } from "./network.ts";
import { type Adjoints, adjoints, propagatedRounding, unit } from "./tape.ts";

/** Everything several quantities share, computed at most once. */
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

/** One problem per output; with an intercept a column of ones is appended. */
function problems(model: Model, features: readonly (readonly number[])[]): LinearProblem[] {
  const rows = model.affine ? features.map((row) => [...row, 1]) : features;
  const weights = model.samples.map(({ weight }) => weight);
  return model.samples[0]!.y.map((_, o) => ({
    loss: model.loss,
    weights,
    features: rows,
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
      ).map(fitLinear),
    ),
    spectrum: once(() => spectrumOf(model(), gradient())),
    moments: once(() => featureMoments(model())),
    direction: once(() => invisibleDirection(model(), model().network as Residual)),
  };
}

type Quantity = (context: Context) => Measurement;

function sumOfRisks(fits: readonly LinearFit[]): Measurement {
  const [value, error] = fits.reduce(([v, e], { risk }) => [v + risk.value, e + risk.error], [0, 0]);
  return { value, error: error + fits.length * unit * value, grade: "measured" };
}

const shape = (context: Context): { rows: number; columns: number } => {
  const { network, samples } = context.model();
  const layer = network.kind === "chain" ? network.layers[0] : network.blocks.at(-1)!.layers[0];
  return { rows: layer?.matrix.length ?? samples[0]!.x.length, columns: samples[0]!.x.length };
};

const inputNorms = (context: Context): Bounded[] => context.model().samples.map(({ x }) => norm(x.map(exactly)));

/** t* without the intercept, output by output; null where the infimum is not attained. */
function linearReadout(context: Context): Bounded[][] | null {
  const dimension = context.model().samples[0]!.x.length;
  const fits = context.linear();
  if (fits.some(({ distance }) => !Number.isFinite(distance))) return null;
  return fits.map(({ t, distance }) =>
    t.slice(0, dimension).map((value) => ({ value, error: distance + 50 * unit * dimension * Math.abs(value) })),
  );
}

const notAttained = absent("the linear infimum is not attained");

const dataQuantities: Readonly<Record<string, Quantity>> = {
  depth: ({ point }) => exact(point.architecture.depth),
  dimension: ({ point }) => exact(point.data.x[0]!.length),
  samples: ({ point }) => exact(point.data.x.length),
  width: (context) => exact(shape(context).rows),
  linear_risk: (context) => sumOfRisks(context.linear()),
  linear_norm: (context) => {
    const t = linearReadout(context);
    return t === null ? notAttained : measured(norm(t.flat()));
  },
  mean_norm_x: (context) =>
    measured(
      inner(
        context.model().samples.map(({ weight }) => ({ value: weight, error: 2 * unit })),
        inputNorms(context),
      ),
    ),
  max_norm_x: (context) => measured(inputNorms(context).reduce((a, b) => (b.value > a.value ? b : a))),
  frobenius_x: (context) => measured(norm(context.model().samples.flatMap(({ x }) => x.map(exactly)))),
  loss_lipschitz: (context) => {
    const { lipschitz } = context.model().loss;
    return lipschitz === null ? absent("the loss has no Lipschitz constant") : exact(lipschitz);
  },
};

/** A quantity of residual nets only. */
const residual =
  (measure: (context: Context, network: Residual) => Measurement): Quantity =>
  (context) => {
    const { network } = context.model();
    return network.kind === "residual" ? measure(context, network) : absent("defined for residual architectures");
  };

const withReadout = (
  measure: (context: Context, network: Residual, w: readonly (readonly number[])[]) => Measurement,
): Quantity =>
  residual((context, network) =>
    network.readout === null
      ? absent("no readout w")
      : measure(context, network, readoutRows(context.model(), network)),
  );

const scalar = (measure: (context: Context, network: Residual) => Measurement): Quantity =>
  withReadout((context, network) =>
    context.model().samples[0]!.outputs.length === 1 ? measure(context, network) : absent("defined for one output"),
  );

/** Needs v and gamma > 0. */
const directional = (measure: (context: Context, direction: Direction, gamma: Bounded) => Measurement): Quantity =>
  scalar((context) => {
    const direction = context.direction();
    if (direction === null) return absent("dim N = 0");
    const gamma = norm(context.moments().flat());
    return gamma.value <= 2 * gamma.error ? absent("gamma = 0") : measure(context, direction, gamma);
  });

const smoothHere =
  (measure: Quantity): Quantity =>
  (context) => {
    const margin = kinkMargin(context.model());
    return margin.value !== null && margin.value < 1e-9 ? absent("a pre-activation lies on a kink") : measure(context);
  };

const spectral = (measure: (spectrum: Spectrum) => Measurement): Quantity =>
  smoothHere((context) => {
    const size = context.model().variables.length;
    if (size === 0) return absent("no trainable parameter");
    if (size > largestHessian) return absent(`the second route stops at ${largestHessian} parameters, here ${size}`);
    return measure(context.spectrum());
  });

/** x, phi_1 .. phi_L per sample; blocks that share V_l share the readout of their features. */
function featureRows(context: Context, blocks: readonly Block[]): number[][] {
  const model = context.model();
  return model.samples.map(({ x, features }) => {
    const groups = new Map<string, number[]>();
    features.forEach((phi, l) => {
      const sum = groups.get(blocks[l]!.outerKey) ?? phi.map(() => 0);
      groups.set(
        blocks[l]!.outerKey,
        numbers(model, phi).map((entry, j) => entry + sum[j]!),
      );
    });
    return [...x, ...[...groups.values()].flat()];
  });
}

function representationRank(context: Context): Measurement {
  const model = context.model();
  const ranks = model.samples[0]!.outputs.map((_, o) =>
    rankOf(
      model.samples.map((sample) => {
        const factor = Math.sqrt(curvatureTerm(model, sample, o).value);
        return numbers(model, sample.states.at(-1)!).map((entry) => factor * entry);
      }),
    ),
  );
  const value = Math.min(...ranks.map((rank) => rank.value));
  const clear = ranks.every((rank) => rank.clear);
  return { value, error: clear ? 0 : 1, grade: clear ? "exact" : "measured" };
}

function nullity(context: Context, network: Residual): Measurement {
  const rank = rankOf(rowsFrom(context.model(), network, 1));
  const value = context.model().samples[0]!.x.length - rank.value;
  return { value, error: rank.clear ? 0 : 1, grade: rank.clear ? "exact" : "measured" };
}

/** (sum_l ||G_l^T v||^2)^(1/2), G_l = dR/dV_l from the tape. */
function epsilonV(context: Context, network: Residual, v: readonly Bounded[]): Bounded {
  const components = network.blocks.flatMap(({ outer }) =>
    outer[0]!.map((_, j) =>
      inner(
        v,
        outer.map((row) => gradientAt(context.gradient(), row[j]!)),
      ),
    ),
  );
  return norm(components);
}

const psiAll = (context: Context, gamma: Bounded): Bounded[] =>
  context.model().samples.map((sample) => psi(context.model(), sample, context.moments(), gamma));

interface Form {
  readonly alpha: Bounded;
  readonly beta: Bounded;
  readonly kappa: Bounded;
}

function quadraticForm(context: Context, { v }: Direction, gamma: Bounded): Form {
  const model = context.model();
  const [along, features] = [overlaps(model, v), psiAll(context, gamma)];
  return {
    alpha: curvatureMoment(model, along, along),
    beta: curvatureMoment(model, along, features),
    kappa: curvatureMoment(model, features, features),
  };
}

/** lambda_min of M = [[alpha, s beta - gamma], [s beta - gamma, s^2 kappa]]. */
function witnessCurvature({ alpha, beta, kappa }: Form, s: Bounded, gamma: Bounded): Bounded {
  const [corner, off] = [times(square(s), kappa), minus(times(s, beta), gamma)];
  const half = exactly(1 / 2);
  // (a + b)/2 - sqrt(((a - b)/2)^2 + c^2)
  const radius = root(plus(square(times(half, minus(alpha, corner))), square(off)));
  return minus(times(half, plus(alpha, corner)), radius);
}

function readoutDistance(context: Context, w: readonly (readonly number[])[]): Measurement {
  const t = linearReadout(context);
  if (t === null) return notAttained;
  return measured(norm(w.flatMap((row, o) => row.map((entry, i) => minus(exactly(entry), t[o]![i]!)))));
}

const pointQuantities: Readonly<Record<string, Quantity>> = {
  risk: (context) => {
    const { tape, risk } = context.model();
    return measured({ value: tape.value[risk]!, error: propagatedRounding(tape, context.gradient()) });
  },
  feature_risk: residual((context, { blocks }) =>
    sumOfRisks(problems(context.model(), featureRows(context, blocks)).map(fitLinear)),
  ),
  gradient_norm: smoothHere((context) =>
    measured(norm(context.model().variables.map((node) => gradientAt(context.gradient(), node)))),
  ),
  gradient_norm_w: withReadout((context, network) =>
    measured(norm(network.readout!.flat().map((node) => gradientAt(context.gradient(), node)))),
  ),
  lambda_min: spectral(smallestEigenvalue),
  lambda_max: spectral(largestEigenvalue),
  index: spectral(negativeCount),
  nullity_u: residual(nullity),
  representation_rank: residual(representationRank),
  readout_norm: withReadout((_, __, w) => measured(norm(w.flat().map(exactly)))),
  readout_distance: withReadout((context, _, w) => readoutDistance(context, w)),
  vcat_norm: residual((context, network) => sideBySideNorm(context.model(), network)),
  displacement: residual((context) => displacement(context.model())),
  block_lipschitz_product: residual((context, network) => lipschitzProduct(context.model(), network)),
  kink_margin: (context) => kinkMargin(context.model()),
  gamma: scalar((context) => measured(norm(context.moments().flat()))),
  s: directional((_, { s }) => (s.value === 0 && s.error === 0 ? exact(0) : measured(s))),
  epsilon_v: directional((context, { v }) => measured(epsilonV(context, context.model().network as Residual, v))),
  alpha: directional((context, direction, gamma) => measured(quadraticForm(context, direction, gamma).alpha)),
  beta: directional((context, direction, gamma) => measured(quadraticForm(context, direction, gamma).beta)),
  kappa: directional((context, direction, gamma) => measured(quadraticForm(context, direction, gamma).kappa)),
  witness_curvature: directional((context, direction, gamma) =>
    measured(witnessCurvature(quadraticForm(context, direction, gamma), direction.s, gamma)),
  ),
};

export const replayQuantities: Readonly<Record<string, Quantity>> = { ...dataQuantities, ...pointQuantities };

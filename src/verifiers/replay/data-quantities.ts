/** The quantities of the axes and the data, by name. */
import type { Absent } from "../measurement.ts";
import { type Bounded, exact, exactly, inner, measured, norm } from "./bounded.ts";
import { type Context, type Quantity, sumOfRisks } from "./context.ts";
import { absent } from "./geometry.ts";
import type { Model } from "./network.ts";
import { convex } from "./requirements.ts";
import { unit } from "./tape.ts";

/** Units of the first layer of the first block. */
function width({ network, samples }: Model): number {
  const layer = network.kind === "chain" ? network.layers[0] : network.blocks[0]!.layers[0];
  return layer?.matrix.length ?? samples[0]!.x.length;
}

const inputNorms = (context: Context): Bounded[] => context.model().samples.map(({ x }) => norm(x.map(exactly)));

/** t*, output by output; null where the infimum is not attained. */
export function linearReadout(context: Context): Bounded[][] | null {
  const dimension = context.model().samples[0]!.x.length;
  const fits = context.linear();
  if (fits.some(({ distance }) => !Number.isFinite(distance))) return null;
  return fits.map(({ t, distance }) =>
    t.map((value) => ({ value, error: distance + 50 * unit * dimension * Math.abs(value) })),
  );
}

export const notAttained: Absent = absent("the linear infimum is not attained");

export const dataQuantities: Readonly<Record<string, Quantity>> = {
  depth: ({ point }) => exact(point.architecture.depth),
  dimension: ({ point }) => exact(point.data.x[0]!.length),
  samples: ({ point }) => exact(point.data.x.length),
  width: (context) => exact(width(context.model())),
  linear_risk: (context) => sumOfRisks(context.linear()),
  linear_norm: convex((context) => {
    const t = linearReadout(context);
    return t === null ? notAttained : measured(norm(t.flat()));
  }),
  mean_norm_x: (context) => {
    const { samples } = context.model();
    const weights = samples.map(({ weight }) => ({ value: weight, error: 2 * samples.length * unit * weight }));
    return measured(inner(weights, inputNorms(context)));
  },
  max_norm_x: (context) => measured(inputNorms(context).reduce((a, b) => (b.value > a.value ? b : a))),
  frobenius_x: (context) => measured(norm(context.model().samples.flatMap(({ x }) => x.map(exactly)))),
  loss_lipschitz: (context) => {
    const { lipschitz } = context.model().loss;
    return lipschitz === null ? absent("the loss has no Lipschitz constant") : exact(lipschitz);
  },
};

/** The curvature along the invisible direction: epsilon_V, alpha, beta, kappa and the 2 x 2 matrix M of inequality (W). */
import { type Bounded, exactly, inner, minus, norm, plus, root, square, times } from "./bounded.ts";
import type { Context } from "./context.ts";
import { type Direction, overlaps, type Residual } from "./invisible.ts";
import { curvatureMoment, gradientAt, psi } from "./moments.ts";

/** (sum_l ||G_l^T v||^2)^(1/2), G_l = dR/dV_l from the tape. */
export function epsilonV(context: Context, network: Residual, v: readonly Bounded[]): Bounded {
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

export interface Form {
  readonly alpha: Bounded;
  readonly beta: Bounded;
  readonly kappa: Bounded;
}

export function quadraticForm(context: Context, { v }: Direction, gamma: Bounded): Form {
  const model = context.model();
  const [along, features] = [overlaps(model, v), psiAll(context, gamma)];
  return {
    alpha: curvatureMoment(model, along, along),
    beta: curvatureMoment(model, along, features),
    kappa: curvatureMoment(model, features, features),
  };
}

/** lambda_min of M = [[alpha, s beta - gamma], [s beta - gamma, s^2 kappa]]. */
export function witnessCurvature({ alpha, beta, kappa }: Form, s: Bounded, gamma: Bounded): Bounded {
  const [corner, off] = [times(square(s), kappa), minus(times(s, beta), gamma)];
  const half = exactly(1 / 2);
  // (a + b)/2 - sqrt(((a - b)/2)^2 + c^2)
  const radius = root(plus(square(times(half, minus(alpha, corner))), square(off)));
  return minus(times(half, plus(alpha, corner)), radius);
}

/** Expectations over the data at a point, in bounded arithmetic: moments g_l = E[l' phi_l], second moments, norms of gradients. */
import { type Bounded, exactly, inner, over, times, total } from "./bounded.ts";
import type { Model, Sample } from "./network.ts";
import type { Adjoints } from "./sweeps.ts";
import { type Node, unit } from "./tape.ts";

export const at = ({ tape }: Model, node: Node): Bounded => ({ value: tape.value[node]!, error: tape.error[node]! });

export const gradientAt = ({ adjoint, error }: Adjoints, node: Node): Bounded => ({
  value: adjoint[node]!,
  error: error[node]!,
});

/** omega_i l'(f_o(x_i); y_io). */
export function slopeTerm(model: Model, sample: Sample, o: number): Bounded {
  const f = at(model, sample.outputs[o]!);
  const value = model.loss.slope(f.value, sample.y[o]!);
  const error = model.loss.curvature(f.value, sample.y[o]!) * f.error + 16 * unit * Math.abs(value);
  return times(exactly(sample.weight), { value, error });
}

/** omega_i l''(f_o(x_i); y_io). */
export function curvatureTerm(model: Model, sample: Sample, o: number): Bounded {
  const f = at(model, sample.outputs[o]!);
  const value = model.loss.curvature(f.value, sample.y[o]!);
  // |l'''| <= 3/2 l'' holds for every loss here, away from kinks of l' (pseudo-Huber at r = 1 is the extreme).
  const error = value * (1.5 * f.error + 16 * unit);
  return times(exactly(sample.weight), { value, error });
}

/** g_l = E[l' phi_l] for l = 1..L, scalar output. */
export function featureMoments(model: Model): Bounded[][] {
  const first = model.samples[0]!;
  const slopes = model.samples.map((sample) => slopeTerm(model, sample, 0));
  return first.features.map((phi, l) =>
    phi.map((_, j) =>
      inner(
        slopes,
        model.samples.map((sample) => at(model, sample.features[l]![j]!)),
      ),
    ),
  );
}

/** psi_i = sum_l c_l . phi_l(x_i), c_l = -g_l / gamma. */
export function psi(model: Model, sample: Sample, moments: readonly (readonly Bounded[])[], gamma: Bounded): Bounded {
  const sums = moments.map((g, l) =>
    inner(
      g,
      sample.features[l]!.map((node) => at(model, node)),
    ),
  );
  return over(times(exactly(-1), total(sums)), gamma);
}

/** E[l'' a b]. */
export function curvatureMoment(model: Model, a: readonly Bounded[], b: readonly Bounded[]): Bounded {
  return total(model.samples.map((sample, i) => times(curvatureTerm(model, sample, 0), times(a[i]!, b[i]!))));
}

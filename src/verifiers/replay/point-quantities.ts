/** The quantities measured at a parameter point, by name. */
import type { Measurement } from "../measurement.ts";
import { type Bounded, exact, exactly, measured, minus, norm } from "./bounded.ts";
import { boundedRank } from "./bounded-rank.ts";
import { type Context, problems, type Quantity, sumOfRisks } from "./context.ts";
import { fitLinear } from "./convex.ts";
import { largestEigenvalue, negativeCount, smallestEigenvalue, zeroCount } from "./curvature.ts";
import { linearReadout, notAttained } from "./data-quantities.ts";
import { descentStep } from "./descent-step.ts";
import { displacement, kinkMargin, lipschitzProduct, lipschitzSum, sideBySideNorm } from "./geometry.ts";
import { exactNullity, numbers, overlaps, type Residual } from "./invisible.ts";
import { hiddenLinearRisk, masterBound } from "./linear-comparison.ts";
import { curvatureMoment, curvatureTerm, gradientAt } from "./moments.ts";
import type { Block } from "./network.ts";
import {
  convex,
  curved,
  directional,
  momentDirectional,
  residual,
  scalar,
  smoothHere,
  spectral,
  withReadout,
} from "./requirements.ts";
import { propagatedRounding } from "./sweeps.ts";
import type { Node } from "./tape.ts";
import { epsilonV, quadraticForm, witnessCurvature } from "./witness.ts";

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

/** Of the h_L with l'' > 0; positive factors do not change a rank. Without kinks l'' is positive even where it underflows. */
function representationRank(context: Context): Measurement {
  const model = context.model();
  const ranks = model.samples[0]!.outputs.map((_, o) => {
    const seen = model.samples.filter(
      (sample) => sample.weight > 0 && (!model.loss.bent || curvatureTerm(model, sample, o).value > 0),
    );
    // doubled: running bounds are of first order
    const entry = (node: Node): Bounded => ({ value: model.tape.value[node]!, error: 2 * model.tape.error[node]! });
    return boundedRank(seen.map((sample) => sample.states.at(-1)!.map(entry)));
  });
  const least = Math.min(...ranks.map((rank) => rank.least));
  const most = Math.min(...ranks.map((rank) => rank.most));
  return least === most ? exact(least) : { value: least, error: most - least, grade: "measured" };
}

function readoutDistance(context: Context, w: readonly (readonly number[])[]): Measurement {
  const t = linearReadout(context);
  if (t === null) return notAttained;
  return measured(norm(w.flatMap((row, o) => row.map((entry, i) => minus(exactly(entry), t[o]![i]!)))));
}

export const pointQuantities: Readonly<Record<string, Quantity>> = {
  risk: (context) => {
    const { tape, risk } = context.model();
    return measured({ value: tape.value[risk]!, error: propagatedRounding(tape, context.gradient()) });
  },
  feature_risk: convex(
    residual((context, { blocks }) =>
      sumOfRisks(problems(context.model(), featureRows(context, blocks)).map(fitLinear)),
    ),
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
  nullity: spectral(zeroCount),
  nullity_u: residual((context, network) => exact(exactNullity(context.model(), network))),
  representation_rank: convex(curved(residual(representationRank))),
  readout_norm: withReadout((_, __, w) => measured(norm(w.flat().map(exactly)))),
  readout_distance: convex(withReadout((context, _, w) => readoutDistance(context, w))),
  vcat_norm: residual((context, network) => sideBySideNorm(context.model(), network)),
  displacement: residual((context) => displacement(context.model())),
  block_lipschitz_product: residual((context, network) => lipschitzProduct(context.model(), network)),
  block_lipschitz_sum: residual((context, network) => lipschitzSum(context.model(), network)),
  kink_margin: (context) => kinkMargin(context.model()),
  gamma: directional((_, __, gamma) => measured(gamma)),
  s: directional((_, { s }) => (s.value === 0 && s.error === 0 ? exact(0) : measured(s))),
  epsilon_v: directional((context, { v }) => measured(epsilonV(context, context.model().network as Residual, v))),
  alpha: curved(
    directional((context, { v }) => {
      const along = overlaps(context.model(), v);
      return measured(curvatureMoment(context.model(), along, along));
    }),
  ),
  beta: curved(
    momentDirectional((context, direction, gamma) => measured(quadraticForm(context, direction, gamma).beta)),
  ),
  kappa: curved(
    momentDirectional((context, direction, gamma) => measured(quadraticForm(context, direction, gamma).kappa)),
  ),
  witness_curvature: curved(
    momentDirectional((context, direction, gamma) =>
      measured(witnessCurvature(quadraticForm(context, direction, gamma), direction.s, gamma)),
    ),
  ),
  master_bound: convex(scalar(masterBound)),
  step_risk: momentDirectional((context, direction, gamma) => descentStep(context, direction, gamma).risk),
  step_decrease: momentDirectional((context, direction, gamma) => descentStep(context, direction, gamma).decrease),
  hidden_linear_risk: convex(residual(hiddenLinearRisk)),
};

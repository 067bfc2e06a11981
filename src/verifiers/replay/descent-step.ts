/** The finite step of (D), docs/theory.md, section 3, by the second route: its decrease from the moments, its risk from a network of its own. */
import type { PointFile } from "../../models/point.ts";
import type { Measurement } from "../measurement.ts";
import { type Bounded, exactly, inner, measured, minus, over, plus, root, square, times, total } from "./bounded.ts";
import { type Context, contextOf } from "./context.ts";
import { absent } from "./geometry.ts";
import { type Direction, overlaps, type Residual } from "./invisible.ts";
import { curvatureMoment, gradientAt, psi } from "./moments.ts";
import { propagatedRounding } from "./sweeps.ts";

/** The largest l'' over the predictions, for a label. */
const curvatureBounds: Readonly<Record<string, (y: number) => number>> = {
  squared: () => 2,
  huber: () => 1,
  "pseudo-huber": () => 1,
  logistic: (y) => (y * y) / 4,
};

interface Step {
  readonly risk: Measurement;
  readonly decrease: Measurement;
}

const none = (reason: string): Step => ({ risk: absent(reason), decrease: absent(reason) });

/** E of a product, sample by sample. */
const mean = (context: Context, a: readonly Bounded[], b: readonly Bounded[]): Bounded =>
  total(context.model().samples.map(({ weight }, i) => times(exactly(weight), times(a[i]!, b[i]!))));

/** Of v and -v the one with the larger decrease. */
export function descentStep(context: Context, { v, s }: Direction, gamma: Bounded): Step {
  if (s.value !== 0) return none("the invisible direction overlaps with w");
  const network = context.model().network as Residual;
  if (new Set(network.blocks.map(({ outerKey }) => outerKey)).size < network.blocks.length)
    return none("some V_l are tied");
  const along = overlaps(context.model(), v);
  if (curvatureMoment(context.model(), along, along).value <= 1e-12 * gamma.value)
    return none("the curvature along the invisible direction vanishes");
  const [one, other] = [1, -1].map((sign) => signedStep(context, network, scaled(v, sign), scaled(along, sign), gamma));
  if (!one || !other) return none("v.h_L + y psi vanishes on the data, or its square does in floats");
  const chosen = other.decrease.value > one.decrease.value ? other : one;
  return { risk: riskOf(chosen.point), decrease: measured(chosen.decrease) };
}

const scaled = (entries: readonly Bounded[], sign: number): Bounded[] =>
  entries.map(({ value, error }) => ({ value: sign * value, error }));

function signedStep(
  context: Context,
  network: Residual,
  v: readonly Bounded[],
  along: readonly Bounded[],
  gamma: Bounded,
): { readonly point: PointFile; readonly decrease: Bounded } | null {
  const features = context.model().samples.map((sample) => psi(context.model(), sample, context.moments(), gamma));
  const [squaredH, squaredPsi] = [mean(context, along, along), mean(context, features, features)];
  // smaller squares have lost digits to underflow
  if ([squaredH, squaredPsi].some(({ value }) => value < 1e-280 && value > 0)) return null;
  const y = squaredH.value > 0 && squaredPsi.value > 0 ? root(over(squaredH, squaredPsi)) : exactly(1);
  const q = along.map((entry, i) => plus(entry, times(y, features[i]!)));
  const gradient = network.readout![0]!.map((node) => gradientAt(context.gradient(), node));
  const slope = minus(times(y, gamma), inner(v, gradient));
  const curvature = times(exactly(curvatureBound(context.point)), mean(context, q, q));
  if (!(curvature.value > 0)) return null;
  const c = (l: number, j: number): number => (-y.value * context.moments()[l]![j]!.value) / gamma.value;
  const point = movedPoint(
    context,
    v.map(({ value }) => value),
    over(slope, curvature).value,
    c,
  );
  return { point, decrease: over(square(slope), times(exactly(2), curvature)) };
}

const curvatureBound = ({ loss, data }: PointFile): number =>
  Math.max(...data.y.map((label) => curvatureBounds[loss]!(label as number)));

/** w + x v, V_l + v c_l^T. */
function movedPoint(
  { point }: Context,
  v: readonly number[],
  x: number,
  c: (l: number, j: number) => number,
): PointFile {
  const { w, V } = point.parameters as { w: readonly number[]; V: readonly (readonly (readonly number[])[])[] };
  const parameters = {
    ...point.parameters,
    w: w.map((entry, i) => entry + x * v[i]!),
    V: V.map((rows, l) => rows.map((row, i) => row.map((entry, j) => entry + v[i]! * c(l, j)))),
  };
  return { ...point, parameters };
}

/** Ten times the rounding: v is invisible, and the step exact, only up to rounding too. */
function riskOf(point: PointFile): Measurement {
  const context = contextOf(point);
  const { tape, risk } = context.model();
  return measured({ value: tape.value[risk]!, error: 10 * propagatedRounding(tape, context.gradient()) });
}

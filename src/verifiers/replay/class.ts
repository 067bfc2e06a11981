/**
 * The class quantities by the second route: every member is evaluated again by nested loops over plain arrays, and its norms are
 * checked against the budgets. Which members were found is the search's business; that they are in the class and what they are worth is not.
 */
import type { PointFile } from "../../models/point.ts";
import type { Measurement, Measurements } from "../measurement.ts";
import { replayActivations } from "./activations.ts";
import { exponential, logOnePlus } from "./elementary.ts";

export interface ClassMembers {
  /** One point per sign vector: its labels are the signs. All share depth and inputs. */
  readonly points: readonly PointFile[];
  readonly budgets: { readonly readout: number; readonly outer: number; readonly inner: number };
  /** Whether the signs are meant to be all there are, up to the symmetry sigma -> -sigma; else they are drawn at random. */
  readonly exactSigns: boolean;
}

type Vector = readonly number[];
type Rows = readonly Vector[];

const times = (rows: Rows, v: Vector): number[] =>
  rows.map((row) => row.reduce((sum, entry, j) => sum + entry * v[j]!, 0));
/** x multiplied n times. */
const repeated = (x: number, n: number): number =>
  Array.from({ length: n }).reduce((product: number) => product * x, 1);
const length = (v: Vector): number => Math.sqrt(v.reduce((sum, entry) => sum + entry * entry, 0));
const frobenius = (rows: Rows): number => length(rows.flat());

const isChain = ({ architecture }: PointFile): boolean => architecture.kind === "fully-connected";

const activationOf = ({ architecture: { kind, activation, block } }: PointFile) =>
  replayActivations[(kind === "fully-connected" ? (activation ?? "relu") : block?.activation) ?? ""];

/** f(x) = W_{L+1} sigma(W_L ... sigma(W_1 x)). */
function predictChain(point: PointFile, x: Vector): number {
  const activation = activationOf(point)!;
  const layers = point.parameters.W as readonly Rows[];
  const last = layers.length - 1;
  const hidden = layers.slice(0, last).reduce((a, rows) => times(rows, a).map((z) => activation.value(z, 0)), x);
  return times(layers[last]!, hidden)[0]!;
}

/** f(x) = w.h_L with h_l = h_{l-1} + V_l sigma(U_l h_{l-1}). */
function predict(point: PointFile, x: Vector): number {
  if (isChain(point)) return predictChain(point, x);
  const activation = activationOf(point)!;
  const { w, U, V } = point.parameters as { w: Vector; U: readonly Rows[]; V: readonly Rows[] };
  let h = x;
  U.forEach((inner, l) => {
    const features = times(inner, h).map((z) => activation.value(z, 0));
    const step = times(V[l]!, features);
    h = h.map((entry, i) => entry + step[i]!);
  });
  return w.reduce((sum, entry, i) => sum + entry * h[i]!, 0);
}

function outsideBudget(point: PointFile, budgets: ClassMembers["budgets"]): string | null {
  if (isChain(point)) {
    const layers = point.parameters.W as readonly Rows[];
    const limit = (l: number): number => (l === layers.length - 1 ? budgets.readout : budgets.inner);
    return layers.some((rows, l) => frobenius(rows) > limit(l)) ? "a W_l exceeds its budget" : null;
  }
  const { w, U, V } = point.parameters as { w: Vector; U: readonly Rows[]; V: readonly Rows[] };
  if (length(w) > budgets.readout) return "w exceeds its budget";
  if (U.some((rows) => frobenius(rows) > budgets.inner)) return "a U_l exceeds its budget";
  if (V.some((rows) => frobenius(rows) > budgets.outer)) return "a V_l exceeds its budget";
  return null;
}

/** (1/n) sum_i sigma_i f(x_i), at least 0 because the class contains the zero function. */
function correlation(point: PointFile): number {
  const { x, y } = point.data;
  return Math.max(0, x.reduce((sum, row, i) => sum + (y[i] as number) * predict(point, row), 0) / x.length);
}

/** Probability that the mean over random signs errs by more than the bar: the same as the first route allows itself. */
const lnOneOverDelta = 13.815510557964274;

/**
 * McDiarmid over K n independent signs: a flip changes a supremum / n by at most 2 F_i / n, F_i the largest |f(x_i)| in the class, so
 * the mean is within sqrt(2 ln(1/delta) sum_i F_i^2 / (n^2 K)). null: no such bound without a Lipschitz constant.
 */
function deviation({ points, budgets }: ClassMembers, norms: Vector): number | null {
  const [first] = points;
  const activation = activationOf(first!)!;
  const { lipschitz } = activation;
  if (lipschitz === null) return null;
  const jump = Math.abs(activation.value(0, 0));
  const { U } = first!.parameters as { U: readonly Rows[] };
  // layer by layer, with ||sigma(U h)|| <= sqrt(m) |sigma(0)| + Lip ||U|| ||h||
  const features = (size: number, units: number): number => Math.sqrt(units) * jump + lipschitz * budgets.inner * size;
  const bounds = norms.map(
    (norm) =>
      budgets.readout * U.reduce((size, { length: units }) => size + budgets.outer * features(size, units), norm),
  );
  return (length(bounds) * Math.sqrt((2 * lnOneOverDelta) / points.length)) / norms.length;
}

/** Of sigma and -sigma one stands for both: 2^(n-1) vectors of +-1, all different. */
function areAllSigns(points: readonly PointFile[], n: number): boolean {
  const vectors = points.map(({ data }) => data.y.map((sign) => (sign as number) * (data.y[n - 1] as number)));
  const proper = vectors.every((signs) => signs.every((sign) => Math.abs(sign) === 1));
  return proper && points.length === 2 ** (n - 1) && new Set(vectors.map(String)).size === points.length;
}

export function replayClass(members: ClassMembers, names: readonly string[]): Measurements {
  return Object.fromEntries(names.map((name) => [name, quantity(members, name)]));
}

function quantity(members: ClassMembers, name: string): Measurement {
  const { points, budgets, exactSigns } = members;
  const first = points[0];
  if (!first) return { value: null, reason: "no members to replay" };
  const norms = first.data.x.map(length);
  const n = norms.length;
  const L = first.architecture.depth;
  const close = (value: number): Measurement => ({ value, error: 1e-12 * Math.abs(value), grade: "measured" });
  switch (name) {
    case "rademacher": {
      const outside = points.map((point) => outsideBudget(point, budgets)).find((reason) => reason !== null);
      if (outside) return { value: null, reason: outside };
      if (!exactSigns && isChain(first)) return { value: null, reason: "a fully connected class needs exact signs" };
      if (exactSigns && !areAllSigns(points, n)) return { value: null, reason: "sign vectors are missing or repeated" };
      const value = points.reduce((sum, point) => sum + correlation(point), 0) / points.length;
      const sampling = exactSigns ? 0 : deviation(members, norms);
      if (sampling === null)
        return {
          value: null,
          reason: `random signs: ${first.architecture.block?.activation} has no Lipschitz constant`,
        };
      return { value, error: sampling + 1e-11 * value, grade: "lower-bound" };
    }
    case "rademacher_bound":
      return close((exponential(2) * Math.max(...norms)) / Math.sqrt(n));
    case "rademacher_bound_frobenius":
      return close((exponential(2) * length(norms)) / n);
    case "rademacher_bound_depth":
      return close((repeated(1 + 2 / L, L) * length(norms)) / n);
    case "rademacher_bound_sharp": {
      const c = L * logOnePlus(1 / (L + 1));
      const moments = repeated(1 + 1 / L, L) * (1 + Math.sqrt(2 * c));
      return close((Math.min(repeated(1 + 2 / L, L), moments) * length(norms)) / n);
    }
    default:
      return { value: null, reason: `the second route does not measure ${name} for a class` };
  }
}

/** Whether a point can be a class member at all: equal blocks of one layer with nothing but w, U_l and V_l, or layers W_l. */
export function isClassMember(point: PointFile): boolean {
  const { architecture, parameters } = point;
  const { block, "first-block": first, blocks, tie } = architecture;
  const plain = first === undefined && blocks === undefined && tie === undefined && (block?.hidden?.length ?? 1) === 1;
  const empty = (name: string): boolean => JSON.stringify(parameters[name]).replaceAll(/[[\],]/g, "") === "";
  const own = isChain(point) ? ["W"] : ["w", "U", "V"];
  const others = Object.keys(parameters).filter((name) => !own.includes(name));
  return (
    (architecture.kind === "residual" || isChain(point)) &&
    plain &&
    others.every(empty) &&
    activationOf(point) !== undefined
  );
}

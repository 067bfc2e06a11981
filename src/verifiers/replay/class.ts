/**
 * The class quantities by the second route: every member is evaluated again by nested loops over plain arrays, and its norms are
 * checked against the budgets. Which members were found is the search's business; that they are in the class and what they are worth is not.
 */
import type { Nested, PointFile } from "../../models/point.ts";
import type { Measurement, Measurements } from "../measurement.ts";
import { exponential, logOnePlus } from "./elementary.ts";

export interface ClassMembers {
  /** One point per sign vector: its labels are the signs. All share depth and inputs. */
  readonly points: readonly PointFile[];
  readonly budgets: { readonly readout: number; readonly outer: number; readonly inner: number };
  /** Half-width of the sampling error; 0 when all sign vectors are there. */
  readonly samplingError: number;
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

/** f(x) = w.h_L with h_l = h_{l-1} + V_l max(0, U_l h_{l-1}). */
function predict(point: PointFile, x: Vector): number {
  const { w, U, V } = point.parameters as { w: Vector; U: readonly Rows[]; V: readonly Rows[] };
  let h = x;
  U.forEach((inner, l) => {
    const features = times(inner, h).map((z) => Math.max(0, z));
    const step = times(V[l]!, features);
    h = h.map((entry, i) => entry + step[i]!);
  });
  return w.reduce((sum, entry, i) => sum + entry * h[i]!, 0);
}

function outsideBudget(point: PointFile, budgets: ClassMembers["budgets"]): string | null {
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

export function replayClass(members: ClassMembers, names: readonly string[]): Measurements {
  return Object.fromEntries(names.map((name) => [name, quantity(members, name)]));
}

function quantity({ points, budgets, samplingError }: ClassMembers, name: string): Measurement {
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
      const value = points.reduce((sum, point) => sum + correlation(point), 0) / points.length;
      return { value, error: samplingError + 1e-11 * value, grade: "lower-bound" };
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

/** Whether a point can be a class member at all: plain ReLU blocks, no biases. */
export function isPlainRelu(point: PointFile): boolean {
  const { block } = point.architecture;
  const biases = point.parameters.b as Nested | undefined;
  return (
    block?.activation === "relu" &&
    block.bias !== true &&
    (biases === undefined || (Array.isArray(biases) && biases.flat(2).length === 0))
  );
}

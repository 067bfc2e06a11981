/**
 * Hessian of the risk over all trainable parameters, its eigenvalues, and the sign of the smallest.
 * Band: 10 P 2^-53 ||H||_F for the decomposition, plus a running bound on the rounding of the matrix and its asymmetry as computed.
 */
import type { Measurement } from "../measurement.ts";
import { exact } from "./bounded.ts";
import { exactAnswer } from "./exact.ts";
import { flatCount } from "./flat.ts";
import { hessianRounding } from "./hessian-rounding.ts";
import { eigen } from "./jacobi.ts";
import { fillsKernel } from "./manifold.ts";
import type { Model } from "./network.ts";
import { length as lengthOf } from "./span.ts";
import { type Adjoints, hessianSweeper } from "./sweeps.ts";
import { unit } from "./tape.ts";

/** Above this many parameters a dense Hessian takes minutes here. */
export const largestHessian = 1200;

export interface Spectrum {
  /** Ascending. */
  readonly values: Float64Array;
  /** Error bound for each. */
  readonly band: number;
  /** Eigenvalues inside the band that no predicted flat direction, exact inertia or manifold of critical points shows to be 0. */
  readonly unexplained: number;
}

interface Hessian {
  readonly matrix: Float64Array;
  /** ||H - H^T||_F as computed. */
  readonly asymmetry: number;
  /** Bound on the Frobenius norm of its rounding error. */
  readonly rounding: number;
}

export function hessianOf(model: Model, gradient: Adjoints): Hessian {
  const { tape, risk, variables } = model;
  const size = variables.length;
  const sweeper = hessianSweeper(tape, risk, gradient.adjoint);
  const columns = variables.map((node) => sweeper.column(node, variables));
  const matrix = new Float64Array(size * size);
  let asymmetry = 0;
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) {
      matrix[i * size + j] = (columns[j]![i]! + columns[i]![j]!) / 2;
      asymmetry += (columns[j]![i]! - columns[i]![j]!) ** 2;
    }
  // sum_j E_ij^2 <= (sum_j E_ij)^2
  const rows = hessianRounding(tape, gradient, sweeper.sizes, variables);
  return { matrix, asymmetry: Math.sqrt(asymmetry), rounding: lengthOf(rows) };
}

export function spectrumOf(model: Model, gradient: Adjoints): Spectrum {
  const { matrix, asymmetry, rounding } = hessianOf(model, gradient);
  const size = model.variables.length;
  const band = 10 * size * unit * lengthOf(matrix) + asymmetry + rounding;
  const { values } = eigen(matrix, size);
  const inside = values.filter((value) => Math.abs(value) <= band).length;
  // away from critical points a flat direction may bend, and then H does not vanish on it
  if (inside > 0 && !isCritical(model, gradient)) {
    const zeros = values[0]! >= -band ? (exactAnswer(model)?.nullity ?? 0) : 0;
    return { values, band, unexplained: Math.max(0, inside - zeros) };
  }
  // beside negative eigenvalues the zeros are only counted; alone they decide the sign
  const predicted = inside === 0 ? 0 : flatCount(model, matrix, band, values[0]! >= -band);
  // More is asked only where the prediction falls short and nothing lies below the band.
  const explained =
    predicted < inside && values[0]! >= -band ? explainedOtherwise(model, matrix, band, inside, predicted) : predicted;
  return { values, band, unexplained: Math.max(0, inside - explained) };
}

/** Running bounds of single sums, against a gradient at a point that is itself rounded. */
const slack = 50;
/** Share of the risk per length of theta, where rounding could hide any gradient. */
const negligible = 1e-7;

function isCritical(model: Model, { adjoint, error }: Adjoints): boolean {
  const { tape, risk, variables, samples, loss } = model;
  const norm = (of: (node: number) => number): number => lengthOf(variables.map(of));
  const atZero = samples.reduce(
    (sum, { weight, y }) => sum + weight * y.reduce((all, yo) => all + Math.abs(loss.value(0, yo)), 0),
    0,
  );
  const largest = (negligible * Math.max(atZero, tape.value[risk]!)) / (1 + norm((node) => tape.value[node]!));
  return norm((node) => adjoint[node]!) <= Math.min(slack * norm((node) => error[node]!), largest);
}

/** By exact arithmetic, or by a manifold of critical points. */
function explainedOtherwise(
  model: Model,
  matrix: Float64Array,
  band: number,
  inside: number,
  predicted: number,
): number {
  const answer = exactAnswer(model);
  const exactly = answer?.nullity ?? 0;
  // of an exactly critical point exact arithmetic has said all there is
  if (exactly >= inside || answer?.critical) return Math.max(predicted, exactly);
  return fillsKernel(model, matrix, band) ? inside : Math.max(predicted, exactly);
}

/** Exactly 0 where all eigenvalues in the band are shown to be 0 and none lies below it. */
export function smallestEigenvalue({ values, band, unexplained }: Spectrum): Measurement {
  const smallest = values[0]!;
  if (Math.abs(smallest) <= band && unexplained === 0) return exact(0);
  const decided = Math.abs(smallest) > band;
  return { value: smallest, error: band, grade: "measured", ...(decided ? {} : { undecidedSign: true }) };
}

export const largestEigenvalue = ({ values, band }: Spectrum): Measurement => ({
  value: values.at(-1)!,
  error: band,
  grade: "measured",
});

/** Eigenvalues in the band; those that nothing shows to be 0 are its error. */
export function zeroCount({ values, band, unexplained }: Spectrum): Measurement {
  const zero = values.filter((value) => Math.abs(value) <= band).length;
  return { value: zero, error: unexplained, grade: "measured" };
}

/** The count is exact unless unexplained eigenvalues lie in the band: each of those may be negative. */
export function negativeCount({ values, band, unexplained }: Spectrum): Measurement {
  const negative = values.filter((value) => value < -band).length;
  return { value: negative, error: unexplained, grade: unexplained === 0 ? "exact" : "measured" };
}

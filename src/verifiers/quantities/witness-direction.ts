/**
 * The invisible direction v, the moments g_l = E[l' phi_l] and the 2 x 2 curvature matrix M of inequality (W), docs/theory.md.
 * v: dim N >= 2: in N, orthogonal to w, smallest alpha; dim N = 1: the unit vector of N; oriented so that v.w >= 0.
 */
import type { ParameterBlock, ResidualStructure } from "../../models/program.ts";
import { norm2 } from "../../numerics/dense.ts";
import { nullSpace } from "../../numerics/qr.ts";
import { EPS } from "../../numerics/rounding.ts";
import { singularValues } from "../../numerics/svd.ts";
import { symmetricEigen } from "../../numerics/symmetric-eigen.ts";
import type { PointContext } from "./point-context.ts";
import { gradientBlock, parameterValues, residualOnly } from "./point-context.ts";
import {
  alongErrors,
  curvatureErrors,
  formError,
  type GammaMoments,
  momentErrors,
  psiErrors,
  slopeErrors,
} from "./witness-error.ts";

export interface WitnessMoments {
  readonly v: Float64Array;
  readonly s: number;
  readonly gamma: number;
  /** Rounding error of gamma: those of f and phi_l, carried through l'. */
  readonly gammaError: number;
  readonly epsilonV: number;
  readonly alpha: number;
  readonly beta: number;
  readonly kappa: number;
  /** Rounding errors: those of f, h_L, phi_l and v. */
  readonly alphaError: number;
  readonly betaError: number;
  readonly kappaError: number;
  /** lambda_min of [[alpha, s beta - gamma], [s beta - gamma, s^2 kappa]]. */
  readonly witnessCurvature: number;
  /** At least the norm of the error of that matrix (Weyl). */
  readonly witnessError: number;
}

export type WitnessDirection =
  | { readonly ok: true; readonly moments: WitnessMoments }
  | { readonly ok: false; readonly reason: string };

export const gammaIsNoise = "gamma is 0 within rounding: the direction -g_l / gamma is undefined";

/** Whether psi = -sum_l g_l.phi_l / gamma points anywhere but where rounding sends it. */
export function resolved({ gamma, gammaError }: WitnessMoments): boolean {
  return gamma > 2 * gammaError;
}

export interface NullSpaceOfInner {
  /** Orthonormal rows spanning N = {v : U_l v = 0, l = 2..L}. */
  readonly basis: Float64Array;
  readonly dimension: number;
  /** Whether the numerical rank has a clear gap. */
  readonly clear: boolean;
  /** How far a unit vector of the computed N may be from N: roundings times the condition of the rows. */
  readonly error: number;
}

export function invisibleSpace(context: PointContext, structure: ResidualStructure): NullSpaceOfInner {
  const { blocks, dimension: d } = context.evaluator.problem.program;
  const stacked = structure.inner.slice(1).flatMap((index) => [...parameterValues(context, blocks[index]!)]);
  const rows = Float64Array.from(stacked);
  const result = nullSpace(rows, rows.length / d, d);
  const values = singularValues(rows, rows.length / d, d);
  const rank = d - result.dimension;
  const condition = rank === 0 ? 1 : values[0]! / values[rank - 1]!;
  return {
    basis: result.basis,
    dimension: result.dimension,
    clear: result.gap >= 1e3,
    error: 10 * d * EPS * condition,
  };
}

export function witnessDirection(context: PointContext): WitnessDirection {
  const structure = context.residual();
  if (!structure) return { ok: false, reason: residualOnly };
  if (context.data.outputs !== 1) return { ok: false, reason: "defined for one output" };
  const space = invisibleSpace(context, structure);
  if (space.dimension === 0) return { ok: false, reason: "N is trivial: the rows of U_2..U_L span the input space" };
  const found = moments(context, structure);
  if (found.gamma === 0) return { ok: false, reason: "gamma is 0: every moment E[l' phi_l] vanishes" };
  const v = chooseDirection(context, structure, space);
  return { ok: true, moments: momentsAlong(context, structure, v, space, found) };
}

/** g_l = E[l' phi_l], gamma = (sum_l ||g_l||^2)^(1/2). */
export function moments(context: PointContext, structure: ResidualStructure): GammaMoments {
  const { nodes, slopes } = context.forward();
  const { weights, samples: n } = context.data;
  const g = structure.features.map((feature) => {
    const phi = nodes[feature]!;
    return Float64Array.from({ length: phi.length / n }, (_, j) =>
      mean((i) => weights[i]! * phi[j * n + i]! * slopes[i]!, n),
    );
  });
  const errors = momentErrors(context, structure, slopes, slopeErrors(context));
  return { g, errors, gamma: lengthOf(g), gammaError: lengthOf(errors) };
}

/** Euclidean length of all blocks together. */
const lengthOf = (blocks: readonly Float64Array[]): number => norm2(Float64Array.from(blocks, norm2));

function chooseDirection(context: PointContext, structure: ResidualStructure, space: NullSpaceOfInner): Float64Array {
  const d = context.data.dimension;
  const { blocks } = context.evaluator.problem.program;
  const w = parameterValues(context, blocks[structure.readout]!);
  const v =
    space.dimension === 1 ? space.basis.slice(0, d) : flattest(context, structure, orthogonalTo(space, w, d), d);
  return oriented(v, w);
}

/** Rows of the basis of N intersected with the complement of w (all of N when w is orthogonal to it). */
function orthogonalTo(space: NullSpaceOfInner, w: Float64Array, d: number): Float64Array {
  const coordinates = Float64Array.from({ length: space.dimension }, (_, k) => dot(space.basis, k * d, w, 0, d));
  if (norm2(coordinates) <= 1e-13 * norm2(w)) return space.basis;
  const inside = nullSpace(coordinates, 1, space.dimension);
  const rows = new Float64Array(inside.dimension * d);
  for (let r = 0; r < inside.dimension; r++)
    for (let k = 0; k < space.dimension; k++)
      for (let j = 0; j < d; j++)
        rows[r * d + j] = rows[r * d + j]! + inside.basis[r * space.dimension + k]! * space.basis[k * d + j]!;
  return rows;
}

/** The unit vector of the row span with the smallest E[l'' (v.h_L)^2]. */
function flattest(context: PointContext, structure: ResidualStructure, rows: Float64Array, d: number): Float64Array {
  const count = rows.length / d;
  const projected = Array.from({ length: count }, (_, k) =>
    alongRepresentation(context, structure, rows.subarray(k * d, (k + 1) * d)),
  );
  const { curvatures } = context.forward();
  const { weights } = context.data;
  const gram = new Float64Array(count * count);
  for (let a = 0; a < count; a++)
    for (let b = 0; b < count; b++)
      gram[a * count + b] = mean(
        (i) => weights[i]! * curvatures[i]! * projected[a]![i]! * projected[b]![i]!,
        weights.length,
      );
  const coefficients = symmetricEigen(gram, count).vector(0);
  const v = new Float64Array(d);
  for (let k = 0; k < count; k++) for (let j = 0; j < d; j++) v[j] = v[j]! + coefficients[k]! * rows[k * d + j]!;
  return v;
}

/** v.w >= 0; where v is orthogonal to w the entry of largest size is positive. */
function oriented(v: Float64Array, w: Float64Array): Float64Array {
  const overlap = dot(v, 0, w, 0, v.length);
  const largest = v.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
  const negative = Math.abs(overlap) > 1e-10 * norm2(w) ? overlap < 0 : largest < 0;
  return negative ? v.map((value) => -value) : v;
}

/** v.h_L(x_i) for every sample. */
export function alongRepresentation(
  context: PointContext,
  structure: ResidualStructure,
  v: Float64Array,
): Float64Array {
  const h = context.forward().nodes[structure.representations.at(-1)!]!;
  const n = context.data.samples;
  return Float64Array.from({ length: n }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < v.length; j++) sum += v[j]! * h[j * n + i]!;
    return sum;
  });
}

function momentsAlong(
  context: PointContext,
  structure: ResidualStructure,
  v: Float64Array,
  space: NullSpaceOfInner,
  found: GammaMoments,
): WitnessMoments {
  const { blocks } = context.evaluator.problem.program;
  const w = parameterValues(context, blocks[structure.readout]!);
  const overlap = dot(v, 0, w, 0, v.length);
  // noise-level s would make (Q1) and (U1) fail spuriously: v was computed orthogonal to w
  const s = space.dimension >= 2 || Math.abs(overlap) <= 1e-10 * norm2(w) ? 0 : overlap;
  const { gamma, gammaError } = found;
  const form = formAlong(context, structure, v, space.error, found);
  const { alpha, beta, kappa } = form;
  const epsilonV = Math.sqrt(
    structure.outer.reduce((sum, index) => sum + squaredPullback(context, blocks[index]!, v), 0),
  );
  const sError = (space.error + 2 * v.length * EPS) * norm2(w) + Math.abs(overlap - s);
  return {
    v,
    s,
    gamma,
    gammaError,
    epsilonV,
    ...form,
    witnessCurvature: smallerEigenvalue(alpha, s * beta - gamma, s * s * kappa),
    witnessError: witnessError(form, s, sError, gammaError),
  };
}

type Form = Pick<WitnessMoments, "alpha" | "beta" | "kappa" | "alphaError" | "betaError" | "kappaError">;

/** E[l'' (v.h_L)^2], E[l'' (v.h_L) psi] and E[l'' psi^2]. */
function formAlong(
  context: PointContext,
  structure: ResidualStructure,
  v: Float64Array,
  vError: number,
  found: GammaMoments,
): Form {
  const { curvatures } = context.forward();
  const { weights, samples } = context.data;
  const vh = alongRepresentation(context, structure, v);
  const psi = psiOf(context, structure, found.g, found.gamma);
  const along = [vh, alongErrors(context, structure, v, vError)] as const;
  const across = [psi, psiErrors(context, structure, found, psi)] as const;
  const changes = curvatureErrors(context);
  return {
    alpha: mean((i) => weights[i]! * curvatures[i]! * vh[i]! * vh[i]!, samples),
    beta: mean((i) => weights[i]! * curvatures[i]! * vh[i]! * psi[i]!, samples),
    kappa: mean((i) => weights[i]! * curvatures[i]! * psi[i]! * psi[i]!, samples),
    alphaError: formError(context, changes, along, along),
    betaError: formError(context, changes, along, across),
    kappaError: formError(context, changes, across, across),
  };
}

/** Largest row sum of the errors of [[alpha, s beta - gamma], [s beta - gamma, s^2 kappa]]. */
function witnessError(form: Form, s: number, sError: number, gammaError: number): number {
  const { alphaError, beta, betaError, kappa, kappaError } = form;
  // where s is 0, psi is not looked at, and its error may be infinite
  const seen = s === 0 ? 0 : 1;
  const off = gammaError + sError * Math.abs(beta) + (seen && (Math.abs(s) + sError) * betaError);
  const corner = (2 * Math.abs(s) + sError) * sError * kappa + (seen && (Math.abs(s) + sError) ** 2 * kappaError);
  return off + Math.max(alphaError, corner);
}

/** psi = sum_l c_l.phi_l with c_l = -g_l / gamma. */
export function psiOf(
  context: PointContext,
  structure: ResidualStructure,
  g: readonly Float64Array[],
  gamma: number,
): Float64Array {
  const n = context.data.samples;
  const psi = new Float64Array(n);
  structure.features.forEach((feature, l) => {
    const phi = context.forward().nodes[feature]!;
    for (let j = 0; j < g[l]!.length; j++)
      for (let i = 0; i < n; i++) psi[i] = psi[i]! - (g[l]![j]! / gamma) * phi[j * n + i]!;
  });
  return psi;
}

/** ||G_l^T v||^2 with G_l = dR/dV_l (d x n_l). */
function squaredPullback(context: PointContext, outer: ParameterBlock, v: Float64Array): number {
  const gradient = gradientBlock(context, outer);
  let sum = 0;
  for (let j = 0; j < outer.columns; j++) {
    let entry = 0;
    for (let i = 0; i < outer.rows; i++) entry += gradient[i * outer.columns + j]! * v[i]!;
    sum += entry * entry;
  }
  return sum;
}

/** Smaller eigenvalue of [[a, b], [b, c]], without cancellation where it is the determinant that is small. */
function smallerEigenvalue(a: number, b: number, c: number): number {
  const radius = Math.sqrt(((a - c) / 2) ** 2 + b * b);
  const larger = (a + c) / 2 + radius;
  return larger > 0 && a + c > 0 ? (a * c - b * b) / larger : (a + c) / 2 - radius;
}

function mean(term: (i: number) => number, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += term(i);
  return sum;
}

function dot(a: Float64Array, aOffset: number, b: Float64Array, bOffset: number, count: number): number {
  let sum = 0;
  for (let k = 0; k < count; k++) sum += a[aOffset + k]! * b[bOffset + k]!;
  return sum;
}

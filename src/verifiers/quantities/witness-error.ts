/**
 * Rounding bounds of what inequality (W) is made of: forward errors of f, h_L and phi_l, carried through l', l'' and the sums. First order
 * in the unit roundoff, except that l' and l'' are looked at where an error may take them. Arrays have one entry per sample.
 */
import type { ResidualStructure } from "../../models/program.ts";
import { EPS } from "../../numerics/rounding.ts";
import type { PointContext } from "./point-context.ts";

/** Roundings of a sum over n samples, each term a product of a few factors. */
export const sumRoundings = (samples: number): number => (50 + samples) * EPS;

/** How far l'(f; y) may be off: l' is monotone in f, so the ends of the interval of f decide. */
export function slopeErrors(context: PointContext): Float64Array {
  const { loss, data } = context;
  const { predictions, slopes, curvatures } = context.forward();
  return context.predictionErrors().map((error, i) => {
    const change = (f: number): number => Math.abs(loss.slope(f, data.y[i]!) - slopes[i]!);
    const far = Math.max(change(predictions[i]! - error), change(predictions[i]! + error));
    return Math.max(far, curvatures[i]! * error) + 8 * EPS * Math.abs(slopes[i]!);
  });
}

/** How far l''(f; y) may be off: its change at the ends of the interval of f. */
export function curvatureErrors(context: PointContext): Float64Array {
  const { loss, data } = context;
  const { predictions, curvatures } = context.forward();
  return context.predictionErrors().map((error, i) => {
    const change = (f: number): number => Math.abs(loss.curvature(f, data.y[i]!) - curvatures[i]!);
    return Math.max(change(predictions[i]! - error), change(predictions[i]! + error)) + 8 * EPS * curvatures[i]!;
  });
}

/** Error of v.h_L: |v| e_h, the error of v itself (Euclidean, so at most vError ||h_L||) and the rounding of the product. */
export function alongErrors(
  context: PointContext,
  structure: ResidualStructure,
  v: Float64Array,
  vError: number,
): Float64Array {
  const node = structure.representations.at(-1)!;
  const [h, errors] = [context.forward().nodes[node]!, context.nodeErrors()[node]!];
  const { samples } = context.data;
  return Float64Array.from({ length: samples }, (_, i) => {
    let error = 0;
    let squared = 0;
    for (let j = 0; j < v.length; j++) {
      const [entry, at] = [Math.abs(v[j]!), j * samples + i];
      error += entry * (errors[at]! + (v.length + 2) * EPS * Math.abs(h[at]!));
      squared += h[at]! * h[at]!;
    }
    return error + vError * Math.sqrt(squared);
  });
}

/** Error of E[a phi_lj] for every unit of every block: |phi| e_a + |a| e_phi + e_a e_phi, plus the rounding of the sum. */
export function momentErrors(
  context: PointContext,
  { features }: ResidualStructure,
  a: Float64Array,
  aErrors: Float64Array,
): readonly Float64Array[] {
  const { samples, weights } = context.data;
  const roundings = sumRoundings(samples);
  return features.map((feature) => {
    const [phi, errors] = [context.forward().nodes[feature]!, context.nodeErrors()[feature]!];
    const result = new Float64Array(phi.length / samples);
    for (let k = 0; k < phi.length; k++) {
      const [size, i] = [Math.abs(phi[k]!), k % samples];
      const carried = (size + errors[k]!) * aErrors[i]! + Math.abs(a[i]!) * (errors[k]! + roundings * size);
      result[Math.floor(k / samples)]! += weights[i]! * carried;
    }
    return result;
  });
}

/** Error of psi = -sum_l g_l.phi_l / gamma, from those of g_l, phi_l and gamma. */
export function psiErrors(
  context: PointContext,
  { features }: ResidualStructure,
  { g, errors, gamma, gammaError }: GammaMoments,
  psi: Float64Array,
): Float64Array {
  const { samples } = context.data;
  const units = g.reduce((sum, block) => sum + block.length, 0);
  const result = psi.map((value) => Math.abs(value) * gammaError);
  features.forEach((feature, l) => {
    const [phi, phiErrors] = [context.forward().nodes[feature]!, context.nodeErrors()[feature]!];
    for (let k = 0; k < phi.length; k++) {
      const [j, size] = [Math.floor(k / samples), Math.abs(phi[k]!)];
      const ownError = phiErrors[k]! + (units + 4) * EPS * size;
      result[k % samples]! += Math.abs(g[l]![j]!) * ownError + errors[l]![j]! * (size + phiErrors[k]!);
    }
  });
  // |a/b - A/B| <= (|da| + |a/b| |db|) / (|b| - |db|)
  const room = gamma - gammaError;
  return result.map((entry) => (room > 0 ? entry / room : Number.POSITIVE_INFINITY));
}

/** g_l = E[l' phi_l] and gamma, with their errors. */
export interface GammaMoments {
  readonly g: readonly Float64Array[];
  /** Error of every entry of g. */
  readonly errors: readonly Float64Array[];
  readonly gamma: number;
  readonly gammaError: number;
}

/** Error of E[l'' a b]: `changes` are the errors of l'', a and b come with theirs. */
export function formError(
  context: PointContext,
  changes: Float64Array,
  [a, aErrors]: readonly [Float64Array, Float64Array],
  [b, bErrors]: readonly [Float64Array, Float64Array],
): number {
  const { weights, samples } = context.data;
  const { curvatures } = context.forward();
  const roundings = sumRoundings(samples);
  let error = 0;
  for (let i = 0; i < samples; i++) {
    const [sizeA, sizeB] = [Math.abs(a[i]!), Math.abs(b[i]!)];
    // |(a + da)(b + db) - a b|
    const moved = sizeA * bErrors[i]! + sizeB * aErrors[i]! + aErrors[i]! * bErrors[i]!;
    const product = sizeA * sizeB;
    error +=
      weights[i]! * ((curvatures[i]! + changes[i]!) * moved + (changes[i]! + roundings * curvatures[i]!) * product);
  }
  return error;
}

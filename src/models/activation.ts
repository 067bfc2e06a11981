/** A scalar activation s -> sigma(s), applied entrywise. */

export interface Activation {
  readonly kind: string;
  readonly value: (s: number) => number;
  readonly slope: (s: number) => number;
  readonly curvature: (s: number) => number;
  /** The three functions above on whole arrays, bit for bit, for activations where they share most of their work. */
  readonly jet?: Jet;
  /** Global Lipschitz constant; null when unbounded (square). */
  readonly lipschitz: number | null;
  /** sigma(0) = 0. */
  readonly zeroAtZero: boolean;
  /** sigma(c s) = c sigma(s) for c > 0. */
  readonly positivelyHomogeneous: boolean;
  /** Points where sigma is not C^2. */
  readonly kinks: readonly number[];
}

/** Writes sigma(s_i), sigma'(s_i) and sigma''(s_i) for every i; an array that is null is not wanted. */
export type Jet = (
  s: Float64Array,
  value: Float64Array,
  slope: Float64Array | null,
  curvature: Float64Array | null,
) => void;

/** The jet of any activation. */
export function writeJet(
  activation: Activation,
  s: Float64Array,
  value: Float64Array,
  slope: Float64Array | null,
  curvature: Float64Array | null,
): void {
  if (activation.jet) {
    activation.jet(s, value, slope, curvature);
    return;
  }
  for (let i = 0; i < s.length; i++) value[i] = activation.value(s[i]!);
  if (slope) for (let i = 0; i < s.length; i++) slope[i] = activation.slope(s[i]!);
  if (curvature) for (let i = 0; i < s.length; i++) curvature[i] = activation.curvature(s[i]!);
}

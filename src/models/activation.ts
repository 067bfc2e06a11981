/** A scalar activation s -> sigma(s), applied entrywise. */

export interface Activation {
  readonly kind: string;
  readonly value: (s: number) => number;
  readonly slope: (s: number) => number;
  readonly curvature: (s: number) => number;
  /** Global Lipschitz constant; null when unbounded (square). */
  readonly lipschitz: number | null;
  /** sigma(0) = 0. */
  readonly zeroAtZero: boolean;
  /** sigma(c s) = c sigma(s) for c > 0. */
  readonly positivelyHomogeneous: boolean;
  /** Points where sigma is not C^2. */
  readonly kinks: readonly number[];
}

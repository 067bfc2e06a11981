/** A loss l(p; y), convex in the prediction p; derivatives are with respect to p. */

export interface Loss {
  readonly kind: string;
  /** l(p; y). */
  readonly value: (p: number, y: number) => number;
  /** l'(p; y). */
  readonly slope: (p: number, y: number) => number;
  /** l''(p; y). */
  readonly curvature: (p: number, y: number) => number;
  /** sup |l'| over p for labels |y| <= 1 where it depends on y; null when unbounded. */
  readonly lipschitz: number | null;
  /** sup l'' over p for the label y. */
  readonly curvatureBound: (y: number) => number;
  /** Whether l is C^2 in p everywhere. */
  readonly smooth: boolean;
  /** Residuals p - y at which l'' jumps; none where l is C^2. */
  readonly slopeKinks: readonly number[];
  /** "signs": labels must be -1 or 1. */
  readonly labels: "real" | "signs";
  /** Fenchel conjugate sup_p (a p - l(p; y)); Infinity outside its domain. */
  readonly conjugate: (a: number, y: number) => number;
}

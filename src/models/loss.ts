/** A loss l(p; y); derivatives are with respect to the prediction p. */

export interface Loss {
  readonly kind: string;
  /** Whether l is convex in p. Without that the infimum over linear predictors is only known from above. */
  readonly convex: boolean;
  /** l(p; y). */
  readonly value: (p: number, y: number) => number;
  /** l'(p; y). */
  readonly slope: (p: number, y: number) => number;
  /** l''(p; y). */
  readonly curvature: (p: number, y: number) => number;
  /** l, l' and l'' are off by a few roundings of their own values and by this many of |p| + |y|, seen through the next derivative. */
  readonly cancellation: number;
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
  /** Fenchel conjugate sup_p (a p - l(p; y)), Infinity outside its domain; without convexity any upper bound of it. */
  readonly conjugate: (a: number, y: number) => number;
}

/** What one formula says at one witness. */

export interface Margin {
  /** Signed margin: positive holds, negative fails. Infinite ends are written as null in JSON. */
  readonly value: number;
  /** The margin's interval. -Infinity or Infinity where a one-sided bound leaves an end open. */
  readonly low: number;
  readonly high: number;
}

export type Outcome =
  /** `tie`: the margin is zero within rounding and the comparison is not strict. */
  | { readonly kind: "holds"; readonly margin: Margin; readonly tie: boolean }
  /** Holds as far as a one-sided bound can tell: counts as not refuted, never as confirmed. */
  | { readonly kind: "not-refuted"; readonly margin: Margin }
  | { readonly kind: "fails"; readonly margin: Margin }
  | { readonly kind: "undecided"; readonly margin: Margin }
  /** A quantity in the formula does not exist at this witness. */
  | { readonly kind: "inapplicable"; readonly reason: string };

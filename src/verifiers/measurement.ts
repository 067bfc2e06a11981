/** A measured number with its error bar and the strength of the evidence behind it. */

/** What stands behind a value. A one-sided bound can refute a claim, never confirm it. */
export type Grade = "exact" | "certified" | "measured" | "lower-bound" | "upper-bound";

export interface Measured {
  readonly value: number;
  /** Half-width: the true number lies in [value - error, value + error] (one end open for the one-sided grades). */
  readonly error: number;
  readonly grade: Grade;
  /** The bar covers 0 because the sign could not be decided, not because of rounding: never a tie. */
  readonly undecidedSign?: true;
}

/** The quantity does not exist here, and why. */
export interface Absent {
  readonly value: null;
  readonly reason: string;
}

export type Measurement = Measured | Absent;

export type Measurements = Readonly<Record<string, Measurement>>;

/** One measured number: its name in formulas and how it is measured. */

import { EPS } from "../../numerics/rounding.ts";
import type { Measured, Measurement } from "../measurement.ts";

export interface Quantity<Context> {
  readonly name: string;
  readonly measure: (context: Context) => Measurement;
}

export const absent = (reason: string): Measurement => ({ value: null, reason });

export const exact = (value: number): Measured => ({ value, error: 0, grade: "exact" });

/**
 * A float result. The budget covers rounding: 50 eps times the sum of the absolute values of the terms that were added
 * (docs/theory.md, section 3), plus whatever error the terms already carried.
 */
export const measured = (value: number, absoluteTerms: number = Math.abs(value), carried: number = 0): Measured => ({
  value,
  error: 50 * EPS * absoluteTerms + carried,
  grade: "measured",
});

/** Numbers that carry a bound on their own rounding error: value +- error, each operation adding its rounding (2^-53 relative). */
import type { Measured } from "../measurement.ts";
import { unit } from "./tape.ts";

export interface Bounded {
  readonly value: number;
  readonly error: number;
}

export const exactly = (value: number): Bounded => ({ value, error: 0 });
export const zero: Bounded = exactly(0);

export function plus(a: Bounded, b: Bounded): Bounded {
  const value = a.value + b.value;
  return { value, error: a.error + b.error + unit * Math.abs(value) };
}

export function times(a: Bounded, b: Bounded): Bounded {
  const value = a.value * b.value;
  const error = Math.abs(a.value) * b.error + Math.abs(b.value) * a.error + a.error * b.error;
  return { value, error: error + unit * Math.abs(value) };
}

export const minus = (a: Bounded, b: Bounded): Bounded => plus(a, { value: -b.value, error: b.error });
export const square = (a: Bounded): Bounded => times(a, a);

/** a / b; infinite error where b may vanish. */
export function over(a: Bounded, b: Bounded): Bounded {
  const value = a.value / b.value;
  const room = Math.abs(b.value) - b.error;
  // |a/b - A/B| <= (|da| + |a/b| |db|) / (|b| - |db|)
  const error = room > 0 ? (a.error + Math.abs(value) * b.error) / room : Number.POSITIVE_INFINITY;
  return { value, error: error + unit * Math.abs(value) };
}

/** sqrt(a), a >= 0. */
export function root(a: Bounded): Bounded {
  const value = Math.sqrt(Math.max(a.value, 0));
  // |sqrt(a + e) - sqrt(a)| <= min(|e| / sqrt(a), sqrt(|e|))
  const error = value > 0 ? Math.min(a.error / value, Math.sqrt(a.error)) : Math.sqrt(a.error);
  return { value, error: error + unit * value };
}

export const total = (terms: readonly Bounded[]): Bounded => terms.reduce(plus, zero);

export const inner = (a: readonly Bounded[], b: readonly Bounded[]): Bounded =>
  total(a.map((entry, j) => times(entry, b[j]!)));

/** Euclidean norm; | ||a|| - ||b|| | <= ||a - b|| keeps the error small where the norm is. */
export function norm(entries: readonly Bounded[]): Bounded {
  // in units of the largest, whose square may underflow
  const largest = entries.reduce((most, entry) => Math.max(most, Math.abs(entry.value)), 0);
  const tiny = largest > 0 && largest < 1e-140 ? largest : 1;
  const value = tiny * Math.sqrt(entries.reduce((sum, entry) => sum + (entry.value / tiny) ** 2, 0));
  const error = Math.sqrt(entries.reduce((sum, entry) => sum + entry.error * entry.error, 0));
  return { value, error: error + (entries.length + 2) * unit * value };
}

/** The final word on a quantity: the running bound, doubled for what first-order bounds leave out. */
export const measured = (a: Bounded): Measured => ({ value: a.value, error: 2 * a.error, grade: "measured" });
export const exact = (value: number): Measured => ({ value, error: 0, grade: "exact" });

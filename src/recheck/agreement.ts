/** How far a number measured again is from the stored one: reproduced, within the error bars, or different. */
import type { Outcome } from "../verifiers/outcome.ts";

/** One number, and what the formula behind it says; null for a number that no formula decides. */
export interface Reading {
  /** null: it does not exist, and `reason` says why. */
  readonly value: number | null;
  readonly error: number;
  readonly says: Outcome["kind"] | null;
  readonly reason: string | null;
}

export type Agreement =
  | { readonly kind: "reproduced"; readonly difference: number }
  /** Apart by no more than both error bars together. */
  | { readonly kind: "within-error"; readonly difference: number }
  | { readonly kind: "different"; readonly difference: number | null; readonly reason: string }
  /** Stored as a number, and no number here. */
  | { readonly kind: "missing"; readonly reason: string }
  /** Exists neither there nor here. */
  | { readonly kind: "absent"; readonly reason: string };

/** Largest difference relative to the larger of both numbers that counts as the same number. */
export const sameNumber = 1e-12;

export function agreement(stored: Reading, here: Reading): Agreement {
  if (stored.value === null || here.value === null) return oneMissing(stored, here);
  const difference = here.value - stored.value;
  if (contradict(stored, here)) {
    return { kind: "different", difference, reason: `the report says "${stored.says}", this page "${here.says}"` };
  }
  const size = Math.max(Math.abs(stored.value), Math.abs(here.value));
  if (Math.abs(difference) <= sameNumber * size) return { kind: "reproduced", difference };
  const bars = stored.error + here.error;
  // an infinite bar would agree with anything
  if (Number.isFinite(bars) && Math.abs(difference) <= bars) return { kind: "within-error", difference };
  return { kind: "different", difference, reason: "the difference exceeds both error bars together" };
}

/** A one-sided bound that does not refute goes with a number that holds; an undecided margin goes with either. */
const contradict = (a: Reading, b: Reading): boolean =>
  a.says !== b.says && (a.says === "fails" || b.says === "fails") && a.says !== "undecided" && b.says !== "undecided";

function oneMissing(stored: Reading, here: Reading): Agreement {
  if (here.value !== null) return { kind: "different", difference: null, reason: "stored without a number" };
  return { kind: stored.value === null ? "absent" : "missing", reason: here.reason ?? "it does not exist" };
}

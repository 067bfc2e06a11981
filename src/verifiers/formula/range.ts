/** A number with everything known about it: where it certainly lies, where it lies if one-sided bounds were tight, and on what evidence. */
import type { Absent, Grade, Measurement } from "../measurement.ts";
import { down, type Interval, up } from "./interval.ts";

export interface Range {
  readonly value: number;
  /** Where the true number lies; a lower or upper bound leaves an end open. */
  readonly certain: Interval;
  /** Where the number lies if every one-sided bound is taken as two-sided: decides "not refuted", never "holds". */
  readonly nominal: Interval;
  /** The value is the number itself, without any error. */
  readonly exact: boolean;
  readonly grade: Grade;
  /** Something in it has an undecided sign: an interval that contains 0 is then no tie. */
  readonly undecidedSign: boolean;
}

export const isAbsent = (range: Range | Absent): range is Absent => range.value === null;
export const absent = (reason: string): Absent => ({ value: null, reason });

const strength: Readonly<Record<Grade, number>> = {
  exact: 0,
  certified: 1,
  measured: 2,
  "lower-bound": 3,
  "upper-bound": 3,
};

/** Evidence is as strong as its weakest part. */
export const weakest = (a: Grade, b: Grade): Grade => (strength[b] > strength[a] ? b : a);

/** Exact values keep a point interval. Rounding makes an exact number an enclosure, which is at best certified. */
export function range(
  value: number,
  certain: Interval,
  nominal: Interval,
  exact: boolean,
  grade: Grade,
  undecidedSign = false,
): Range {
  const point = { low: value, high: value };
  return exact
    ? { value, certain: point, nominal: point, exact, grade, undecidedSign }
    : { value, certain, nominal, exact, grade: weakest(grade, "certified"), undecidedSign };
}

export function exactRange(value: number): Range {
  const point = { low: value, high: value };
  return { value, certain: point, nominal: point, exact: true, grade: "exact", undecidedSign: false };
}

/** A number that is `value` up to the rounding of `value`. */
export function roundedRange(value: number): Range {
  const around = { low: down(value), high: up(value) };
  return range(value, around, around, false, "exact");
}

/** The record is read from JSON, where a lost number is null: nothing is trusted without a finite value and error bar. */
export function rangeOf(name: string, measurement: Measurement): Range | Absent {
  if (measurement.value === null) return absent(`${name}: ${measurement.reason}`);
  const { value, error, grade } = measurement;
  const undecidedSign = measurement.undecidedSign === true;
  if (!Number.isFinite(value)) return absent(`${name}: not a finite number`);
  if (!(Number.isFinite(error) && error >= 0)) return absent(`${name}: no finite error bar`);
  if (!Object.hasOwn(strength, grade)) return absent(`${name}: unknown grade`);
  const nominal = error === 0 ? { low: value, high: value } : { low: down(value - error), high: up(value + error) };
  if (grade === "lower-bound")
    return {
      value,
      certain: { low: nominal.low, high: Number.POSITIVE_INFINITY },
      nominal,
      exact: false,
      grade,
      undecidedSign,
    };
  if (grade === "upper-bound")
    return {
      value,
      certain: { low: Number.NEGATIVE_INFINITY, high: nominal.high },
      nominal,
      exact: false,
      grade,
      undecidedSign,
    };
  return { value, certain: nominal, nominal, exact: error === 0, grade, undecidedSign };
}

const reach = (value: number, { low, high }: Interval): number => Math.max(value - low, high - value);

/** Back to a measurement. An end that stays open is said in the grade; two open ends bound nothing. */
export function measurementOf(part: Range | Absent): Measurement {
  if (isAbsent(part)) return part;
  const { value, certain, nominal, exact, grade } = part;
  const open = part.undecidedSign ? { undecidedSign: true as const } : {};
  if (exact) return { value, error: 0, grade };
  const openAbove = certain.high === Number.POSITIVE_INFINITY;
  const openBelow = certain.low === Number.NEGATIVE_INFINITY;
  if (openAbove && openBelow) return absent("one-sided bounds leave this number unbounded on both sides");
  if (openAbove) return { value, error: reach(value, nominal), grade: "lower-bound", ...open };
  if (openBelow) return { value, error: reach(value, nominal), grade: "upper-bound", ...open };
  const twoSided = grade === "lower-bound" || grade === "upper-bound" ? "measured" : grade;
  return { value, error: reach(value, certain), grade: twoSided, ...open };
}

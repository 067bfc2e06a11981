/** The values of a sweep axis: a list, { pow2: [a, b] } or { range: [a, b, step] }, both ends included. */
import { elementsOf, isMapping } from "./source.ts";

export type AxisValues<Value> =
  | { readonly ok: true; readonly values: readonly Value[] }
  | { readonly ok: false; readonly message: string };

/** Longest axis. */
export const maxAxisLength = 200;

function powersOfTwo(first: number, last: number): AxisValues<number> {
  const isPower = (n: number): boolean => Number.isInteger(Math.log2(n));
  if (!isPower(first) || !isPower(last)) return { ok: false, message: "pow2 takes two powers of two, such as [1, 64]" };
  if (first > last) return { ok: false, message: `pow2: [${first}, ${last}] is empty` };
  return { ok: true, values: Array.from({ length: Math.log2(last / first) + 1 }, (_, k) => first * 2 ** k) };
}

function steps(first: number, last: number, step: number): AxisValues<number> {
  const length = Math.floor((last - first) / step) + 1;
  if (length < 1) return { ok: false, message: `range: [${first}, ${last}, ${step}] is empty` };
  if (length > maxAxisLength) return { ok: false, message: `the range has ${length} values, most: ${maxAxisLength}` };
  return { ok: true, values: Array.from({ length }, (_, k) => first + k * step) };
}

const isAxisValue = (value: unknown): boolean => typeof value === "number" || typeof value === "string";

/** Of a value that the schema accepts as an axis; no values for anything else. */
export function axisValues<Value>(axis: unknown): AxisValues<Value | number> {
  if (!isMapping(axis)) return { ok: true, values: elementsOf(axis).filter(isAxisValue) as readonly Value[] };
  const [first, last, step] = elementsOf(axis.pow2 ?? axis.range);
  if (typeof first !== "number" || typeof last !== "number") return { ok: true, values: [] };
  if ("pow2" in axis) return powersOfTwo(first, last);
  return typeof step === "number" ? steps(first, last, step) : { ok: true, values: [] };
}

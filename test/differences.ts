/** Sixth-order central differences: the slow, obvious twin of every derivative. */

/** (f(x+h) - ... ) with weights 3/4, -3/20, 1/60; truncation h^6, rounding eps/h. */
export function difference(f: (t: number) => number, h = 1e-2): number {
  const pair = (k: number): number => f(k * h) - f(-k * h);
  return (0.75 * pair(1) - 0.15 * pair(2) + pair(3) / 60) / h;
}

/** The same for a vector-valued function. */
export function differenceOf(f: (t: number) => Float64Array, h = 1e-2): Float64Array {
  const values = new Map([-3, -2, -1, 1, 2, 3].map((k) => [k, f(k * h)]));
  const at = (k: number, i: number): number => values.get(k)?.[i] ?? Number.NaN;
  return (values.get(1) ?? new Float64Array()).map(
    (_, i) => (0.75 * (at(1, i) - at(-1, i)) - 0.15 * (at(2, i) - at(-2, i)) + (at(3, i) - at(-3, i)) / 60) / h,
  );
}

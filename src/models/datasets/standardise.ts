/** Inputs centred and divided by their population standard deviation, column by column. */
import { type Refusal, refuse } from "./shape.ts";

/** x is samples x names.length, row by row. A constant column has no scale and is refused. */
export function standardised(
  x: Float64Array,
  names: readonly string[],
): { readonly ok: true; readonly x: Float64Array } | Refusal {
  const dimension = names.length;
  const result = new Float64Array(x.length);
  for (const [j, name] of names.entries()) {
    const column = x.filter((_, k) => k % dimension === j);
    // Compared exactly: the computed deviation of a constant column need not be 0.
    if (column.every((entry) => entry === column[0]))
      return refuse(`column "${name}" is constant: it cannot be standardised`);
    const mean = column.reduce((sum, entry) => sum + entry, 0) / column.length;
    const deviation = Math.sqrt(column.reduce((sum, entry) => sum + (entry - mean) ** 2, 0) / column.length);
    for (const [i, entry] of column.entries()) result[i * dimension + j] = (entry - mean) / deviation;
  }
  return { ok: true, x: result };
}

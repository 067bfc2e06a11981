/**
 * Exact rank of a matrix of floats: fraction-free elimination (Bareiss) over the integers that each row becomes times a power of two,
 * row by row. Every entry that arises is a minor, so the division by the previous pivot leaves no remainder.
 */
import { dyadic } from "./dyadic.ts";

interface Pivot {
  readonly row: readonly bigint[];
  readonly column: number;
}

function integers(row: ArrayLike<number>): bigint[] {
  const entries = Array.from(row, dyadic);
  const lowest = entries.reduce((least, { exponent }) => Math.min(least, exponent), 0);
  return entries.map(({ mantissa, exponent }) => mantissa << BigInt(exponent - lowest));
}

/** What is left of a row after elimination with the pivots so far. */
function reduced(row: readonly bigint[], pivots: readonly Pivot[]): readonly bigint[] {
  let rest = row;
  let previous = 1n;
  for (const pivot of pivots) {
    const [scale, factor, divisor] = [pivot.row[pivot.column]!, rest[pivot.column]!, previous];
    rest = rest.map((entry, j) => (scale * entry - factor * pivot.row[j]!) / divisor);
    previous = scale;
  }
  return rest;
}

export function integerRank(rows: readonly ArrayLike<number>[]): number {
  const pivots: Pivot[] = [];
  for (const row of rows) {
    // no rank beyond the number of columns
    if (pivots.length === row.length) break;
    const rest = reduced(integers(row), pivots);
    const column = rest.findIndex((entry) => entry !== 0n);
    if (column >= 0) pivots.push({ row: rest, column });
  }
  return pivots.length;
}

/**
 * Rank of a matrix whose entries carry errors: elimination with complete pivoting in bounded arithmetic. A pivot larger than its error is
 * certainly not 0; what is left when there is none may be 0 or not, and bounds the rank from above.
 */
import { type Bounded, minus, over, times, zero } from "./bounded.ts";

export interface RankBounds {
  readonly least: number;
  readonly most: number;
}

const certain = ({ value, error }: Bounded): number => Math.abs(value) - error;
const isZero = ({ value, error }: Bounded): boolean => value === 0 && error === 0;

function largest(rows: readonly (readonly Bounded[])[]): { row: number; column: number } | null {
  let best: { row: number; column: number; size: number } | null = null;
  for (const [row, entries] of rows.entries())
    for (const [column, entry] of entries.entries())
      if (certain(entry) > (best?.size ?? 0)) best = { row, column, size: certain(entry) };
  return best;
}

/** The rows other than the pivot's with the pivot's column cleared. */
function cleared(rows: readonly (readonly Bounded[])[], row: number, column: number): Bounded[][] {
  const pivot = rows[row]!;
  return rows.flatMap((entries, i) => {
    if (i === row) return [];
    const factor = over(entries[column]!, pivot[column]!);
    return [entries.map((entry, j) => (j === column ? zero : minus(entry, times(factor, pivot[j]!))))];
  });
}

export function boundedRank(matrix: readonly (readonly Bounded[])[]): RankBounds {
  let rows = matrix.map((row) => [...row]);
  for (let least = 0; ; least++) {
    const pivot = largest(rows);
    if (pivot === null) {
      const open = rows.filter((row) => !row.every(isZero));
      const columns = matrix[0]?.filter((_, j) => open.some((row) => !isZero(row[j]!))) ?? [];
      return { least, most: least + Math.min(open.length, columns.length) };
    }
    rows = cleared(rows, pivot.row, pivot.column);
  }
}

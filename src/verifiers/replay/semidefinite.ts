/** Exact rank and sign of symmetric integer matrices. */

/**
 * Rank of a symmetric integer matrix if it is positive semidefinite, null otherwise. Fraction-free elimination (Bareiss):
 * every entry stays a minor, the division by the previous pivot is exact, and signs are those of the Schur complement.
 */
export function semidefiniteRank(matrix: readonly (readonly bigint[])[]): number | null {
  const a = matrix.map((row) => [...row]);
  let left = a.map((_, i) => i);
  let previous = 1n;
  for (let rank = 0; ; rank++) {
    if (left.some((i) => a[i]![i]! < 0n)) return null;
    const k = left.find((i) => a[i]![i]! > 0n);
    // A zero diagonal needs a zero matrix: otherwise some 2 x 2 minor is negative.
    if (k === undefined) return left.some((i) => left.some((j) => a[i]![j] !== 0n)) ? null : rank;
    const pivot = a[k]![k]!;
    const rest = left.filter((i) => i !== k);
    const update = rest.map((i) => rest.map((j) => (a[i]![j]! * pivot - a[i]![k]! * a[k]![j]!) / previous));
    rest.forEach((i, r) => {
      rest.forEach((j, c) => {
        a[i]![j] = update[r]![c]!;
      });
    });
    left = rest;
    previous = pivot;
  }
}

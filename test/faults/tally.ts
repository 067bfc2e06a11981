/** What became of the faults of one kind: how many were injected, how they ended, and what went wrong. */

export interface Tally {
  readonly fault: string;
  readonly what: string;
  readonly injected: number;
  /** Ended at once, with the right answer in spite of the fault. */
  readonly unharmed: number;
  /** Ended with a clear code and message. */
  readonly refused: number;
  /** One sentence per loss, wrong result or silence: must be empty. */
  readonly wrong: readonly string[];
}

export const tallyOf = (
  fault: string,
  what: string,
  injected: number,
  wrong: readonly string[],
  refused = 0,
): Tally => ({ fault, what, injected, unharmed: injected - refused - wrong.length, refused, wrong });

/** A table for people. */
export function tallyText(tallies: readonly Tally[]): string {
  const rows = tallies.map(({ fault, what, injected, unharmed, refused, wrong }) =>
    [fault, what, injected, unharmed, refused, wrong.length].map(String),
  );
  const all = [["", "fault", "injected", "survived", "refused", "wrong"], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = all.map((row) =>
    row
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  return [...lines, ...tallies.flatMap(({ fault, wrong }) => wrong.map((what) => `${fault} WRONG: ${what}`))].join(
    "\n",
  );
}

/** The vertical axis of margins: linear while one scale shows them all, a symmetric logarithm when they span decades. */

/** The margin that decides at one depth; null where no point was applicable. */
export interface DepthMargin {
  readonly depth: number;
  readonly margin: number | null;
  readonly error: number | null;
  readonly state: "holds" | "tie" | "fails" | "undecided" | "absent";
  readonly applicable: number;
}

export interface MarginAxis {
  readonly type: "linear" | "symlog";
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[] | null;
  /** The symmetric logarithm is linear within this distance of zero. */
  readonly constant: number;
}

// Beyond this ratio of largest to smallest margin the small ones lie on the zero line of a linear axis.
const linearRatio = 30;

const ends = ({ margin, error }: DepthMargin): number[] =>
  margin === null ? [] : [margin - (error ?? 0), margin + (error ?? 0)].filter(Number.isFinite);

const size = (item: DepthMargin): number => Math.max(...ends(item).map(Math.abs), 0);

export function marginAxis(items: readonly DepthMargin[]): MarginAxis {
  const sizes = items.map(size).filter((x) => x > 0);
  const largest = Math.max(...sizes, Number.MIN_VALUE);
  const smallest = Math.max(Math.min(...sizes), largest * 1e-18);
  const low = Math.min(0, ...items.flatMap(ends));
  const high = Math.max(0, ...items.flatMap(ends));
  if (sizes.length === 0) return { type: "linear", domain: [-1, 1], ticks: [0], constant: 1 };
  if (largest / smallest <= linearRatio) {
    const room = (high - low) * 0.08;
    return { type: "linear", domain: [low - room, high + room], ticks: null, constant: 1 };
  }
  const constant = smallest / 2;
  const room = 1.8;
  return { type: "symlog", domain: [low * room, high * room], ticks: decades(low, high, smallest), constant };
}

// Zero and powers of ten of either sign, thinned to at most five a side; none so small that it would touch the zero.
function decades(low: number, high: number, smallest: number): number[] {
  const first = Math.ceil(Math.log10(smallest) - 0.05);
  const last = Math.floor(Math.log10(Math.max(-low, high)));
  const step = Math.max(1, Math.ceil((last - first + 1) / 5));
  const powers: number[] = [];
  for (let k = last; k >= first; k -= step) powers.push(Number(`1e${k}`));
  const negative = powers.filter((x) => -x >= low).map((x) => -x);
  return [...negative, 0, ...powers.filter((x) => x <= high)].sort((a, b) => a - b);
}

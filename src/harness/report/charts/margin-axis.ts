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

/** `others`: margins that are drawn as well, such as those of every point. */
export function marginAxis(items: readonly DepthMargin[], others: readonly number[] = []): MarginAxis {
  const sizes = items.map(size).filter((x) => x > 0);
  const [low, high] = extent([...items.flatMap(ends), ...others]);
  return axisOf(low, high, Math.min(...(sizes.length > 0 ? sizes : others.map(Math.abs).filter((x) => x > 0))));
}

/** Values that differ from zero by less than this share of the largest are drawn as zero. */
const resolution = 1e-9;

/** For values of any kind; contains zero. `resolved`: sizes that the scale shows apart from zero, however small. */
export function valueAxis(values: readonly number[], resolved: readonly number[] = []): MarginAxis {
  const [low, high] = extent(values);
  const sizes = values.map(Math.abs).filter((x) => x > resolution * Math.max(-low, high));
  return axisOf(low, high, Math.min(...sizes, ...resolved));
}

// Not Math.min(...values): there may be too many for one call.
function extent(values: readonly number[]): readonly [number, number] {
  return values.reduce<readonly [number, number]>(([low, high], x) => [Math.min(low, x), Math.max(high, x)], [0, 0]);
}

function axisOf(low: number, high: number, least: number): MarginAxis {
  const largest = Math.max(-low, high);
  if (largest === 0) return { type: "linear", domain: [-1, 1], ticks: [0], constant: 1 };
  const smallest = Math.max(least, Math.min(1, largest) * 1e-18);
  if (largest / smallest <= linearRatio) {
    const room = (high - low) * 0.08;
    return { type: "linear", domain: [low - room, high + room], ticks: null, constant: 1 };
  }
  const room = 1.8;
  const constant = smallest / 2;
  const domain = [low * room, high * room] as const;
  const clear = (x: number): boolean => heightOf(x, domain, constant) > touching;
  return { type: "symlog", domain, ticks: decades(low, high, smallest).filter((x) => x === 0 || clear(x)), constant };
}

/** Share of the axis that a tick takes. */
const touching = 0.06;

/** Distance of x from zero on a symmetric logarithm, as a share of the axis. */
function heightOf(x: number, [low, high]: MarginAxis["domain"], constant: number): number {
  const place = (y: number): number => Math.log1p(Math.abs(y) / constant);
  return place(x) / (place(low) + place(high));
}

// Zero and powers of ten of either sign, thinned to at most five a side.
function decades(low: number, high: number, smallest: number): number[] {
  const first = Math.ceil(Math.log10(smallest) - 0.05);
  const last = Math.floor(Math.log10(Math.max(-low, high)));
  const step = Math.max(1, Math.ceil((last - first + 1) / 5));
  const powers: number[] = [];
  for (let k = last; k >= first; k -= step) powers.push(Number(`1e${k}`));
  const negative = powers.filter((x) => -x >= low).map((x) => -x);
  return [...negative, 0, ...powers.filter((x) => x <= high)].sort((a, b) => a - b);
}

/** The horizontal axis of every chart over depth: log2, with a tick at each depth or, when there are many, at powers of two. */

export interface DepthAxis {
  readonly type: "log";
  readonly base: 2;
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
}

export function depthAxis(depths: readonly number[]): DepthAxis {
  const low = Math.min(...depths);
  const high = Math.max(...depths);
  // A little room on either side keeps marks off the frame and a single depth off a degenerate scale.
  return { type: "log", base: 2, domain: [low / 1.25, high * 1.25], ticks: ticks(depths) };
}

function ticks(depths: readonly number[]): readonly number[] {
  if (depths.length <= 7) return depths;
  const powers = depths.filter((depth) => Number.isInteger(Math.log2(depth)));
  return powers.length > 1 ? powers : depths.filter((_, i) => i % Math.ceil(depths.length / 7) === 0);
}

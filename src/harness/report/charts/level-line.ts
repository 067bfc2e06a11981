/** Where a function on a square grid takes a value: the marching squares algorithm, linear along the edges of each cell. */
import type { Surface } from "../../illustrate/illustrations.types.ts";
import type { Place } from "./dots.ts";

type Corner = Place & { readonly height: number };

/** Straight segments in the units of the grid's axes; cells with a corner that is not finite have none. */
export function levelLine({ risks, size, reach }: Surface, level: number): (readonly [Place, Place])[] {
  const middle = (size - 1) / 2;
  const corner = (column: number, row: number): Corner => ({
    x: ((column - middle) / middle) * reach,
    y: ((row - middle) / middle) * reach,
    height: (risks[row * size + column] ?? Number.NaN) - level,
  });
  const cells = Array.from(
    { length: (size - 1) ** 2 },
    (_, k) => [k % (size - 1), Math.floor(k / (size - 1))] as const,
  );
  return cells.flatMap(([c, r]) =>
    cellSegments([corner(c, r), corner(c + 1, r), corner(c + 1, r + 1), corner(c, r + 1)]),
  );
}

/** Corners in the order around the cell. Two crossed edges give one segment, four give two. */
function cellSegments(corners: readonly Corner[]): (readonly [Place, Place])[] {
  if (corners.some(({ height }) => !Number.isFinite(height))) return [];
  const crossings = corners.flatMap((from, k) => crossing(from, corners[(k + 1) % 4] ?? from) ?? []);
  const [a, b, c, d] = crossings;
  if (a === undefined || b === undefined) return [];
  return c === undefined || d === undefined
    ? [[a, b]]
    : [
        [a, b],
        [c, d],
      ];
}

function crossing(from: Corner, to: Corner): Place | null {
  if (from.height < 0 === to.height < 0) return null;
  // height is linear along the edge and 0 at this share of it
  const share = from.height / (from.height - to.height);
  return { x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y) };
}

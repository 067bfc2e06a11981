/** The data of a path in fewer bytes: each stroke along an axis or by its distance, whichever is shorter. What is drawn stays. */

const commands = /([MLHV])(-?[\d.]+)(?:,(-?[\d.]+))?|[a-zA-Z][^a-zA-Z]*/g;

interface Pen {
  readonly x: string;
  readonly y: string;
}

/** Numbers must be rounded already: equal coordinates have to be equal texts. */
export function shortened(d: string): string {
  let pen: Pen | null = null;
  return d.replace(commands, (whole, name?: string, first?: string, second?: string) => {
    // a stroke without length leaves the pen where it is; after any other relative one nobody knows
    if (name === undefined) {
      if (whole !== "h0") pen = null;
      return whole;
    }
    const to = target(pen, name, first ?? "", second);
    const short = pen === null || to === null ? whole : shortest(whole, name === "M" ? "m" : "l", pen, to);
    pen = to;
    return short;
  });
}

function target(pen: Pen | null, name: string, first: string, second: string | undefined): Pen | null {
  if (second !== undefined) return { x: first, y: second };
  if (pen === null) return null;
  return name === "H" ? { x: first, y: pen.y } : name === "V" ? { x: pen.x, y: first } : null;
}

/** Differences of rounded numbers, without the noise of subtracting them. */
const step = (from: string, to: string): string => String(Math.round((Number(to) - Number(from)) * 100) / 100);

function shortest(whole: string, relative: "m" | "l", from: Pen, to: Pen): string {
  const [dx, dy] = [step(from.x, to.x), step(from.y, to.y)];
  const ways = [whole, `${relative}${dx}${dy.startsWith("-") ? "" : ","}${dy}`];
  if (relative === "l" && from.x === to.x) ways.push(`V${to.y}`, `v${dy}`);
  if (relative === "l" && from.y === to.y) ways.push(`H${to.x}`, `h${dx}`);
  return ways.reduce((best, way) => (way.length < best.length ? way : best));
}

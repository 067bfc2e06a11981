/** What is drawn of one claim beside its margins: value and bound, groups, fits, critical points, the worst witness from near. */
import type {
  ClaimIllustration,
  GroupMargins,
  Illustrations,
  Picture,
  Sides,
  Stationary,
  TrendLine,
} from "../illustrate/illustrations.types.ts";
import type { ClaimResult } from "../results.types.ts";
import { spectrumChart } from "./charts/spectrum-chart.ts";
import { stationaryChart } from "./charts/stationary-chart.ts";
import { surfaceChart } from "./charts/surface-chart.ts";
import { trendChart } from "./charts/trend-chart.ts";
import { valueChart } from "./charts/value-chart.ts";
import { claimKey } from "./claim-key.ts";
import type { Fragment } from "./fragment.ts";
import { typeset } from "./math.ts";
import { count, counted, inFull, significant, twelve, withError } from "./phrase.ts";

export interface SidesFigure {
  readonly chart: Fragment;
  /** Whether the formulas fit into a legend. */
  readonly brief: boolean;
  readonly value: Fragment;
  readonly bound: Fragment;
  readonly caption: string;
}

export interface TrendFigure {
  readonly chart: Fragment;
  /** Whether the formula fits into a caption. */
  readonly brief: boolean;
  readonly of: Fragment;
  readonly against: Fragment;
  readonly rows: readonly {
    readonly group: string;
    readonly slope: string;
    readonly raw: string;
    readonly margin: string;
    readonly rawMargin: string;
    readonly depths: string;
  }[];
}

export interface HeatMap {
  readonly depths: readonly number[];
  readonly rows: readonly {
    readonly group: string;
    readonly cells: readonly { readonly text: string; readonly raw: string; readonly shade: string }[];
  }[];
}

export interface StationaryFigure {
  readonly chart: Fragment;
  readonly caption: string;
}

export interface PictureFigure {
  readonly spectrum: Fragment | null;
  /** Why there is no spectrum. */
  readonly reason: string;
  readonly error: string;
  readonly surface: Fragment;
  readonly across: string;
  readonly shades: readonly { readonly shade: number; readonly from: string }[];
  readonly place: string;
  readonly linear: string | null;
}

/** The illustration of a claim, by its place in the spec. */
export function illustrationOf(illustrations: Illustrations | null, claim: ClaimResult): ClaimIllustration | null {
  if (claim.control) return null;
  return illustrations?.claims.find(({ spec, key }) => spec === claim.spec && key === claimKey(claim)) ?? null;
}

const relationWords: Readonly<Record<Sides["relation"], string>> = {
  "<=": "at most the bound",
  "<": "below the bound",
  "==": "equal to the bound",
};

/** Short enough for a legend on a phone; the statement has the formula anyway. */
const isBrief = ({ text }: { readonly text: string }): boolean => text.length <= 48;

export function sidesFigure(sides: Sides | null): SidesFigure | null {
  if (sides === null || sides.worst.length === 0) return null;
  const rest = sides.partial
    ? " This is the first comparison of the formula; where it fails another part has to hold."
    : "";
  const unresolved = sides.unresolved ?? 0;
  const beyond =
    unresolved === 0
      ? ""
      : ` Not drawn: ${counted(unresolved, "point")} where a side is known only within an error bar beyond this scale.`;
  const many = sides.value.spreads.some(({ kind }) => kind === "quantiles");
  const drawn = many ? "Bars are the middle 90 % and 50 % of the points" : "Every applicable point is a dot";
  return {
    chart: valueChart(sides),
    brief: isBrief(sides.value) && isBrief(sides.bound),
    value: typeset(sides.value.latex, sides.value.text),
    bound: typeset(sides.bound.latex, sides.bound.text),
    caption: `The value should be ${relationWords[sides.relation]}. ${drawn}; the large marks are the point of worst margin at each depth.${beyond}${rest}`,
  };
}

/** Fits beyond these are counted, not listed. */
const shownTrends = 12;

export function trendFigure(trends: readonly TrendLine[]): TrendFigure | null {
  const [first] = trends;
  if (first === undefined) return null;
  return {
    chart: trendChart(trends.slice(0, shownTrends)),
    brief: isBrief(first.of),
    of: typeset(first.of.latex, first.of.text),
    against: typeset(first.against.latex, first.against.text),
    rows: trends.map(({ group, slope, error, margin, readings }) => ({
      group,
      slope: withError(slope, error),
      raw: inFull(slope, error),
      margin: margin === null ? "none" : significant(margin),
      rawMargin: margin === null ? "" : String(twelve(margin)),
      depths: count(readings.length),
    })),
  };
}

/** null where there is only one group: the table per depth says the same. */
export function heatMap(groups: readonly GroupMargins[]): HeatMap | null {
  if (groups.length < 2) return null;
  const depths = [...new Set(groups.flatMap(({ cells }) => cells.map(({ depth }) => depth)))].sort((a, b) => a - b);
  const sizes = groups.flatMap(({ cells }) =>
    cells.flatMap(({ margin }) => (margin === null ? [] : [Math.abs(margin)])),
  );
  return {
    depths,
    rows: groups.map(({ group, cells }) => ({
      group,
      cells: depths.map((depth) =>
        heatCell(
          cells.find((cell) => cell.depth === depth),
          sizes,
        ),
      ),
    })),
  };
}

type GroupCell = GroupMargins["cells"][number];

function heatCell(cell: GroupCell | undefined, sizes: readonly number[]): HeatMap["rows"][number]["cells"][number] {
  if (cell === undefined) return { text: "", raw: "", shade: "none" };
  if (cell.margin === null) return { text: "none", raw: "", shade: "absent" };
  const { state, margin } = cell;
  // The closer to zero among all margins of the claim, the darker.
  const rank = sizes.filter((size) => size < Math.abs(margin)).length / Math.max(1, sizes.length);
  const shade = state === "holds" ? `holds-${Math.min(3, Math.floor(rank * 4))}` : state;
  return { text: significant(margin, 2), raw: String(twelve(margin)), shade };
}

export function stationaryFigure(stationary: Stationary | null): StationaryFigure | null {
  if (stationary === null) return null;
  const { points, of, threshold } = stationary;
  const some =
    points.length < of
      ? `${count(points.length)} of ${counted(of, "critical point")}, evenly chosen among those with few enough parameters`
      : counted(of, "critical point");
  return {
    chart: stationaryChart(stationary),
    caption: `${some}. An eigenvalue counts as negative below ${significant(-threshold, 1)} of the largest. Points above the line are orange; with no negative eigenvalue they would be bad minima.`,
  };
}

export function pictureFigure(picture: Picture): PictureFigure | null {
  if (!picture.ok) return null;
  const { spectrum, surface, depth, parameters, risk, linearRisk } = picture;
  const { chart, levels } = surfaceChart(surface, linearRisk);
  return {
    spectrum: spectrum.ok ? spectrumChart(spectrum.values, spectrum.error) : null,
    reason: spectrum.ok ? "" : spectrum.reason,
    error: spectrum.ok ? significant(spectrum.error, 2) : "",
    surface: chart,
    across: acrossWords(surface.across, spectrum.ok ? spectrum.error : 0),
    shades: levels.map((level, k) => ({ shade: k + 1, from: significant(level) })),
    place: `L = ${count(depth)}, ${counted(parameters, "parameter")}, risk ${significant(risk)}`,
    linear: linearRisk === null ? null : significant(linearRisk),
  };
}

function acrossWords(across: Extract<Picture, { ok: true }>["surface"]["across"], error: number): string {
  if (across.kind === "random") return "a second random direction, filter-normalised";
  const { eigenvalue } = across;
  if (Math.abs(eigenvalue) <= error)
    return "the direction of smallest curvature, an eigenvector whose eigenvalue is zero within rounding";
  return `the direction of smallest curvature, the eigenvector of ${significant(eigenvalue)}`;
}

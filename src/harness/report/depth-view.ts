/** The margins and labels of one claim per depth: the same numbers for the charts and for the tables under them. */
import type { ClaimIllustration, Sides } from "../illustrate/illustrations.types.ts";
import type { ClaimResult, DepthResult } from "../results.types.ts";
import { type LabelCount, labelChart } from "./charts/label-chart.ts";
import { type DepthMargin, marginAxis } from "./charts/margin-axis.ts";
import { marginChart, states } from "./charts/margin-chart.ts";
import { spreadValues } from "./charts/spread-marks.ts";
import type { Fragment } from "./fragment.ts";
import { count, inFull, significant, twelve, withError } from "./phrase.ts";
import { extremeWord } from "./verdict-words.ts";

export function depthMargins({ byDepth, quantifier }: ClaimResult): DepthMargin[] {
  const stateOf = quantifier === "there-is" ? searchState : depthState;
  return [...byDepth]
    .sort((a, b) => a.depth - b.depth)
    .map((result) => ({
      depth: result.depth,
      margin: result.worstMargin,
      error: result.worstMarginError,
      state: stateOf(result),
      applicable: result.applicable,
    }));
}

function depthState(result: DepthResult): DepthMargin["state"] {
  const { worstMargin, worstMarginError, violated, inconclusive } = result;
  if (worstMargin === null) return "absent";
  if (violated > 0) return "fails";
  const error = worstMarginError ?? 0;
  if (inconclusive > 0 || worstMargin + error < 0) return "undecided";
  return worstMargin - error <= 0 ? "tie" : "holds";
}

/** One point suffices: where none was shown to have the property nothing is violated, and other depths may have one. */
function searchState({ worstMargin, worstMarginError }: DepthResult): DepthMargin["state"] {
  if (worstMargin === null) return "absent";
  const error = worstMarginError ?? 0;
  if (worstMargin - error > 0) return "holds";
  return worstMargin + error < 0 ? "undecided" : "tie";
}

const stateWords: Readonly<Record<DepthMargin["state"], string>> = {
  holds: "holds",
  tie: "tie within rounding",
  undecided: "undecided",
  fails: "fails",
  absent: "no applicable point",
};

export interface MarginFigure {
  readonly chart: Fragment | null;
  readonly caption: string;
  readonly legend: readonly { readonly state: string; readonly word: string }[];
  readonly rows: readonly {
    readonly depth: number;
    readonly points: string;
    readonly applicable: string;
    readonly violated: string;
    readonly undecided: string;
    readonly margin: string;
    /** Both sides at the point of that margin; empty where they are not known. */
    readonly value: string;
    readonly bound: string;
    /** The largest share of its bound that the value reaches, and where; empty where not known. */
    readonly closest: { readonly ratio: string; readonly raw: string; readonly at: string } | null;
    /** The three in full. */
    readonly raw: { readonly margin: string; readonly value: string; readonly bound: string };
    readonly state: string;
    readonly failing: boolean;
    readonly open: boolean;
  }[];
  /** Whether any row has them. */
  readonly sided: boolean;
  readonly compared: boolean;
}

export function marginFigure(claim: ClaimResult, illustration: ClaimIllustration | null = null): MarginFigure {
  const items = depthMargins(claim);
  const drawn = items.some(({ margin }) => margin !== null);
  const extreme = extremeWord(claim.quantifier);
  const worst = new Map((illustration?.sides?.worst ?? []).map((one) => [one.depth, one]));
  const closest = new Map((illustration?.sides?.closest ?? []).map((one) => [one.depth, one]));
  const byDepth = new Map(claim.byDepth.map((result) => [result.depth, result]));
  return {
    chart: drawn ? marginChart(items, extreme, illustration?.margins) : null,
    caption: drawn ? caption(items, extreme, illustration?.margins) : nothingDrawn(claim),
    legend: states(items).map((state) => ({ state, word: stateWord(state, extreme) })),
    rows: items.map((item) => row(item, byDepth.get(item.depth), worst.get(item.depth), closest.get(item.depth))),
    sided: worst.size > 0,
    compared: closest.size > 0,
  };
}

const nothingDrawn = ({ counts }: ClaimResult): string =>
  counts.applicable > 0
    ? "The formula speaks of all depths together: no single point has a margin."
    : "No applicable point at any depth: there is no margin to draw.";

function row(
  item: DepthMargin,
  result: DepthResult | undefined,
  worst: Sides["worst"][number] | undefined,
  closest: NonNullable<Sides["closest"]>[number] | undefined,
): MarginFigure["rows"][number] {
  return {
    depth: item.depth,
    points: count(result?.points ?? 0),
    applicable: count(item.applicable),
    violated: count(result?.violated ?? 0),
    undecided: count(result?.inconclusive ?? 0),
    margin: item.margin === null ? "none" : withError(item.margin, item.error),
    value: worst === undefined ? "" : withError(worst.value, worst.valueError),
    bound: worst === undefined ? "" : withError(worst.bound, worst.boundError),
    closest:
      closest === undefined
        ? null
        : {
            ratio: significant(closest.ratio),
            raw: String(twelve(closest.ratio)),
            at: `${closest.group}; witness ${closest.witness} of cell ${closest.cell}`,
          },
    raw: {
      margin: item.margin === null ? "" : inFull(item.margin, item.error),
      value: worst === undefined ? "" : inFull(worst.value, worst.valueError),
      bound: worst === undefined ? "" : inFull(worst.bound, worst.boundError),
    },
    state: item.state,
    failing: (result?.violated ?? 0) > 0 && item.state === "fails",
    open: (result?.inconclusive ?? 0) > 0 && item.state === "undecided",
  };
}

const stateWord = (state: DepthMargin["state"], extreme: "best" | "worst"): string =>
  extreme === "best" && state === "undecided" ? "not shown at any point" : stateWords[state];

function caption(
  items: readonly DepthMargin[],
  extreme: "best" | "worst",
  spreads: ClaimIllustration["margins"] = [],
): string {
  const axis = marginAxis(items, spreadValues(spreads));
  const scale =
    axis.type === "symlog"
      ? ` The margins span decades: the vertical axis is logarithmic beyond ±${significant(axis.constant, 1)}.`
      : "";
  const holds = extreme === "best" ? "Above zero a point has the property" : "Above zero the claim holds";
  const what = `${extreme === "best" ? "Best" : "Worst"} margin over all applicable points at each depth, with its error bar`;
  return `${what}. ${behind(spreads)}${holds}.${scale}`;
}

function behind(spreads: ClaimIllustration["margins"]): string {
  if (spreads.length === 0) return "";
  if (spreads.every(({ kind }) => kind === "all")) return "Small dots are the other applicable points. ";
  return "Bars behind are the middle 90 % and 50 % of the applicable points, with their median. ";
}

export interface LabelFigure {
  readonly chart: Fragment;
  readonly legend: readonly { readonly rank: number; readonly label: string; readonly meaning: string }[];
  readonly rows: readonly { readonly depth: number; readonly counts: readonly string[] }[];
}

const labelMeanings = {
  CRITICAL: "a critical point within its error bar; only these enter the claim",
  GRADIENT_FLAT: "the gradient is small but no critical point is near",
  ESCAPING: "the parameters run off towards infinity",
  KINK: "too close to a point where the risk is not differentiable",
  UNCONVERGED: "the search ended before the gradient reached its rounding error",
} as const;
const labelNames = Object.keys(labelMeanings) as (keyof typeof labelMeanings)[];

/** In the fixed order of the stack. */
export const labelLegend: LabelFigure["legend"] = labelNames.map((label, rank) => {
  return { rank, label, meaning: labelMeanings[label] };
});

/** null where nothing was labelled, as for points that are not searched for. */
export function labelFigure({ byDepth }: ClaimResult): LabelFigure | null {
  const sorted = [...byDepth].sort((a, b) => a.depth - b.depth);
  const counts: LabelCount[] = sorted.flatMap(({ depth, labels }) =>
    labelNames.map((label, rank) => ({ depth, rank, label, count: labels[label] ?? 0 })),
  );
  if (counts.every((item) => item.count === 0)) return null;
  return {
    chart: labelChart(counts.filter((item) => item.count > 0)),
    legend: labelLegend,
    rows: sorted.map(({ depth, labels }) => ({ depth, counts: labelNames.map((label) => count(labels[label] ?? 0)) })),
  };
}

/** One claim as the page shows it: a row of the overview and a section of its own, all phrased. */
import type { ClaimIllustration } from "../illustrate/illustrations.types.ts";
import type { ClaimResult, SpecInfo, Verdict } from "../results.types.ts";
import { type ChangeView, changeOf } from "./change-view.ts";
import { sparkline, trendSparkline } from "./charts/sparkline.ts";
import { claimKey, replayCommand, safeLink } from "./claim-key.ts";
import { evidence, expectation, quantifier, reading, sentence, tested } from "./claim-sentences.ts";
import { depthMargins, type LabelFigure, labelFigure, type MarginFigure, marginFigure } from "./depth-view.ts";
import type { Fragment } from "./fragment.ts";
import { isMain } from "./headline.ts";
import {
  type HeatMap,
  heatMap,
  illustrationOf,
  type PictureFigure,
  pictureFigure,
  type SidesFigure,
  type StationaryFigure,
  sidesFigure,
  stationaryFigure,
  type TrendFigure,
  trendFigure,
} from "./illustration-view.ts";
import { typeset } from "./math.ts";
import type { PageContext } from "./page-context.ts";
import { count, inFull, typesetNumbers, withError } from "./phrase.ts";
import { untestedSentences } from "./untested-view.ts";
import { extremeWord, verdictWords } from "./verdict-words.ts";

/** What every mention of a claim shows. */
export interface ClaimBrief {
  readonly anchor: string;
  readonly permalink: string;
  readonly name: string;
  /** For the filter of the page. */
  readonly spec: string;
  readonly change: ChangeView | null;
  readonly verdict: Verdict;
  readonly word: string;
  /** A violation nobody asked for: shown as loudly as the page can. */
  readonly loud: boolean;
  readonly statement: Fragment;
  readonly margin: string;
  /** The same in full. */
  readonly rawMargin: string;
  /** Which of the points' margins that is. */
  readonly extreme: "best" | "worst";
  /** For a column headed "worst margin": whether it is the best one instead. */
  readonly best: boolean;
  /** What a margin of zero means there; empty for any other. */
  readonly tie: string;
  readonly spark: Fragment | null;
  readonly agrees: boolean;
  readonly expectation: string;
  readonly severity: string;
  /** For the filter: the word of the spec. */
  readonly gate: "error" | "warning";
  readonly because: string;
  readonly replay: string | null;
}

export interface AblationView extends ClaimBrief {
  readonly without: string;
  readonly reading: string;
}

export interface ClaimView extends ClaimBrief {
  readonly says: Fragment | null;
  readonly quantifier: string;
  readonly hypotheses: readonly {
    readonly name: string;
    readonly formula: Fragment;
    readonly held: string;
    readonly failed: string;
    readonly undecided: string;
  }[];
  readonly tested: string;
  readonly evidence: readonly string[];
  readonly margins: MarginFigure;
  readonly sides: SidesFigure | null;
  readonly trend: TrendFigure | null;
  readonly heat: HeatMap | null;
  readonly stationary: StationaryFigure | null;
  readonly picture: PictureFigure | null;
  readonly words: string | null;
  readonly untested: readonly string[];
  readonly labels: LabelFigure | null;
  readonly yields: readonly { readonly strategy: string; readonly attempted: string; readonly accepted: string }[];
  readonly inapplicable: readonly { readonly reason: string; readonly times: string }[];
  readonly ablations: readonly AblationView[];
  readonly source: SourceView | null;
}

export interface SourceView {
  readonly text: string;
  readonly link: string | null;
}

export function briefClaim(claim: ClaimResult, { anchors, permalinks, illustrations }: PageContext): ClaimBrief {
  const { margin, statement, verdict } = claim;
  const extreme = extremeWord(claim.quantifier);
  return {
    anchor: anchors.get(claim) ?? "",
    permalink: permalinks.get(claim) ?? "",
    name: claimKey(claim),
    spec: claim.spec,
    change: changeOf(illustrations?.baseline ?? null, claim),
    verdict,
    word: verdictWords[verdict].word,
    loud: verdict === "violated" && (!claim.agrees || (isMain(claim) && claim.expect === "any")),
    statement: typeset(statement.latex, statement.text),
    margin: margin === null ? "none" : withError(margin.worst, margin.error),
    rawMargin: margin === null ? "" : inFull(margin.worst, margin.error),
    extreme,
    best: extreme === "best" && margin !== null,
    tie: tieWord(claim),
    spark: sparkOf(claim, illustrationOf(illustrations, claim)),
    agrees: claim.agrees,
    expectation: expectation(claim),
    severity: claim.severity === "error" ? "gates the exit code" : "warning only",
    gate: claim.severity,
    because: sentence(typesetNumbers(claim.because)),
    replay: replayCommand(claim.witness),
  };
}

/** A strict inequality fails where both sides are exactly equal. */
function tieWord({ margin, verdict }: ClaimResult): string {
  if (margin?.tie) return "tie";
  return verdict === "violated" && margin?.worst === 0 && margin.error === 0 ? "exact tie" : "";
}

/** Of a claim across depth the value that a line is fitted to, in the group nearest to failing. */
function sparkOf(claim: ClaimResult, illustration: ClaimIllustration | null): Fragment | null {
  if (claim.byDepth.some(({ worstMargin }) => worstMargin !== null))
    return sparkline(depthMargins(claim), extremeWord(claim.quantifier));
  const [nearest] = illustration?.trends ?? [];
  return nearest === undefined || nearest.readings.length === 0 ? null : trendSparkline(nearest.readings);
}

export function viewClaim(
  claim: ClaimResult,
  ablations: readonly ClaimResult[],
  spec: SpecInfo | undefined,
  context: PageContext,
): ClaimView {
  const illustration = illustrationOf(context.illustrations, claim);
  return {
    ...briefClaim(claim, context),
    says: claim.statement.says === null ? null : typeset(claim.statement.says, claim.statement.says),
    quantifier: quantifier(claim),
    hypotheses: claim.hypotheses.map(({ name, latex, text, held, failed, undecided }) => {
      return {
        name,
        formula: typeset(latex, text),
        held: count(held),
        failed: count(failed),
        undecided: count(undecided),
      };
    }),
    tested: tested(claim),
    evidence: evidence(claim),
    margins: marginFigure(claim, illustration),
    sides: sidesFigure(illustration?.sides ?? null),
    trend: trendFigure(illustration?.trends ?? []),
    heat: heatMap(illustration?.groups ?? []),
    stationary: stationaryFigure(illustration?.stationary ?? null),
    picture: illustration === null ? null : pictureFigure(illustration.picture),
    words: illustration?.words ?? null,
    untested: untestedSentences(claim, illustration?.untested ?? null),
    labels: labelFigure(claim),
    yields: Object.entries(claim.yields).map(([strategy, { attempted, accepted }]) => {
      return { strategy, attempted: count(attempted), accepted: count(accepted) };
    }),
    inapplicable: mostFrequent(claim.counts.inapplicable),
    ablations: ablations.map((ablation) => viewAblation(ablation, context)),
    source: viewSource(spec),
  };
}

function viewAblation(claim: ClaimResult, context: PageContext): AblationView {
  return { ...briefClaim(claim, context), without: claim.ablated ?? "", reading: reading(claim.verdict) };
}

function mostFrequent(reasons: Readonly<Record<string, number>>): ClaimView["inapplicable"] {
  return Object.entries(reasons)
    .sort(([, a], [, b]) => b - a)
    .map(([reason, times]) => ({ reason, times: count(times) }));
}

export function viewSource(spec: SpecInfo | undefined): SourceView | null {
  const source = spec?.source ?? null;
  if (source === null) return null;
  const text = [source.cite, source.statement].filter((part) => part !== undefined && part !== "").join(". ");
  const link = safeLink(source.url);
  return text === "" && link === null ? null : { text: text === "" ? (link ?? "") : text, link };
}

/** One claim as the page shows it: a row of the overview and a section of its own, all phrased. */
import type { ClaimResult, SpecInfo, Verdict } from "../results.types.ts";
import { sparkline } from "./charts/sparkline.ts";
import { type Anchors, claimKey, replayCommand, safeLink } from "./claim-key.ts";
import { depthMargins, type LabelFigure, labelFigure, type MarginFigure, marginFigure } from "./depth-view.ts";
import type { Fragment } from "./fragment.ts";
import { isMain } from "./headline.ts";
import { typeset } from "./math.ts";
import { count, counted, depthList, significant, withError } from "./phrase.ts";
import { gradeWord, pointWord, verdictWords } from "./verdict-words.ts";

/** What every mention of a claim shows. */
export interface ClaimBrief {
  readonly anchor: string;
  readonly name: string;
  readonly verdict: Verdict;
  readonly word: string;
  /** A violation nobody asked for: shown as loudly as the page can. */
  readonly loud: boolean;
  readonly statement: Fragment;
  readonly margin: string;
  readonly tie: boolean;
  readonly spark: Fragment | null;
  readonly agrees: boolean;
  readonly expectation: string;
  readonly severity: string;
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

export function briefClaim(claim: ClaimResult, anchors: Anchors): ClaimBrief {
  const { margin, statement, verdict } = claim;
  return {
    anchor: anchors.get(claim) ?? "",
    name: claimKey(claim),
    verdict,
    word: verdictWords[verdict].word,
    loud: verdict === "violated" && (!claim.agrees || (isMain(claim) && claim.expect === "any")),
    statement: typeset(statement.latex, statement.text),
    margin: margin === null ? "none" : withError(margin.worst, margin.error),
    tie: margin?.tie ?? false,
    spark: claim.byDepth.some(({ worstMargin }) => worstMargin !== null) ? sparkline(depthMargins(claim)) : null,
    agrees: claim.agrees,
    expectation: expectation(claim),
    severity: claim.severity === "error" ? "gates the exit code" : "warning only",
    because: sentence(claim.because),
    replay: replayCommand(claim.witness),
  };
}

// "not falsified at 3 points" -> "Not falsified at 3 points."
function sentence(text: string): string {
  const ended = /[.!?…]$/.test(text) || text === "" ? text : `${text}.`;
  return ended.charAt(0).toUpperCase() + ended.slice(1);
}

function expectation({ expect, agrees }: ClaimResult): string {
  if (expect === "any") return "no expectation";
  return agrees ? "as expected" : `expected ${expect}`;
}

export function viewClaim(
  claim: ClaimResult,
  ablations: readonly ClaimResult[],
  spec: SpecInfo | undefined,
  anchors: Anchors,
): ClaimView {
  return {
    ...briefClaim(claim, anchors),
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
    margins: marginFigure(claim),
    labels: labelFigure(claim),
    yields: Object.entries(claim.yields).map(([strategy, { attempted, accepted }]) => {
      return { strategy, attempted: count(attempted), accepted: count(accepted) };
    }),
    inapplicable: mostFrequent(claim.counts.inapplicable),
    ablations: ablations.map((ablation) => viewAblation(ablation, anchors)),
    source: viewSource(spec),
  };
}

function viewAblation(claim: ClaimResult, anchors: Anchors): AblationView {
  return { ...briefClaim(claim, anchors), without: claim.ablated ?? "", reading: reading(claim.verdict) };
}

function reading(verdict: Verdict): string {
  if (verdict === "violated") return "Needed: without it there is a counterexample.";
  if (verdict === "supported" || verdict === "certified") return "Still not falsified without it.";
  return "Not decided.";
}

// "Every critical point of the set “critical” at which all of these hold satisfies"
function quantifier({ quantifier: kind, points, hypotheses }: ClaimResult): string {
  const [one] = pointWord(points.kind);
  const condition =
    hypotheses.length === 0 ? "" : hypotheses.length === 1 ? " at which this holds" : " at which all of these hold";
  return kind === "for-all"
    ? `Every ${one} of the set “${points.name}”${condition} satisfies the formula.`
    : `Some ${one} of the set “${points.name}”${condition} satisfies the formula.`;
}

function tested({ counts, points, byDepth, hypotheses }: ClaimResult): string {
  const found = counted(counts.points, ...pointWord(points.kind));
  const depths = depthList(byDepth.map(({ depth }) => depth));
  const applicable = hypotheses.length === 0 ? "the formula has a value" : "every hypothesis was decided to hold";
  return `Tested at ${found} from ${counted(counts.cells, "cell")}, ${depths}; ${applicable} at ${count(counts.applicable)} of them.`;
}

function evidence({ counts, grade, margin, replay }: ClaimResult): string[] {
  const some = (n: number, sentence: string) => (n > 0 ? [sentence] : []);
  return [
    ...some(counts.violated, `The formula fails at ${counted(counts.violated, "point")}.`),
    ...some(counts.inconclusive, `The sign is within the error bar at ${counted(counts.inconclusive, "point")}.`),
    ...some(
      counts.notRefuted,
      `At ${counted(counts.notRefuted, "point")} a one-sided bound did not refute the formula, which does not confirm it.`,
    ),
    ...some(
      counts.failedCells,
      `${counted(counts.failedCells, "cell")} of ${count(counts.cells)} failed or ${counts.failedCells === 1 ? "is" : "are"} missing.`,
    ),
    ...(margin?.tie ? ["The worst margin is a tie: zero within rounding, which a non-strict inequality allows."] : []),
    ...(grade === null ? [] : [`Weakest number behind the worst margin: ${gradeWord(grade)}.`]),
    ...(replay === null ? [] : [replaySentence(replay)]),
  ];
}

function replaySentence({ confirmed, margin, message }: NonNullable<ClaimResult["replay"]>): string {
  const result = confirmed ? "A second engine confirms the violation" : "A second engine did not confirm the violation";
  const measured = margin === null ? "" : `, margin ${significant(margin)}`;
  return `${result}${measured}${message === null ? "" : `: ${message}`}.`.replace(/\.\.$/, ".");
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

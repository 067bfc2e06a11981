/** The sentences about one claim. */
import type { ClaimResult, Verdict } from "../results.types.ts";
import { count, counted, depthList, significant } from "./phrase.ts";
import { extremeWord, gradeWord, pointWord } from "./verdict-words.ts";

// "not falsified at 3 points" -> "Not falsified at 3 points."
export function sentence(text: string): string {
  const ended = /[.!?…]$/.test(text) || text === "" ? text : `${text}.`;
  return ended.charAt(0).toUpperCase() + ended.slice(1);
}

export function expectation({ expect, agrees }: ClaimResult): string {
  if (expect === "any") return "no expectation";
  return agrees ? "as expected" : `expected ${expect}`;
}

export function reading(verdict: Verdict): string {
  if (verdict === "violated") return "Needed: without it there is a counterexample.";
  if (verdict === "supported" || verdict === "certified") return "Still not falsified without it.";
  return "Not decided.";
}

/** A claim across depth speaks of the line through the worst values, not of points. */
const isAcross = ({ statement }: ClaimResult): boolean => /\bslope\s*\(/.test(statement.text);

// "Every critical point of the set “critical” at which all of these hold satisfies"
export function quantifier(claim: ClaimResult): string {
  const { quantifier: kind, points, hypotheses } = claim;
  const [one, many] = pointWord(points.kind);
  const condition =
    hypotheses.length === 0 ? "" : hypotheses.length === 1 ? " at which this holds" : " at which all of these hold";
  if (isAcross(claim))
    return `The worst values per depth, over the ${many} of the set “${points.name}”${condition}, satisfy the formula.`;
  return kind === "for-all"
    ? `Every ${one} of the set “${points.name}”${condition} satisfies the formula.`
    : `Some ${one} of the set “${points.name}”${condition} satisfies the formula.`;
}

export function tested(claim: ClaimResult): string {
  const { counts, points, byDepth, hypotheses } = claim;
  const found = counted(counts.points, ...pointWord(points.kind));
  const depths = depthList(byDepth.map(({ depth }) => depth));
  const applicable = hypotheses.length === 0 ? "the formula has a value" : "every hypothesis was decided to hold";
  if (isAcross(claim))
    return `Tested at ${found} from ${counted(counts.cells, "cell")}, ${depths}; the fits use ${count(counts.applicable)} of them.`;
  return `Tested at ${found} from ${counted(counts.cells, "cell")}, ${depths}; ${applicable} at ${count(counts.applicable)} of them.`;
}

export function evidence({ counts, grade, margin, replay, quantifier: kind }: ClaimResult): string[] {
  const extreme = extremeWord(kind);
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
    ...(margin?.tie
      ? [`The ${extreme} margin is a tie: zero within rounding, which a non-strict inequality allows.`]
      : []),
    ...(grade === null ? [] : [`Weakest number behind the ${extreme} margin: ${gradeWord(grade)}.`]),
    ...(replay === null ? [] : [replaySentence(replay, kind)]),
  ];
}

function replaySentence(
  { confirmed, margin, message }: NonNullable<ClaimResult["replay"]>,
  kind: ClaimResult["quantifier"],
): string {
  const what = kind === "there-is" ? "the witness" : "the violation";
  const result = confirmed ? `The second route confirms ${what}` : `The second route did not confirm ${what}`;
  const measured = margin === null ? "" : `, margin ${significant(margin)}`;
  return `${result}${measured}${message === null ? "" : `: ${message}`}.`.replace(/\.\.$/, ".");
}

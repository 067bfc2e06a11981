/** What a claim was not tested on, in sentences. */
import type { ClaimIllustration, Gap } from "../illustrate/illustrations.types.ts";
import type { ClaimResult } from "../results.types.ts";
import { counted, depthList, list } from "./phrase.ts";

/** Groups named in one sentence; more are counted. */
const shownGaps = 6;

export function untestedSentences(
  claim: ClaimResult,
  untested: ClaimIllustration["untested"] | null,
): readonly string[] {
  const depths = claim.byDepth.map(({ depth }) => depth);
  const some = (items: readonly string[], text: (names: string) => string) =>
    items.length > 0 ? [text(list(items))] : [];
  return [
    ...(depths.length === 0 ? [] : [`Every other depth than ${depthList(depths)}.`]),
    ...(untested === null || untested.depths.length === 0
      ? []
      : [`Of the depths that the spec lists: ${depthList(untested.depths)}.`]),
    ...some(untested?.datasets ?? [], (names) => `Data of the spec that this claim does not use: ${names}.`),
    ...some(untested?.architectures ?? [], (names) => `Networks of the spec that this claim does not use: ${names}.`),
    ...some(untested?.losses ?? [], (names) => `Losses of the spec that this claim does not use: ${names}.`),
    ...gapSentence("Combinations left out", untested?.skipped),
    ...gapSentence("Failed or missing measurements", untested?.failed),
    ...gapSentence("No applicable point", untested?.empty),
    ...undecidedSentence(claim),
    limits.get(claim.points.kind) ?? "Points that are not in the set.",
  ];
}

function gapSentence(words: string, gaps: readonly Gap[] = []): string[] {
  if (gaps.length === 0) return [];
  const named = gaps.slice(0, shownGaps).map(({ group, depths }) => `${group} at ${depthList(depths)}`);
  const more = gaps.length > shownGaps ? `; and ${counted(gaps.length - shownGaps, "more group")}` : "";
  return [`${words}: ${named.join("; ")}${more}.`];
}

function undecidedSentence({ counts }: ClaimResult): string[] {
  const open = counts.inconclusive;
  return open === 0 ? [] : [`${counted(open, "point")} where the error bar hides the sign.`];
}

const limits: ReadonlyMap<string, string> = new Map(
  Object.entries({
    critical: "Critical points that no search strategy reaches, and data other than those named.",
    random: "Points that the random draw makes unlikely, and data other than those named.",
    trajectory: "Points off the recorded trajectories, and data other than those named.",
    given: "Every point but the given ones.",
    class: "Functions of the class that the search for the supremum missed: the value is a lower estimate.",
  }),
);

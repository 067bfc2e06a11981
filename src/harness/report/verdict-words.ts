/** What the report calls each verdict and what it says about it; the icon of the same name is in templates/icons.hbs. */
import type { ClaimResult, Verdict } from "../results.types.ts";

export interface VerdictWords {
  readonly word: string;
  readonly meaning: string;
}

export const verdictWords: Readonly<Record<Verdict, VerdictWords>> = {
  certified: {
    word: "Certified",
    meaning: "Every applicable witness carries a certificate, and an independent checker accepted each of them.",
  },
  supported: {
    word: "Supported",
    meaning:
      "Not falsified: no witness that was found violates the claim. This is evidence from a search, never a proof.",
  },
  violated: {
    word: "Violated",
    meaning:
      "At a witness every hypothesis holds and the margin is negative beyond its error bar, and measuring the stored witness again by the second route confirms it.",
  },
  inconclusive: {
    word: "Inconclusive",
    meaning: "A margin lies within its error bar of zero, or a failure was not confirmed by the second route.",
  },
  vacuous: {
    word: "Vacuous",
    meaning: "The hypotheses held at too few witnesses at some depth, so that the claim was not tested there.",
  },
  error: {
    word: "Error",
    meaning: "A part of the measurements failed or is missing. Missing data never passes.",
  },
};

export const verdictOrder: readonly Verdict[] = [
  "violated",
  "error",
  "inconclusive",
  "vacuous",
  "supported",
  "certified",
];

// Maps, because grades and kinds are read from a file: an object would also answer to "constructor".
const gradeWords: ReadonlyMap<string, string> = new Map(
  Object.entries({
    exact: "exact",
    certified: "certified",
    measured: "measured in floating point, with an error bar",
    "lower-bound": "a lower bound, which can refute and never confirm",
    "upper-bound": "an upper bound, which can refute and never confirm",
  }),
);

export const gradeWord = (grade: string): string => gradeWords.get(grade) ?? grade;

type Word = readonly [one: string, many: string];

/** A claim that some point has a property rests on the point that comes nearest to it: the best, not the worst. */
export const extremeWord = (quantifier: ClaimResult["quantifier"]): "best" | "worst" =>
  quantifier === "there-is" ? "best" : "worst";

const pointWords: ReadonlyMap<string, Word> = new Map(
  Object.entries<Word>({
    critical: ["critical point", "critical points"],
    random: ["random point", "random points"],
    trajectory: ["trajectory point", "trajectory points"],
    given: ["given point", "given points"],
    class: ["function class", "function classes"],
  }),
);

export const pointWord = (kind: string): Word => pointWords.get(kind) ?? [`${kind} point`, `${kind} points`];

export const exitMeanings: readonly { readonly code: number; readonly meaning: string }[] = [
  { code: 2, meaning: "A spec or a flag is wrong; nothing ran." },
  { code: 4, meaning: "A control was judged supported or certified: the run cannot be trusted." },
  { code: 1, meaning: "A confirmed violation where a supported claim was expected." },
  { code: 3, meaning: "A cell failed or is missing." },
  {
    code: 5,
    meaning:
      "A vacuous or inconclusive claim where something else was expected, or no violation where one was expected.",
  },
  { code: 0, meaning: "Every claim agrees with what its author expects, as far as it gates." },
  { code: 130, meaning: "Interrupted; the run can be resumed." },
  { code: 143, meaning: "Terminated; the run can be resumed." },
  { code: 75, meaning: "The output folder is in use by another process; nothing was changed." },
  { code: 70, meaning: "The harness itself failed: a bug, or a machine that gave out." },
];

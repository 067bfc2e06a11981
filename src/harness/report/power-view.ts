/** What a run says of its own power: planted wrong claims caught or missed, true claims flagged, and which hypotheses were shown to be needed. */
import type { ClaimResult, Results } from "../results.types.ts";
import { type Anchors, claimKey } from "./claim-key.ts";
import { type ControlState, controlState } from "./headline.ts";
import { count } from "./phrase.ts";

/** open: inconclusive, vacuous or not measured. */
export type TruthState = "standing" | "flagged" | "open";

export interface Power {
  readonly wrong: Readonly<Record<ControlState, readonly ClaimResult[]>>;
  readonly truths: Readonly<Record<TruthState, readonly ClaimResult[]>>;
}

/** Claims and ablations that their author expects to stand. */
const isTruth = ({ control, expect }: ClaimResult): boolean => !control && expect === "supported";

function truthState({ verdict }: ClaimResult): TruthState {
  if (verdict === "violated") return "flagged";
  return verdict === "supported" || verdict === "certified" ? "standing" : "open";
}

/** Controls, and claims or ablations that their author expects to be violated, count as wrong. */
const isWrong = ({ control, expect }: ClaimResult): boolean => control || expect === "violated";

export function powerOf({ claims }: Pick<Results, "claims">): Power {
  const wrong = (state: ControlState) => claims.filter((claim) => isWrong(claim) && controlState(claim) === state);
  const truths = (state: TruthState) => claims.filter((claim) => isTruth(claim) && truthState(claim) === state);
  return {
    wrong: {
      caught: wrong("caught"),
      missed: wrong("missed"),
      undecided: wrong("undecided"),
      undetectable: wrong("undetectable"),
    },
    truths: { standing: truths("standing"), flagged: truths("flagged"), open: truths("open") },
  };
}

/** yes: the claim fails without it; no: it was not falsified without it; open: neither. */
export type Needed = "yes" | "not shown" | "open";

export interface HypothesisNeed {
  readonly hypothesis: string;
  readonly needed: Needed;
  readonly claim: ClaimResult;
}

function neededBy({ verdict }: ClaimResult): Needed {
  if (verdict === "violated") return "yes";
  return verdict === "supported" || verdict === "certified" ? "not shown" : "open";
}

/** Every dropped hypothesis, those of one name together. */
export function hypothesisNeeds({ claims }: Pick<Results, "claims">): readonly HypothesisNeed[] {
  return claims
    .filter(({ control }) => !control)
    .flatMap((claim) => (claim.ablated === null ? [] : [{ hypothesis: claim.ablated, needed: neededBy(claim), claim }]))
    .toSorted((a, b) => (a.hypothesis < b.hypothesis ? -1 : a.hypothesis > b.hypothesis ? 1 : 0));
}

export interface PowerView {
  readonly wrong: readonly { readonly state: ControlState; readonly times: string }[];
  readonly truths: readonly { readonly word: string; readonly times: string }[];
  /** Known to escape, with what the run says of each. */
  readonly undetectable: readonly { readonly name: string; readonly anchor: string; readonly because: string }[];
  readonly reasons: readonly string[];
  readonly needs: readonly {
    readonly hypothesis: string;
    readonly spec: string;
    readonly claim: string;
    readonly anchor: string;
    readonly needed: Needed;
    readonly because: string;
  }[];
}

export const truthWords: Readonly<Record<TruthState, string>> = {
  standing: "not flagged",
  flagged: "falsely flagged",
  open: "not decided",
};

/** What the authors of the specs of undetectable controls say of them, each once. */
export function reasonsOf({ specs }: Pick<Results, "specs">, { wrong }: Power): readonly string[] {
  const ids = new Set(wrong.undetectable.map(({ spec }) => spec));
  return specs.filter(({ id }) => ids.has(id)).flatMap(({ source }) => source?.statement ?? []);
}

export function viewPower(results: Results, anchors: Anchors): PowerView {
  const power = powerOf(results);
  const { wrong, truths } = power;
  const states: readonly ControlState[] = ["caught", "missed", "undecided", "undetectable"];
  const words: readonly TruthState[] = ["standing", "flagged", "open"];
  return {
    wrong: states.map((state) => ({ state, times: count(wrong[state].length) })),
    truths: words.map((state) => ({ word: truthWords[state], times: count(truths[state].length) })),
    undetectable: wrong.undetectable.map((claim) => ({
      name: claimKey(claim),
      anchor: anchors.get(claim) ?? "",
      because: claim.because,
    })),
    reasons: reasonsOf(results, power),
    needs: hypothesisNeeds(results).map(({ hypothesis, needed, claim }) => ({
      hypothesis,
      spec: claim.spec,
      claim: claim.claim,
      anchor: anchors.get(claim) ?? "",
      needed,
      because: claim.because,
    })),
  };
}

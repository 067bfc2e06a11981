/** What changed at one claim since the baseline: a mark, a word, and what it was. */
import type { Baseline } from "../illustrate/illustrations.types.ts";
import type { ClaimResult } from "../results.types.ts";
import { claimKey } from "./claim-key.ts";
import { moment, significant } from "./phrase.ts";

export interface ChangeView {
  readonly mark: string;
  readonly word: string;
  readonly before: string;
  /** For the style sheet. */
  readonly kind: string;
}

type Mark = Baseline["changes"][number]["mark"];

const words: Readonly<Record<Mark, { readonly mark: string; readonly word: string; readonly kind: string }>> = {
  "!": { mark: "✕", word: "broke", kind: "broke" },
  "*": { mark: "✓", word: "fixed", kind: "fixed" },
  "+": { mark: "▲", word: "margin rose", kind: "rose" },
  "-": { mark: "▼", word: "margin fell", kind: "fell" },
  "~": { mark: "=", word: "unchanged", kind: "same" },
  new: { mark: "○", word: "new", kind: "same" },
  gone: { mark: "–", word: "gone", kind: "same" },
};

/** null without a baseline, and for a claim that it does not know. */
export function changeOf(baseline: Baseline | null, claim: ClaimResult): ChangeView | null {
  const known = baseline?.changes.find(({ spec, key }) => spec === claim.spec && key === claimKey(claim));
  if (known === undefined) return null;
  const { mark, verdict, worst } = known;
  const was = worst === null ? [] : [significant(worst)];
  const before = [...(verdict === null || verdict === claim.verdict ? [] : [verdict]), ...was];
  return { ...words[mark], before: before.length === 0 ? "" : `was ${before.join(", ")}` };
}

export const baselineName = (baseline: Baseline): string =>
  `${moment(baseline.started)}${baseline.commit === null ? "" : `, commit ${baseline.commit}`}`;

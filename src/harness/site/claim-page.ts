/** The history of one claim as its page shows it. */
import type { Fragment } from "../report/fragment.ts";
import { typeset } from "../report/math.ts";
import { moment, withError } from "../report/phrase.ts";
import { extremeWord, verdictOrder, verdictWords } from "../report/verdict-words.ts";
import type { Verdict } from "../results.types.ts";
import { historyChart } from "./history-chart.ts";
import { trendText } from "./remarks.ts";
import type { ClaimHistory, SiteIndex } from "./site.types.ts";
import { type Step, stepsOf } from "./trend.ts";

export interface ClaimPage {
  /** File name under claims/. */
  readonly file: string;
  readonly history: ClaimHistory;
  readonly steps: readonly Step[];
}

export interface EntryRow {
  readonly link: string | null;
  readonly started: string;
  readonly commit: string | null;
  readonly profile: string;
  readonly verdict: Verdict;
  readonly word: string;
  readonly loud: boolean;
  readonly margin: string;
  readonly marks: readonly string[];
}

export interface ClaimPageView {
  readonly title: string;
  readonly name: string;
  readonly spec: string;
  readonly statement: Fragment;
  readonly long: boolean;
  readonly extreme: "best" | "worst";
  readonly warning: string;
  readonly chart: Fragment;
  readonly legend: readonly { readonly verdict: Verdict; readonly word: string; readonly loud: false }[];
  readonly entries: readonly EntryRow[];
  readonly formulas: readonly Fragment[];
}

/** Claims themselves; ablations and controls are in index.json and in the runs. */
export function claimPages({ claims, runs }: SiteIndex): ClaimPage[] {
  const taken = new Set<string>();
  return claims
    .filter(({ control, ablated }) => !control && ablated === null)
    .map((history) => ({ file: `${freshName(history, taken)}.html`, history, steps: stepsOf(history, runs) }))
    .filter(({ steps }) => steps.length > 0);
}

function freshName({ spec, claim }: ClaimHistory, taken: Set<string>): string {
  const wanted = `${spec}--${claim}`.replace(/[^\w-]+/g, "-").slice(0, 150);
  let name = wanted;
  for (let i = 2; taken.has(name.toLowerCase()); i++) name = `${wanted}-${i}`;
  taken.add(name.toLowerCase());
  return name;
}

export const formulaOf = ({ formulas }: ClaimHistory, k: number): Fragment =>
  typeset(formulas[k]?.latex ?? "", formulas[k]?.text ?? "");

/** May be wider than a phone, and then scrolls by itself. */
export const isLong = ({ formulas }: ClaimHistory, k: number): boolean => (formulas[k]?.text.length ?? 0) > 40;

export const marginText = (margin: { readonly worst: number; readonly error: number | null } | null): string =>
  margin === null ? "none" : withError(margin.worst, margin.error);

export function viewClaim({ specs }: SiteIndex, { history, steps }: ClaimPage): ClaimPageView {
  const extreme = extremeWord(history.quantifier);
  const spec = specs.find(({ id }) => id === history.spec)?.title ?? history.spec;
  const seen = new Set(steps.map(({ entry }) => entry.verdict));
  const latest = steps.at(-1)?.entry.formula ?? 0;
  return {
    title: `${history.spec} / ${history.claim}: history`,
    name: history.claim,
    spec,
    statement: formulaOf(history, latest),
    long: isLong(history, latest),
    extreme,
    warning: trendText(history, steps).join(""),
    chart: historyChart(steps, extreme),
    legend: verdictOrder
      .filter((verdict) => seen.has(verdict))
      .map((verdict) => ({ verdict, word: verdictWords[verdict].word, loud: false })),
    entries: steps.map((step) => entryRow(step, history)).toReversed(),
    formulas: history.formulas.flatMap((_, k) => (k === latest ? [] : [formulaOf(history, k)])),
  };
}

function entryRow({ run, entry, from, reworded, searched }: Step, { anchor }: ClaimHistory): EntryRow {
  return {
    link: run.kept ? `../runs/${run.id}/index.html#${encodeURI(anchor)}` : null,
    started: moment(run.started),
    commit: run.commit,
    profile: run.profile,
    verdict: entry.verdict,
    word: verdictWords[entry.verdict].word,
    loud: entry.verdict === "violated" && !entry.agrees,
    margin: marginText(entry.margin),
    marks: [
      ...(from === null ? [] : [`was ${from}`]),
      ...(reworded ? ["another formula from here on"] : []),
      ...(searched === "as before" ? [] : [searched]),
    ],
  };
}

/** The index of a site as its pages show it: plain strings and prepared fragments. Nothing is judged here, everything is phrased. */
import type { Fragment } from "../report/fragment.ts";
import { typeset } from "../report/math.ts";
import { count, counted, list, moment, significant, withError } from "../report/phrase.ts";
import { extremeWord, verdictOrder, verdictWords } from "../report/verdict-words.ts";
import type { Verdict } from "../results.types.ts";
import { historyChart, historySpark } from "./history-chart.ts";
import type { ClaimHistory, SiteIndex, SiteRun } from "./site.types.ts";
import { runsOfTrend, type Step, shrinking, stepsOf } from "./trend.ts";

export interface RunRow {
  readonly link: string | null;
  readonly started: string;
  readonly commit: string | null;
  readonly profile: string;
  readonly exitCode: number;
  readonly claims: string;
  readonly controls: string;
  /** A control that was not caught, or another reason not to rely on the run. */
  readonly failed: boolean;
}

export interface ClaimRow {
  readonly name: string;
  readonly page: string;
  readonly verdict: Verdict;
  readonly word: string;
  readonly loud: boolean;
  readonly statement: Fragment;
  readonly long: boolean;
  readonly margin: string;
  readonly best: boolean;
  readonly spark: Fragment;
  /** What happened to it lately, most urgent first. */
  readonly remarks: readonly string[];
}

export interface IndexView {
  readonly title: string;
  readonly span: string;
  readonly warnings: readonly { readonly text: string; readonly page: string; readonly name: string }[];
  readonly specs: readonly { readonly title: string; readonly claims: readonly ClaimRow[] }[];
  readonly runs: readonly RunRow[];
  readonly latest: RunRow | null;
  readonly trend: number;
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

export interface ClaimPage {
  /** File name under claims/. */
  readonly file: string;
  readonly history: ClaimHistory;
  readonly steps: readonly Step[];
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

/** Of an index whose strings are safe to read. */
export function viewIndex(index: SiteIndex): IndexView {
  const pages = claimPages(index);
  const [first, last] = [index.runs[0], index.runs.at(-1)];
  const rows = pages.map((page) => ({ page, row: claimRow(page, index) }));
  const specs = index.specs.map(({ id, title }) => ({
    title,
    claims: rows.filter(({ page }) => page.history.spec === id).map(({ row }) => row),
  }));
  return {
    title: "History of Depthproof runs",
    span: `${counted(index.runs.length, "run")}, ${moment(first?.started ?? "")} to ${moment(last?.started ?? "")}`,
    warnings: pages.flatMap(({ file, history, steps }) => {
      const found = [...newVerdict(steps, last), ...trendText(history, steps)];
      return found.map((text) => ({ text, page: `claims/${file}`, name: `${history.spec} / ${history.claim}` }));
    }),
    specs: specs.filter(({ claims }) => claims.length > 0),
    runs: index.runs.map((run) => runRow(run, "")).toReversed(),
    latest: last === undefined ? null : runRow(last, ""),
    trend: runsOfTrend,
  };
}

function runRow(run: SiteRun, up: string): RunRow {
  const { verdicts, controls } = run;
  const parts = verdictOrder.flatMap((verdict) =>
    verdicts[verdict] ? [`${count(verdicts[verdict])} ${verdict}`] : [],
  );
  return {
    link: run.kept ? `${up}runs/${run.id}/index.html` : null,
    started: moment(run.started),
    commit: run.commit,
    profile: run.profile,
    exitCode: run.exitCode,
    claims: list(parts),
    controls: `${count(controls.caught)} of ${count(controls.total)}`,
    failed: run.exitCode !== 0,
  };
}

function claimRow({ file, history, steps }: ClaimPage, { runs }: SiteIndex): ClaimRow {
  const { entry, run } = steps.at(-1) as Step;
  const extreme = extremeWord(history.quantifier);
  const last = runs.at(-1);
  const gone = run.id === last?.id ? [] : [`not in the latest run; last judged ${moment(run.started)}`];
  return {
    name: history.claim,
    page: `claims/${file}`,
    verdict: entry.verdict,
    word: verdictWords[entry.verdict].word,
    loud: entry.verdict === "violated" && !entry.agrees,
    statement: formulaOf(history, entry.formula),
    long: isLong(history, entry.formula),
    margin: marginText(entry.margin),
    best: extreme === "best" && entry.margin !== null,
    spark: historySpark(steps, extreme),
    remarks: [...newVerdict(steps, last), ...trendText(history, steps), ...gone],
  };
}

const formulaOf = ({ formulas }: ClaimHistory, k: number): Fragment =>
  typeset(formulas[k]?.latex ?? "", formulas[k]?.text ?? "");

/** May be wider than a phone, and then scrolls by itself. */
const isLong = ({ formulas }: ClaimHistory, k: number): boolean => (formulas[k]?.text.length ?? 0) > 40;

const marginText = (margin: { readonly worst: number; readonly error: number | null } | null): string =>
  margin === null ? "none" : withError(margin.worst, margin.error);

/** In the latest run of the site. */
function newVerdict(steps: readonly Step[], last: SiteRun | undefined): string[] {
  const step = steps.at(-1);
  return step === undefined || step.from === null || step.run.id !== last?.id
    ? []
    : [`verdict changed in the latest run: was ${step.from}`];
}

/** A claim that is expected to be violated may come as near to zero as it likes. */
function trendText({ expect }: ClaimHistory, steps: readonly Step[]): string[] {
  const found = expect === "violated" ? null : shrinking(steps);
  if (found === null) return [];
  const fall = `from ${significant(found.from)} to ${significant(found.to)} in ${runsOfTrend} runs`;
  return [
    `margin shrinking steadily, ${fall}; at this pace it is 0 after ${counted(found.runsLeft, "more run", "more runs")}`,
  ];
}

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

/** The index of a site as its first page shows it: plain strings and prepared fragments. Nothing is judged here, everything is phrased. */
import type { Fragment } from "../report/fragment.ts";
import { count, counted, list, moment } from "../report/phrase.ts";
import { extremeWord, verdictOrder, verdictWords } from "../report/verdict-words.ts";
import type { Verdict } from "../results.types.ts";
import { type ClaimPage, claimPages, formulaOf, isLong, marginText } from "./claim-page.ts";
import { historySpark } from "./history-chart.ts";
import { newVerdict, trendText, type Warning, warnings } from "./remarks.ts";
import type { SiteIndex, SiteRun } from "./site.types.ts";
import { runsOfTrend, type Step } from "./trend.ts";

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
  readonly warnings: readonly Warning[];
  /** As loud as the page can be where the latest run does not stand. */
  readonly tone: "fail" | "attention";
  readonly specs: readonly { readonly title: string; readonly claims: readonly ClaimRow[] }[];
  readonly runs: readonly RunRow[];
  readonly latest: RunRow | null;
  readonly trend: number;
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
    warnings: warnings(pages, last),
    tone: last !== undefined && last.exitCode !== 0 ? "fail" : "attention",
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

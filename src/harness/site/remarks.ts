/** What a reader of a site should look at first: a run that does not stand, a verdict that changed, a margin that shrinks steadily. */
import { counted, significant } from "../report/phrase.ts";
import { exitMeanings } from "../report/verdict-words.ts";
import type { ClaimPage } from "./claim-page.ts";
import type { ClaimHistory, SiteRun } from "./site.types.ts";
import { runsOfTrend, type Step, shrinking } from "./trend.ts";

export interface Warning {
  readonly text: string;
  /** Relative address of what it is about. */
  readonly page: string;
  readonly name: string;
}

/** The most urgent first. */
export const warnings = (pages: readonly ClaimPage[], last: SiteRun | undefined): Warning[] => [
  ...runWarning(last),
  ...pages.flatMap((page) => verdictWarnings(page, last)),
  ...pages.flatMap(({ file, history, steps }) => about(file, history, trendText(history, steps))),
];

function runWarning(last: SiteRun | undefined): Warning[] {
  if (last === undefined || last.exitCode === 0) return [];
  const meaning = exitMeanings.find(({ code }) => code === last.exitCode)?.meaning ?? "Not as expected.";
  const text = `exit code ${last.exitCode}. ${meaning}`;
  return [{ text, page: `runs/${last.id}/index.html`, name: "the latest run" }];
}

function verdictWarnings({ file, history, steps }: ClaimPage, last: SiteRun | undefined): Warning[] {
  const step = steps.at(-1);
  const unexpected = step !== undefined && step.run.id === last?.id && !step.entry.agrees;
  const verdict = unexpected ? [`${step.entry.verdict}, expected ${history.expect}`] : [];
  return about(file, history, [...verdict, ...newVerdict(steps, last)]);
}

const about = (file: string, { spec, claim }: ClaimHistory, found: readonly string[]): Warning[] =>
  found.length === 0 ? [] : [{ text: found.join("; "), page: `claims/${file}`, name: `${spec} / ${claim}` }];

/** In the latest run of the site. */
export function newVerdict(steps: readonly Step[], last: SiteRun | undefined): string[] {
  const step = steps.at(-1);
  return step === undefined || step.from === null || step.run.id !== last?.id
    ? []
    : [`verdict changed in the latest run: was ${step.from}`];
}

/** A claim that is expected to be violated may come as near to zero as it likes. */
export function trendText({ expect }: ClaimHistory, steps: readonly Step[]): string[] {
  const found = expect === "violated" ? null : shrinking(steps);
  if (found === null) return [];
  const fall = `from ${significant(found.from)} to ${significant(found.to)} in ${runsOfTrend} runs`;
  return [
    `margin shrinking steadily, ${fall}; at this pace it is 0 after ${counted(found.runsLeft, "more run", "more runs")}`,
  ];
}

/** Worst margin over the runs of a claim, in the size of a word or of a figure; the marks tell the verdicts, a rule each change of one. */
import * as Plot from "@observablehq/plot";
import { type DepthMargin, type MarginAxis, marginAxis } from "../report/charts/margin-axis.ts";
import { draw, frame } from "../report/charts/svg.ts";
import type { Fragment } from "../report/fragment.ts";
import { decadeTick, moment, tick, withError } from "../report/phrase.ts";
import type { Verdict } from "../results.types.ts";
import type { Step } from "./trend.ts";

interface Mark {
  readonly time: Date;
  readonly margin: number;
  readonly low: number;
  readonly high: number;
  readonly verdict: Verdict;
  readonly title: string;
}

/** Shape and colour together tell the verdict. */
const shapes: Readonly<Record<Verdict, { readonly symbol: Plot.SymbolType; readonly colour: string }>> = {
  certified: { symbol: "diamond", colour: "var(--holds)" },
  supported: { symbol: "circle", colour: "var(--holds)" },
  violated: { symbol: "times", colour: "var(--fails)" },
  inconclusive: { symbol: "square", colour: "var(--undecided)" },
  vacuous: { symbol: "circle", colour: "var(--muted)" },
  error: { symbol: "triangle", colour: "var(--broken)" },
};

const axisOf = (steps: readonly Step[]): MarginAxis =>
  marginAxis(
    steps.map(({ entry: { margin } }, i): DepthMargin => {
      return { depth: i, margin: margin?.worst ?? null, error: margin?.error ?? 0, state: "holds", applicable: 0 };
    }),
  );

function marksOf(steps: readonly Step[], { domain: [low, high] }: MarginAxis): Mark[] {
  const clip = (y: number): number => Math.min(high, Math.max(low, y));
  return steps.flatMap(({ run, entry: { verdict, margin } }) => {
    if (margin === null) return [];
    const { worst, error } = margin;
    const ends = { low: clip(worst - (error ?? 0)), high: clip(worst + (error ?? 0)) };
    const title = `${moment(run.started)}: ${verdict}, ${withError(worst, error)}`;
    return [{ time: new Date(run.started), margin: worst, ...ends, verdict, title }];
  });
}

const day = 86_400_000;

/** At least a day on either side, so that one run, or two of one minute, have an axis. */
function timeDomain(steps: readonly Step[]): [Date, Date] {
  const times = steps.map(({ run }) => Date.parse(run.started));
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const room = Math.max(day, (last - first) * 0.04);
  return [new Date(first - room), new Date(last + room)];
}

const isoDate = (time: Date): string => time.toISOString().slice(0, 10);

/** Days of at most four runs, evenly over the time; no day twice. */
function timeTicks(steps: readonly Step[]): Date[] {
  const times = steps.map(({ run }) => Date.parse(run.started));
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const wanted = [0, 1, 2, 3].map((k) => first + ((last - first) * k) / 3);
  const nearest = wanted.map((time) => times.reduce((a, b) => (Math.abs(b - time) < Math.abs(a - time) ? b : a)));
  const byDay = new Map(nearest.map((time) => [isoDate(new Date(time)), new Date(time)]));
  return [...byDay.values()];
}

const yScale = ({ type, domain, ticks, constant }: MarginAxis): Plot.ScaleOptions => ({
  type,
  domain: [...domain],
  ticks: ticks === null ? 5 : [...ticks],
  ...(type === "symlog" && { constant }),
});

const dots = (marks: readonly Mark[], radius: number, tips: boolean): Plot.Markish[] =>
  Object.entries(shapes).map(([verdict, { symbol, colour }]) => {
    const hollow = symbol === "times" || verdict === "vacuous";
    const own = marks.filter((mark) => mark.verdict === verdict);
    const paint = {
      fill: hollow ? "none" : colour,
      stroke: hollow ? colour : "var(--paper)",
      strokeWidth: hollow ? 2 : 1,
    };
    return Plot.dot(own, { x: "time", y: "margin", symbol, r: radius, ...paint, ...(tips && { title: "title" }) });
  });

/** `extreme`: which margin the claim shows. */
export function historyChart(steps: readonly Step[], extreme: "best" | "worst"): Fragment {
  const axis = axisOf(steps);
  const marks = marksOf(steps, axis);
  const changes = steps.filter(({ from }) => from !== null).map(({ run }) => new Date(run.started));
  const options: Plot.PlotOptions = {
    ...frame,
    x: { type: "utc", domain: timeDomain(steps), label: null, ticks: timeTicks(steps), tickFormat: isoDate },
    y: {
      ...yScale(axis),
      label: `${extreme} margin`,
      labelArrow: "none",
      grid: true,
      tickFormat: axis.type === "symlog" ? decadeTick : tick,
    },
    marks: [
      Plot.ruleX(changes, { stroke: "var(--muted)", strokeDasharray: "3 3" }),
      Plot.ruleY([0], { stroke: "currentColor", strokeWidth: 1.2 }),
      Plot.lineY(marks, { x: "time", y: "margin", stroke: "var(--muted)", strokeWidth: 1.2 }),
      Plot.ruleX(marks, { x: "time", y1: "low", y2: "high", stroke: "var(--ink)", strokeWidth: 1.4 }),
      ...dots(marks, 4, true),
    ],
  };
  return draw({ options, className: "chart", name: nameOf(extreme), description: describe(steps) });
}

/** A spark of more runs could not be read, and the index would grow with every night. */
const sparkRuns = 30;

export function historySpark(all: readonly Step[], extreme: "best" | "worst"): Fragment {
  const steps = all.slice(-sparkRuns);
  const axis = axisOf(steps);
  const marks = marksOf(steps, axis);
  const options: Plot.PlotOptions = {
    width: 120,
    height: 32,
    margin: 4,
    axis: null,
    x: { type: "utc", domain: timeDomain(steps) },
    y: yScale(axis),
    marks: [
      Plot.ruleY([0], { stroke: "var(--muted)", strokeWidth: 1 }),
      Plot.lineY(marks, { x: "time", y: "margin", stroke: "var(--ink)", strokeWidth: 1.3 }),
      ...dots(marks, 2, false),
    ],
  };
  return draw({ options, className: "sparkline", name: nameOf(extreme), description: describe(steps) });
}

const nameOf = (extreme: "best" | "worst"): string => `${extreme === "best" ? "Best" : "Worst"} margin of every run`;

function describe(steps: readonly Step[]): string {
  const [first, last] = [steps[0], steps.at(-1)];
  const changes = steps.filter(({ from }) => from !== null).length;
  const span = `${steps.length === 1 ? "1 run" : `${steps.length} runs`}, ${moment(first?.run.started ?? "")} to ${moment(last?.run.started ?? "")}`;
  const verdicts =
    changes === 0
      ? `${last?.entry.verdict} throughout`
      : `verdict changed ${changes === 1 ? "once" : `${changes} times`}, now ${last?.entry.verdict}`;
  return `${span}; ${verdicts}.`;
}

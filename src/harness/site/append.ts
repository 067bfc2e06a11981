/** One more run in the index of a site. Pure; the same runs give the same index in whatever order they come. */
import { anchorsOf } from "../report/claim-key.ts";
import { type ControlState, controlState, isMain } from "../report/headline.ts";
import type { ClaimResult, Results, Verdict } from "../results.types.ts";
import type { ClaimEntry, ClaimHistory, SiteIndex, SiteRun } from "./site.types.ts";

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Of ISO times without and with fractions of a second. */
const byBeginning = (a: SiteRun, b: SiteRun): number =>
  Date.parse(a.started) - Date.parse(b.started) || compare(a.id, b.id);

/** The index must not have a run of this id yet. */
export function append(index: SiteIndex, results: Results): SiteIndex {
  const runs = [...index.runs, runOf(results)].sort(byBeginning);
  const place: Place = new Map(runs.map(({ id }, i) => [id, i]));
  const claims = claimsOf(index, results, place);
  const latest = runs.at(-1)?.id === results.run.id ? results : null;
  const ofLatest = (entries: readonly ClaimEntry[]): boolean => entries.at(-1)?.run === runs.at(-1)?.id;
  const present = new Set(claims.filter(({ entries }) => ofLatest(entries)).map(({ spec }) => spec));
  return {
    ...index,
    runs,
    specs: inReadingOrder(
      specsOf(index, results, place),
      ({ id }) => id,
      ({ id }) => present.has(id),
      latest?.specs.map(({ id }) => id) ?? null,
    ),
    claims: inReadingOrder(
      claims,
      historyKey,
      ({ entries }) => ofLatest(entries),
      latest?.claims.map(historyKey) ?? null,
    ),
  };
}

/** Places of the runs by their ids. */
type Place = ReadonlyMap<string, number>;

/** As the latest run has them, then what it does not have, by name. `order`: of the latest run, null where `items` have it already. */
function inReadingOrder<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  isPresent: (item: Item) => boolean,
  order: readonly string[] | null,
): Item[] {
  const rank = new Map(order?.map((key, i) => [key, i]));
  const present = items.filter(isPresent);
  if (order !== null) present.sort((a, b) => (rank.get(keyOf(a)) ?? 0) - (rank.get(keyOf(b)) ?? 0));
  const gone = items.filter((item) => !isPresent(item));
  return [...present, ...gone.sort((a, b) => compare(keyOf(a), keyOf(b)))];
}

function runOf({ run, exitCode, claims }: Results): SiteRun {
  const { id, started, commit, profile, engine, tool, planHash } = run;
  const verdicts: Partial<Record<Verdict, number>> = {};
  for (const { verdict } of claims.filter(isMain)) verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
  const controls = claims.filter(({ control }) => control);
  const of = (state: ControlState): number => controls.filter((control) => controlState(control) === state).length;
  return {
    ...{ id, started, commit, profile, engine, tool, planHash, exitCode, verdicts },
    controls: { caught: of("caught"), total: controls.length - of("undetectable") },
    kept: true,
  };
}

/** The title is that of the latest run with the spec. */
function specsOf({ specs, claims }: SiteIndex, results: Results, place: Place): SiteIndex["specs"] {
  const titles = new Map(specs.map(({ id, title }) => [id, title]));
  for (const { id, title } of results.specs) {
    const judged = claims.flatMap(({ spec, entries }) => (spec === id ? entries.slice(-1) : []));
    const isNewest = judged.every(({ run }) => isAfter(place, results.run.id, run));
    if (isNewest || !titles.has(id)) titles.set(id, title);
  }
  return [...titles].map(([id, title]) => ({ id, title }));
}

const isAfter = (place: Place, a: string, b: string): boolean => (place.get(a) ?? 0) > (place.get(b) ?? 0);

type Named = Pick<ClaimHistory, "spec" | "claim" | "ablated" | "control">;

export const historyKey = ({ spec, claim, ablated, control }: Named): string =>
  [spec, claim, ablated ?? "", control ? "control" : ""].join("\n");

function claimsOf({ claims }: SiteIndex, results: Results, place: Place): ClaimHistory[] {
  const histories = new Map(claims.map((history) => [historyKey(history), history]));
  const anchors = anchorsOf(results.claims);
  for (const result of results.claims) {
    const fresh = emptyHistory(result, anchors.get(result) ?? "");
    const known = histories.get(historyKey(fresh));
    const last = known?.entries.at(-1);
    const isNewest = last === undefined || isAfter(place, results.run.id, last.run);
    const history = known === undefined ? fresh : { ...known, ...(isNewest && described(fresh)) };
    histories.set(historyKey(fresh), withEntry(history, result, results.run.id, place));
  }
  return [...histories.values()];
}

function emptyHistory(result: ClaimResult, anchor: string): ClaimHistory {
  const { spec, claim, control, ablated, quantifier, expect } = result;
  return { spec, claim, control, ablated, quantifier, expect, anchor, formulas: [], entries: [] };
}

/** What the latest run says of the claim itself. */
const described = ({ quantifier, expect, anchor }: ClaimHistory): Partial<ClaimHistory> => ({
  quantifier,
  expect,
  anchor,
});

function withEntry(
  history: ClaimHistory,
  { statement, verdict, agrees, margin }: ClaimResult,
  run: string,
  place: Place,
): ClaimHistory {
  const { text, latex } = statement;
  const all = history.entries.map((entry) => [entry, history.formulas[entry.formula]] as const);
  const entry: Omit<ClaimEntry, "formula"> = {
    run,
    verdict,
    agrees,
    margin: margin === null ? null : { worst: margin.worst, error: margin.error },
  };
  const ordered = [...all, [entry, { text, latex }] as const].sort(
    ([a], [b]) => (place.get(a.run) ?? 0) - (place.get(b.run) ?? 0),
  );
  // Formulas in the order of their first run, so that the index does not depend on the order of additions.
  const texts = [...new Set(ordered.map(([, formula]) => formula?.text ?? ""))];
  const formulas = texts.map((wanted) => ({
    text: wanted,
    latex: ordered.findLast(([, formula]) => formula?.text === wanted)?.[1]?.latex ?? "",
  }));
  const entries = ordered.map(([one, formula]) => ({
    run: one.run,
    verdict: one.verdict,
    agrees: one.agrees,
    margin: one.margin,
    formula: texts.indexOf(formula?.text ?? ""),
  }));
  return { ...history, formulas, entries };
}

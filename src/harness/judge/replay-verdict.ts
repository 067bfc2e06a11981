/** What a second measurement of a failing witness, or of the witnesses behind a failing fit, says. */
import type { Decision, Lookup } from "../../verifiers/formula/index.ts";
import type { Measurements } from "../../verifiers/measurement.ts";
import { catalogue } from "../../verifiers/quantities/catalogue.ts";
import type { CellRecord, ReplayRecord, WitnessRecord } from "../record.types.ts";
import { type JudgedReading, type Trend, witnessesIn } from "./across-depth.ts";
import { fitThrough } from "./slope-fit.ts";
import type { Statement } from "./statement.ts";
import { givenAt, type Judged, judgeAt, lookupOf, own, showsProperty, tiedHypothesis } from "./witness.ts";

/** The point's own quantities must come from the second route; axes and data may be the first route's. */
const replayLookup = (record: CellRecord, witness: WitnessRecord, replayed: Measurements): Lookup => {
  const primary = lookupOf(record.cell, witness.quantities);
  return (name) => {
    const scope = Object.hasOwn(catalogue, name) ? catalogue[name]?.scope : undefined;
    const shared = scope === "axis" || scope === "data";
    return (
      own(replayed, name) ?? (shared ? primary(name) : { value: null, reason: "not measured by the second route" })
    );
  };
};

export interface ReplayVerdict {
  readonly confirmed: boolean;
  readonly margin: number | null;
  /** Why it does not confirm. */
  readonly message: string | null;
}

export const unreplayed: ReplayVerdict = { confirmed: false, margin: null, message: "it was not measured again" };

const refuse = (message: string): ReplayVerdict => ({ confirmed: false, margin: null, message });

const saidInstead: Readonly<Record<string, string>> = {
  fails: "the assertion fails there by the second route",
  holds: "the assertion holds there by the second route",
  "not-refuted": "the second route does not refute the assertion",
  undecided: "the second route cannot decide the assertion",
};

/** What the first route found of the assertion: `for-all` is refuted where it fails, `there-is` shown where it holds. */
export type Sought = "fails" | "holds";

function verdictOf(judged: Pick<Judged, "tied" | "decision">, decision: Decision, sought: Sought): ReplayVerdict {
  const { outcome } = decision;
  if (outcome.kind === "inapplicable") return refuse(`by the second route: ${outcome.reason}`);
  const confirmed = outcome.kind === sought && (sought === "fails" || showsProperty(judged));
  const tie = outcome.kind === "holds" && sought === "holds" ? saidInstead.undecided : saidInstead[outcome.kind];
  return { confirmed, margin: outcome.margin.value, message: confirmed ? null : (tie ?? null) };
}

/** Confirmed when the hypotheses hold and the assertion fails (or holds, as sought) by the second route too. */
export function judgeReplay(
  statement: Statement,
  { record, witness }: Pick<Judged, "record" | "witness">,
  replay: ReplayRecord,
  sought: Sought = "fails",
): ReplayVerdict {
  if (replay.quantities === null) return refuse(replay.message ?? "the replay failed");
  const judged = judgeAt(statement, replayLookup(record, witness, replay.quantities));
  return judged.decision === null
    ? refuse(`by the second route: ${judged.inapplicable}`)
    : verdictOf(judged, judged.decision, sought);
}

export type ReplaysOf = (judged: Judged) => readonly ReplayRecord[];

/** Confirmed when the hypotheses hold at every witness of the fit, and the line through the second route's values fails as well. */
export function judgeTrendReplay(statement: Statement, trend: Trend, replaysOf: ReplaysOf): ReplayVerdict {
  const replayed = new Map<Judged, Lookup>();
  for (const judged of witnessesIn(trend)) {
    const replays = replaysOf(judged);
    const measured = replays.findLast(({ quantities }) => quantities !== null)?.quantities;
    const at = `the witness at L = ${judged.record.cell.axes.depth}`;
    if (replays.length === 0) return unreplayed;
    if (!measured) return refuse(`${at}: ${replays.at(-1)?.message ?? "the replay failed"}`);
    const lookup = replayLookup(judged.record, judged.witness, measured);
    const { reason, tied } = givenAt(statement, lookup);
    if (reason !== null) return refuse(`by the second route, ${at}: ${reason}`);
    if (tied) return refuse(`by the second route, ${at}: ${tiedHypothesis}`);
    replayed.set(judged, lookup);
  }
  const again = ({ judged, depth, lookup }: JudgedReading): { depth: number; lookup: Lookup } => ({
    depth,
    lookup: replayed.get(judged) ?? lookup,
  });
  const { decision, reason } = fitThrough(
    statement.assert,
    trend.series.map((readings) => readings.map(again)),
  );
  return decision === null
    ? refuse(`by the second route: ${reason}`)
    : verdictOf({ tied: false, decision }, decision, "fails");
}

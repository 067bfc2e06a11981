/** What a second measurement of a failing witness says. */
import type { Lookup } from "../../verifiers/formula/index.ts";
import type { Measurements } from "../../verifiers/measurement.ts";
import { catalogue } from "../../verifiers/quantities/catalogue.ts";
import type { CellRecord, ReplayRecord, WitnessRecord } from "../record.types.ts";
import type { Statement } from "./statement.ts";
import { judgeAt, lookupOf, own } from "./witness.ts";

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

const saidInstead: Readonly<Record<string, string>> = {
  holds: "the assertion holds there by the second route",
  "not-refuted": "the second route does not refute the assertion",
  undecided: "the second route cannot decide the assertion",
};

/** Confirmed when the hypotheses hold and the assertion fails by the second route too. */
export function judgeReplay(
  statement: Statement,
  record: CellRecord,
  witness: WitnessRecord,
  replay: ReplayRecord,
): ReplayVerdict {
  if (replay.quantities === null)
    return { confirmed: false, margin: null, message: replay.message ?? "the replay failed" };
  const { inapplicable, decision } = judgeAt(statement, replayLookup(record, witness, replay.quantities));
  const outcome = decision?.outcome;
  if (outcome === undefined || outcome.kind === "inapplicable")
    return { confirmed: false, margin: null, message: `by the second route: ${inapplicable}` };
  const confirmed = outcome.kind === "fails";
  return { confirmed, margin: outcome.margin.value, message: confirmed ? null : (saidInstead[outcome.kind] ?? null) };
}

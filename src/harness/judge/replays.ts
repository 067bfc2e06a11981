/** Which failing witnesses the run stage has to measure again, and whether the second measurement confirms a failure. */
import type { Plan } from "../plan.types.ts";
import type { CellRecord, ReplayRecord, WitnessRecord } from "../record.types.ts";
import type { Claim, Spec } from "../spec/types.ts";
import { failingTrends, hasSlope, judgeForTrend, type Trend, trendsOf, witnessesIn } from "./across-depth.ts";
import { type Evidence, evidenceFor, type Index, indexRecords, judgeWitnesses, replayKey } from "./evidence.ts";
import { judgeReplay, judgeTrendReplay } from "./replay-verdict.ts";
import { failingOf, holdingOf } from "./verdict.ts";
import type { Judged } from "./witness.ts";

/** After this many unconfirmed failures of one claim the matter is one for people, not for more of the same. */
export const maxReplays = 5;

export interface WantedReplay {
  readonly spec: Spec;
  readonly claim: Claim;
  readonly cell: CellRecord;
  readonly witness: WitnessRecord;
}

/** One way to settle a claim: a single witness, or all those that a fit across depth goes through. */
export interface Refutation {
  readonly witnesses: readonly WantedReplay[];
  /** Whether these replays, whatever else is among them, confirm it. */
  readonly confirmedBy: (replays: readonly ReplayRecord[]) => boolean;
}

/** How much of the plan the records are of: fits across depth need the whole. */
export type Extent = "whole" | "shard";

/** Per claim with failing witnesses or fits: what would refute it, worst first, to be replayed until one is confirmed. */
export function wantedReplays(
  specs: readonly Spec[],
  plan: Plan,
  cellRecords: readonly CellRecord[],
  extent: Extent = "whole",
): readonly (readonly Refutation[])[] {
  const index = indexRecords(cellRecords);
  const perClaim = specs.flatMap((spec) => spec.claims.map((claim) => refutationsOf(spec, claim, plan, index, extent)));
  return perClaim.filter((wanted) => wanted.length > 0);
}

function refutationsOf(spec: Spec, claim: Claim, plan: Plan, index: Index, extent: Extent): Refutation[] {
  const evidence = evidenceFor(spec, claim, plan, index);
  if (!hasSlope(evidence.statement.assert)) return settlingWitnesses(evidence);
  return extent === "whole" && evidence.failures.length === 0 ? refutingFits(evidence) : [];
}

/** Failing witnesses of `for-all`, holding ones of `there-is`: each settles its claim if the second route agrees. */
function settlingWitnesses(evidence: Evidence): Refutation[] {
  const sought = evidence.claim.quantifier === "there-is" ? "holds" : "fails";
  const judged = judgeWitnesses(evidence);
  const settling = (sought === "holds" ? holdingOf(judged) : failingOf(judged)).slice(0, maxReplays);
  return settling.map((one) => ({
    witnesses: [wantedOf(evidence, one)],
    confirmedBy: (replays) => {
      const own = replaysIn(evidence, replays)(one);
      return own.some((replay) => judgeReplay(evidence.statement, one, replay, sought).confirmed);
    },
  }));
}

function refutingFits(evidence: Evidence): Refutation[] {
  const failing = failingTrends(trendsOf(evidence, judgeForTrend(evidence))).slice(0, maxReplays);
  return failing.map((trend: Trend) => ({
    witnesses: witnessesIn(trend).map((judged) => wantedOf(evidence, judged)),
    confirmedBy: (replays) => judgeTrendReplay(evidence.statement, trend, replaysIn(evidence, replays)).confirmed,
  }));
}

const wantedOf = ({ spec, claim }: Evidence, { record, witness }: Judged): WantedReplay => ({
  spec,
  claim,
  cell: record,
  witness,
});

function replaysIn({ spec, claim }: Evidence, replays: readonly ReplayRecord[]): Evidence["replaysOf"] {
  const index = indexRecords(replays).replays;
  return ({ record, witness }) => index.get(replayKey(spec.id, claim.key, record.cell.id, witness.index)) ?? [];
}

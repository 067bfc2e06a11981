/** Which failing witnesses the run stage has to measure again, and whether a second measurement confirms one. */
import type { Plan } from "../plan.types.ts";
import type { CellRecord, ReplayRecord, WitnessRecord } from "../record.types.ts";
import type { Claim, Spec } from "../spec/types.ts";
import { hasSlope } from "./across-depth.ts";
import { evidenceFor, indexRecords, judgeWitnesses } from "./evidence.ts";
import { judgeReplay } from "./replay-verdict.ts";
import { statementOf } from "./statement.ts";
import { failingOf } from "./verdict.ts";

/** After this many unconfirmed witnesses the failure is a matter for people, not for more of the same. */
export const maxReplays = 5;

export interface WantedReplay {
  readonly spec: Spec;
  readonly claim: Claim;
  readonly cell: CellRecord;
  readonly witness: WitnessRecord;
}

/** Per claim with failing witnesses: those to replay, worst first, until one is confirmed. */
export function wantedReplays(
  specs: readonly Spec[],
  plan: Plan,
  cellRecords: readonly CellRecord[],
): readonly (readonly WantedReplay[])[] {
  const index = indexRecords(cellRecords);
  const perClaim = specs.flatMap((spec) =>
    spec.claims.map((claim): WantedReplay[] => {
      const evidence = evidenceFor(spec, claim, plan, index);
      if (claim.quantifier === "there-is" || hasSlope(evidence.statement.assert)) return [];
      const failing = failingOf(judgeWitnesses(evidence)).slice(0, maxReplays);
      return failing.map(({ record, witness }) => ({ spec, claim, cell: record, witness }));
    }),
  );
  return perClaim.filter((wanted) => wanted.length > 0);
}

/** Whether the replay holds the hypotheses and fails the assertion of the claim at its witness. */
export function confirms(claim: Claim, spec: Spec, cellRecord: CellRecord, replay: ReplayRecord): boolean {
  const sameClaim = replay.spec === spec.id && replay.claim === claim.key && replay.cell === cellRecord.cell.id;
  const witness = cellRecord.witnesses.find(({ index }) => index === replay.witness);
  return sameClaim && witness !== undefined && judgeReplay(statementOf(claim), cellRecord, witness, replay).confirmed;
}

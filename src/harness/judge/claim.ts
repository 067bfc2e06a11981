/** One claim judged: everything results.json says of it, and the witness that is to be stored. */
import { type Decision, slopesIn } from "../../verifiers/formula/index.ts";
import type { ClaimResult, Verdict } from "../results.types.ts";
import type { Claim } from "../spec/types.ts";
import { hasSlope, judgeForTrend, trendsOf } from "./across-depth.ts";
import { pointsKind } from "./because.ts";
import { type Evidence, judgeWitnesses } from "./evidence.ts";
import { ruleTrend, trendCounts } from "./rule-trend.ts";
import { latexOf } from "./statement.ts";
import { byDepthOf, countsOf, hypothesesOf, yieldsOf } from "./tally.ts";
import { type Ruling, ruleEmpty, ruleError, ruleForAll, ruleThereIs } from "./verdict.ts";
import type { Judged } from "./witness.ts";

export interface ClaimJudgement {
  readonly result: ClaimResult;
  /** The witness behind `result.witness`. */
  readonly worst: Judged | null;
  /** The witnesses that the fit behind the verdict goes through; none where each witness is decided by itself. */
  readonly fitted: readonly Judged[];
}

interface Assessment {
  readonly judged: readonly Judged[];
  readonly counts: ClaimResult["counts"];
  readonly ruling: Ruling;
}

function assessPoints(evidence: Evidence): Assessment {
  const judged = judgeWitnesses(evidence);
  const counts = countsOf(evidence, judged);
  const ruling = ruled(evidence, judged, () =>
    evidence.claim.quantifier === "there-is" ? ruleThereIs(evidence, judged) : ruleForAll(evidence, judged, counts),
  );
  return { judged, counts, ruling };
}

function assessTrend(evidence: Evidence): Assessment {
  const judged = judgeForTrend(evidence);
  const trends = trendsOf(evidence, judged);
  const counts = trendCounts(countsOf(evidence, judged), trends);
  const from = Math.min(...slopesIn(evidence.statement.assert).map((node) => node.from));
  const ruling = ruled(evidence, judged, () => ruleTrend(evidence, judged, trends, counts, from));
  return { judged, counts, ruling };
}

/** Missing data comes before any verdict: it never passes. */
function ruled(evidence: Evidence, judged: readonly Judged[], rule: () => Ruling): Ruling {
  if (evidence.failures.length > 0) return ruleError(evidence, judged);
  return evidence.cells.length === 0 ? ruleEmpty() : rule();
}

export const agrees = (expect: Claim["expect"], verdict: Verdict): boolean =>
  expect === "any" || verdict === expect || (expect === "supported" && verdict === "certified");

function marginOf(decision: Decision | null): ClaimResult["margin"] {
  if (decision === null || decision.outcome.kind === "inapplicable") return null;
  const { outcome, error } = decision;
  return { worst: outcome.margin.value, error, tie: outcome.kind === "holds" && outcome.tie };
}

/**
 * One file per claim: the first hyphen ends the spec's id, whose own become `_`, and a dot begins the dropped hypothesis. Ids have
 * neither, so that no two claims of a run share a file.
 */
export const witnessPath = (spec: string, key: string): string =>
  `witnesses/${spec.replaceAll("-", "_")}-${key.replace("/", ".")}.json`;

function resultOf(evidence: Evidence, { judged, counts, ruling }: Assessment): ClaimResult {
  const { spec, claim, statement } = evidence;
  return {
    spec: spec.id,
    claim: claim.id,
    control: claim.control,
    of: claim.of,
    ablated: claim.ablated,
    expect: claim.expect,
    verdict: ruling.verdict,
    agrees: agrees(claim.expect, ruling.verdict),
    severity: claim.severity,
    statement: { latex: latexOf(statement.assert), text: claim.assert, says: claim.says },
    hypotheses: hypothesesOf(evidence, judged),
    quantifier: claim.quantifier,
    points: { name: claim.points, kind: pointsKind(evidence) },
    because: ruling.because,
    margin: marginOf(ruling.decision),
    counts,
    byDepth: byDepthOf(evidence, judged),
    yields: yieldsOf(evidence),
    grade: ruling.decision?.grade ?? null,
    replay: ruling.replay,
    witness: ruling.worst === null ? null : witnessPath(spec.id, claim.key),
  };
}

export function judgeEvidence(evidence: Evidence): ClaimJudgement {
  const assessment = hasSlope(evidence.statement.assert) ? assessTrend(evidence) : assessPoints(evidence);
  return { result: resultOf(evidence, assessment), worst: assessment.ruling.worst, fitted: assessment.ruling.fitted };
}

/** Records to results: a pure function, so that old records can be judged again. Measuring happened before, nothing is measured here. */
import { exitCodeOf } from "../exit-code.ts";
import type { Plan } from "../plan.types.ts";
import type { CellRecord, RecordLine, WitnessRecord } from "../record.types.ts";
import type { ClaimResult, Results, RunInfo, SpecInfo } from "../results.types.ts";
import type { Claim, Spec } from "../spec/types.ts";
import { type ClaimJudgement, judgeEvidence } from "./claim.ts";
import { evidenceFor, type Index, indexRecords } from "./evidence.ts";
import type { Judged } from "./witness.ts";

export interface JudgeOptions {
  /** Absolute folder that spec files are shown relative to; a file outside it is shown by its name alone. */
  readonly root?: string;
}

/** A witness and the cell it is of. */
export interface Located {
  readonly cell: CellRecord;
  readonly witness: WitnessRecord;
}

export interface WorstWitness extends Located {
  readonly spec: Spec;
  readonly claim: Claim;
  /** All witnesses of the fit, for claims across depth. */
  readonly fitted: readonly Located[];
  /** Where the run stage writes it, relative to the output folder. */
  readonly path: string;
}

interface Judgement extends ClaimJudgement {
  readonly spec: Spec;
  readonly claim: Claim;
}

function judgements(specs: readonly Spec[], plan: Plan, index: Index): readonly Judgement[] {
  return specs.flatMap((spec) =>
    spec.claims.map((claim) => ({ spec, claim, ...judgeEvidence(evidenceFor(spec, claim, plan, index)) })),
  );
}

/** No absolute path enters the results: they are the same bytes on every machine. */
function shownFile(file: string, root: string | undefined): string {
  const path = file.replaceAll("\\", "/");
  const folder = root === undefined ? null : `${root.replaceAll("\\", "/").replace(/\/$/, "")}/`;
  return folder !== null && path.startsWith(folder) ? path.slice(folder.length) : path.slice(path.lastIndexOf("/") + 1);
}

const specInfo = ({ id, title, file, source }: Spec, { root }: JudgeOptions): SpecInfo => ({
  id,
  title,
  file: shownFile(file, root),
  source,
});

/** One claim of one spec. */
export function judgeClaim(spec: Spec, claim: Claim, plan: Plan, records: readonly RecordLine[]): ClaimResult {
  return judgeEvidence(evidenceFor(spec, claim, plan, indexRecords(records))).result;
}

export function judge(
  specs: readonly Spec[],
  plan: Plan,
  records: readonly RecordLine[],
  run: RunInfo,
  options: JudgeOptions = {},
): Results {
  return judgeWithWitnesses(specs, plan, records, run, options).results;
}

/** The results, and the witnesses they name: what the run stage has to write out. */
export function judgeWithWitnesses(
  specs: readonly Spec[],
  plan: Plan,
  records: readonly RecordLine[],
  run: RunInfo,
  options: JudgeOptions = {},
): { readonly results: Results; readonly worst: readonly WorstWitness[] } {
  const judged = judgements(specs, plan, indexRecords(records));
  const claims = judged.map(({ result }) => result);
  const infos = specs.map((spec) => specInfo(spec, options));
  const results = { format: "depthproof-results/1", run, ...exitCodeOf({ claims }), specs: infos, claims } as const;
  return { results, worst: judged.flatMap(worstOf) };
}

const locatedOf = ({ record, witness }: Judged): Located => ({ cell: record, witness });

const worstOf = ({ spec, claim, result, worst, fitted }: Judgement): WorstWitness[] =>
  worst === null || result.witness === null
    ? []
    : [{ spec, claim, ...locatedOf(worst), fitted: fitted.map(locatedOf), path: result.witness }];

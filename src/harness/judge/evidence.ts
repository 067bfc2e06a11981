/** The part of a record that bears on one claim. */
import type { Cell, Plan } from "../plan.types.ts";
import type { CellRecord, RecordLine, ReplayRecord } from "../record.types.ts";
import type { Claim, Spec } from "../spec/types.ts";
import { type Statement, statementOf } from "./statement.ts";
import { byAxes, type Judged, judgeWitness } from "./witness.ts";

export interface Failure {
  readonly cell: Cell;
  readonly status: Exclude<CellRecord["status"], "ok"> | "missing";
  readonly message: string | null;
}

export interface Evidence {
  readonly spec: Spec;
  readonly claim: Claim;
  readonly statement: Statement;
  /** Every cell the plan has for this claim. */
  readonly cells: readonly Cell[];
  /** Those that ran to the end. */
  readonly finished: readonly CellRecord[];
  /** The others, with what happened to them. */
  readonly failures: readonly Failure[];
  readonly replaysOf: (judged: Judged) => readonly ReplayRecord[];
}

export interface Index {
  readonly cells: ReadonlyMap<string, CellRecord>;
  readonly replays: ReadonlyMap<string, readonly ReplayRecord[]>;
}

export const replayKey = (spec: string, claim: string, cell: string, witness: number): string =>
  JSON.stringify([spec, claim, cell, witness]);

/** A cell may have been tried more than once: a finished attempt counts, else the last. */
export function indexRecords(lines: readonly RecordLine[]): Index {
  const cells = new Map<string, CellRecord>();
  const replays = new Map<string, readonly ReplayRecord[]>();
  for (const line of lines) {
    if (line.type === "cell") {
      if (cells.get(line.cell.id)?.status !== "ok") cells.set(line.cell.id, line);
    } else {
      const key = replayKey(line.spec, line.claim, line.cell, line.witness);
      replays.set(key, [...(replays.get(key) ?? []), line]);
    }
  }
  return { cells, replays };
}

const cellsOf = (spec: Spec, claim: Claim, plan: Plan): Cell[] =>
  plan.cells.filter((cell) => cell.spec === spec.id && cell.axes.points === claim.points).sort(byAxes);

function failureOf(cell: Cell, record: CellRecord | undefined): Failure | null {
  if (record === undefined) return { cell, status: "missing", message: null };
  return record.status === "ok" ? null : { cell, status: record.status, message: record.message };
}

export function evidenceFor(spec: Spec, claim: Claim, plan: Plan, index: Index): Evidence {
  const cells = cellsOf(spec, claim, plan);
  const finished = cells.flatMap((cell) => {
    const record = index.cells.get(cell.id);
    return record?.status === "ok" ? [record] : [];
  });
  const failures = cells.flatMap((cell) => failureOf(cell, index.cells.get(cell.id)) ?? []);
  const replaysOf = ({ record, witness }: Judged): readonly ReplayRecord[] =>
    index.replays.get(replayKey(spec.id, claim.key, record.cell.id, witness.index)) ?? [];
  return { spec, claim, statement: statementOf(claim), cells, finished, failures, replaysOf };
}

/** The claim at each of its witnesses. */
export function judgeWitnesses({ statement, finished }: Evidence): readonly Judged[] {
  return finished.flatMap((record) => record.witnesses.map((witness) => judgeWitness(statement, record, witness)));
}

export const depthsOf = ({ cells }: Evidence): readonly number[] =>
  [...new Set(cells.map(({ axes }) => axes.depth))].sort((a, b) => a - b);

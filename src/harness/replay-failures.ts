/** The second half of a run: failing witnesses are measured again by the second route, worst first, until one refutation per claim is confirmed. */
import { type Extent, namesOf, type Refutation, type WantedReplay, wantedReplays } from "./judge/index.ts";
import { type PerformOptions, performTasks } from "./perform-tasks.ts";
import type { Plan } from "./plan.types.ts";
import type { Pool } from "./pool.ts";
import type { CellRecord, RecordLine, ReplayRecord } from "./record.types.ts";
import type { Spec } from "./spec/types.ts";
import type { Task } from "./task.ts";

export interface ReplayOptions extends PerformOptions {
  readonly progress: (stage: "replay", done: number, total: number, note: string) => void;
}

/** Round k replays the k-th worst refutation of every claim that is not confirmed yet. */
export async function replayFailures(
  specs: readonly Spec[],
  plan: Plan,
  cells: readonly CellRecord[],
  old: readonly ReplayRecord[],
  options: ReplayOptions & { readonly extent: Extent },
  { append, pool }: { readonly append: (line: RecordLine, written: string) => void; readonly pool: Pool },
): Promise<void> {
  const wanted = wantedReplays(specs, plan, cells, options.extent);
  const replays = old.filter(({ quantities }) => quantities !== null);
  const rounds = Math.max(0, ...wanted.map((refutations) => refutations.length));
  for (let round = 0; round < rounds && !options.signal?.aborted; round++) {
    const open = wanted.filter((refutations) => !isConfirmed(refutations, replays));
    if (open.length === 0) break;
    options.progress("replay", wanted.length - open.length, wanted.length, "");
    const next = open.flatMap((refutations) => refutations[round]?.witnesses ?? []);
    const tasks = next.filter((one) => !replays.some((replay) => covers(replay, one))).map(replayTask);
    await performTasks(tasks, pool, (line, written) => {
      if (line.type !== "replay") return;
      append(line, written);
      replays.push(line);
    });
  }
  if (rounds > 0) options.progress("replay", wanted.length, wanted.length, "");
}

const isConfirmed = (refutations: readonly Refutation[], replays: readonly ReplayRecord[]): boolean =>
  refutations.some(({ confirmedBy }) => confirmedBy(replays));

const isOf = (replay: ReplayRecord, { spec, claim, cell, witness }: WantedReplay): boolean =>
  replay.spec === spec.id &&
  replay.claim === claim.key &&
  replay.cell === cell.cell.id &&
  replay.witness === witness.index;

/** A replay from before the claim was edited may lack a quantity the claim names now. */
const covers = (replay: ReplayRecord, wanted: WantedReplay): boolean =>
  isOf(replay, wanted) &&
  (replay.quantities === null ||
    [...namesOf(wanted.claim)].every((name) => Object.hasOwn(replay.quantities ?? {}, name)));

function replayTask({ spec, claim, cell, witness }: WantedReplay): Task {
  const record = { ...cell, witnesses: [witness] };
  return { kind: "replay", spec, record, witness: witness.index, claim: claim.key, names: [...namesOf(claim)] };
}

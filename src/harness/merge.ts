/** Joins the records of a plan's shards into the record an undivided run would have left. Refuses what does not fit together. */
import { canonicalJson } from "./canonical.ts";
import { wantedReplays } from "./judge/index.ts";
import type { StoredRun } from "./output.ts";
import { planOf } from "./plan.ts";
import type { Plan } from "./plan.types.ts";
import type { CellRecord, ReplayRecord } from "./record.types.ts";

export interface Part {
  readonly folder: string;
  readonly stored: StoredRun;
}

export type Merged =
  | { readonly ok: true; readonly stored: StoredRun }
  /** `gap`: cells are missing; `conflict`: the parts contradict each other. */
  | { readonly ok: false; readonly kind: "gap" | "conflict"; readonly reason: string };

export function mergeRuns(parts: readonly [Part, ...Part[]]): Merged {
  const [{ stored: first }] = parts;
  const foreign = strangerAmong(parts);
  if (foreign !== null) return { ok: false, kind: "conflict", reason: foreign };
  const plan = planOf([...new Map(parts.flatMap(({ stored }) => stored.plan.cells).map((c) => [c.id, c])).values()]);
  const cells = mergeCells(plan, parts);
  if (typeof cells === "string") return { ok: false, kind: "conflict", reason: cells };
  const gap = gapIn(plan, parts, cells);
  if (gap !== null) return { ok: false, kind: "gap", reason: gap };
  const { shard: _shard, ...rest } = first;
  const seconds = parts.reduce((sum, { stored }) => sum + stored.run.seconds, 0);
  const run = { ...first.run, seconds: Math.round(seconds * 10) / 10 };
  return { ok: true, stored: { ...rest, run, plan, lines: [...cells, ...mergeReplays(plan, parts, cells)] } };
}

const textsOf = ({ specs }: StoredRun): string => canonicalJson(specs.map(({ id, text }) => [id, text]));
/** Cells of a plan may serve several claims: equal plans do not mean that the same ones were selected. */
const claimsOf = ({ specs }: StoredRun): string =>
  canonicalJson(specs.map(({ id, claims }) => [id, claims.map(({ key }) => key)]));

/** The first part that belongs to another run. */
function strangerAmong([first, ...others]: readonly [Part, ...Part[]]): string | null {
  const plan = others.find(({ stored }) => stored.plan.hash !== first.stored.plan.hash);
  if (plan !== undefined)
    return `${plan.folder} is part of plan ${plan.stored.plan.hash}, ${first.folder} of plan ${first.stored.plan.hash}`;
  const spec = others.find(({ stored }) => textsOf(stored) !== textsOf(first.stored));
  if (spec !== undefined) return `${spec.folder} and ${first.folder} were run from different texts of the specs`;
  const claim = others.find(({ stored }) => claimsOf(stored) !== claimsOf(first.stored));
  return claim === undefined ? null : `${claim.folder} and ${first.folder} were run for different claims`;
}

/** Time and place apart. */
const measurementsOf = ({ seconds: _seconds, ...record }: CellRecord): string => canonicalJson(record);

/** One record per cell, in the plan's order, a finished one before a failed one; or which two disagree. */
function mergeCells(plan: Plan, parts: readonly Part[]): CellRecord[] | string {
  const wanted = new Set(plan.cells.map(({ id }) => id));
  const found = new Map<string, { readonly folder: string; readonly record: CellRecord }>();
  for (const { folder, stored } of parts)
    for (const record of stored.lines) {
      if (record.type !== "cell" || !wanted.has(record.cell.id)) continue;
      const known = found.get(record.cell.id);
      const both = known?.record.status === "ok" && record.status === "ok";
      if (both && measurementsOf(known.record) !== measurementsOf(record))
        return `${known.folder} and ${folder} have different measurements of cell ${record.cell.id}`;
      if (known?.record.status !== "ok") found.set(record.cell.id, { folder, record });
    }
  return plan.cells.flatMap(({ id }) => found.get(id)?.record ?? []);
}

function gapIn(plan: Plan, parts: readonly Part[], cells: readonly CellRecord[]): string | null {
  if (plan.hash !== parts[0]?.stored.plan.hash) return missingShards(parts);
  const known = new Set(cells.map(({ cell }) => cell.id));
  const unmeasured = plan.cells.filter(({ id }) => !known.has(id));
  const [example] = unmeasured;
  if (example === undefined) return null;
  const part = parts.find(({ stored }) => stored.plan.cells.some(({ id }) => id === example.id));
  return `${unmeasured.length} cells were not measured, ${example.id} of ${part?.folder} among them: run its command again`;
}

function missingShards(parts: readonly Part[]): string {
  const shards = parts.flatMap(({ stored }) => stored.shard ?? []);
  const count = shards[0]?.count ?? 0;
  const all = Array.from({ length: count }, (_, k) => k + 1);
  const missing = all.filter((index) => !shards.some((shard) => shard.index === index && shard.count === count));
  const which = missing.map((index) => `${index}/${count}`).join(", ");
  return `cells of the plan are missing: no folder has shard ${which || "with the rest of them"}`;
}

/** Each shard replays its own worst witnesses; the undivided run would have tried those of the whole plan only. */
function mergeReplays(plan: Plan, parts: readonly Part[], cells: readonly CellRecord[]): ReplayRecord[] {
  const keyOf = (spec: string, claim: string, cell: string, witness: number): string =>
    canonicalJson([spec, claim, cell, witness]);
  const wanted = new Set(
    wantedReplays(parts[0]?.stored.specs ?? [], plan, cells)
      .flat()
      .flatMap(({ witnesses }) => witnesses)
      .map(({ spec, claim, cell, witness }) => keyOf(spec.id, claim.key, cell.cell.id, witness.index)),
  );
  const replays = parts.flatMap(({ stored }) => stored.lines.filter((line) => line.type === "replay"));
  return replays.filter(({ spec, claim, cell, witness }) => wanted.has(keyOf(spec, claim, cell, witness)));
}

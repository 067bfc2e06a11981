/** What a claim was not tested on, from the plan and the record: depths, data and networks left out, cells without an answer. */
import type { Evidence } from "../judge/evidence.ts";
import { groupsOf } from "../judge/groups.ts";
import type { Judged } from "../judge/witness.ts";
import type { PlanOptions } from "../plan.ts";
import type { Cell, CellAxes } from "../plan.types.ts";
import { axisValues } from "../spec/axis.ts";
import { readDocument } from "../spec/document.ts";
import { valueAt } from "../spec/source.ts";
import type { Spec } from "../spec/types.ts";
import type { Gap, Untested } from "./illustrations.types.ts";

/** `scheduled`: the depths of the spec's schedule. */
export function untestedOf(evidence: Evidence, judged: readonly Judged[], scheduled: readonly number[]): Untested {
  const { spec, cells } = evidence;
  const applicable = new Set(
    judged.filter(({ inapplicable }) => inapplicable === null).map(({ record }) => record.cell.id),
  );
  const failed = new Set(evidence.failures.map(({ cell }) => cell.id));
  const given = spec.points[evidence.claim.points]?.kind === "given";
  const unused = (names: readonly string[], axis: "dataset" | "architecture" | "loss"): string[] =>
    given ? [] : names.filter((name) => cells.every(({ axes }) => axes[axis] !== name));
  const losses = [...new Set(Object.values(spec.losses).flat())];
  return {
    depths: given ? [] : scheduled.filter((depth) => cells.every(({ axes }) => axes.depth !== depth)),
    datasets: unused(Object.keys(spec.datasets), "dataset"),
    architectures: unused(Object.keys(spec.architectures), "architecture"),
    losses: spec.points[evidence.claim.points]?.kind === "class" ? [] : unused(losses, "loss"),
    skipped: given ? [] : skipped(cells),
    failed: gaps(
      spec,
      cells.filter(({ id }) => failed.has(id)),
    ),
    empty: gaps(
      spec,
      cells.filter(({ id }) => !failed.has(id) && !applicable.has(id)),
    ),
  };
}

/** Of the schedule as written; a profile's limit or a flag may have taken fewer. Ascending. */
export function scheduledDepths({ file, text, sweep }: Spec, options: PlanOptions): readonly number[] {
  // Reading a spec again costs more than everything else here, and most runs take every depth.
  if (options.depths === undefined && !text.includes("max-depth")) return sweep.depth;
  const document = readDocument(file, text);
  if (!document.readable) return [];
  const written = axisValues<number>(valueAt(document.source.root, ["sweep", "depth"]));
  return written.ok ? written.values.toSorted((a, b) => a - b) : [];
}

type Parts = Pick<CellAxes, "dataset" | "architecture" | "loss">;

const partsOf = ({ dataset, architecture, loss }: Parts): string =>
  [dataset, architecture, loss].filter((part) => part !== null).join(", ");

/** Combinations of the data, networks, losses and depths that the claim's cells use, without a cell of their own. */
function skipped(cells: readonly Cell[]): Gap[] {
  const depths = [...new Set(cells.map(({ axes }) => axes.depth))].sort((a, b) => a - b);
  const groups = new Map<string, Set<number>>();
  for (const { axes } of cells) {
    const group = partsOf(axes);
    groups.set(group, (groups.get(group) ?? new Set()).add(axes.depth));
  }
  const missing = [...groups].map(([group, has]) => ({ group, depths: depths.filter((depth) => !has.has(depth)) }));
  return missing.filter((gap) => gap.depths.length > 0).sort((a, b) => (a.group < b.group ? -1 : 1));
}

function gaps(spec: Spec, cells: readonly Cell[]): Gap[] {
  const groups = new Map<string, Set<number>>();
  for (const cell of cells)
    for (const group of groupsOf(spec, cell)) groups.set(group, (groups.get(group) ?? new Set()).add(cell.axes.depth));
  return [...groups]
    .map(([group, depths]) => ({ group, depths: [...depths].sort((a, b) => a - b) }))
    .sort((a, b) => (a.group < b.group ? -1 : 1));
}

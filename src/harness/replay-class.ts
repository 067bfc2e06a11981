/** Replays a class witness: finds the members again from the cell's own stream and has the second route evaluate every one of them. */
import type { PointFile } from "../models/point.ts";
import { writePoint } from "../models/point-file.ts";
import { stream } from "../numerics/random.ts";
import type { Measurements } from "../verifiers/measurement.ts";
import { catalogue } from "../verifiers/quantities/catalogue.ts";
import { type ClassMembers, isClassMember, replayClass } from "../verifiers/replay/class.ts";
import { replay } from "../verifiers/replay/replay.ts";
import { estimateRademacher } from "../verifiers/searches/class-supremum.ts";
import { axesOf } from "./axis-formula.ts";
import { cellProblem } from "./cell-problem.ts";
import { classBudgets } from "./class-budgets.ts";
import { engineNameOf, engineOf } from "./engine-of.ts";
import type { Cell } from "./plan.types.ts";
import type { PointsSpec, Spec } from "./spec/types.ts";
import { streamLabel } from "./stream-label.ts";

export type ClassReplay =
  | { readonly ok: true; readonly quantities: Measurements }
  | { readonly ok: false; readonly reason: string };

export function replayClassCell(
  spec: Spec,
  cell: Cell,
  points: Extract<PointsSpec, { kind: "class" }>,
  names: readonly string[],
): ClassReplay {
  const built = cellProblem(spec, cell);
  if (!built.ok) return built;
  const { problem, architecture } = built;
  // The architecture decides, so any member tells before the search begins.
  if (!isClassMember(writePoint(problem, architecture, new Float64Array(problem.program.size))))
    return { ok: false, reason: "the second route evaluates classes of equal one-layer blocks without biases only" };
  const found = foundAgain(spec, cell, () => findMembers(spec, cell, built, points));
  if (!found.ok) return found;
  return { ok: true, quantities: secondRouteOfClass(found.members, names) };
}

type Found = { readonly ok: true; readonly members: ClassMembers } | { readonly ok: false; readonly reason: string };

let latest: { readonly key: string; readonly found: Found } | null = null;

/** Several claims about one class come one after the other: its members are looked for once. */
function foundAgain(spec: Spec, cell: Cell, find: () => Found): Found {
  const key = JSON.stringify([spec.id, spec.seed, engineNameOf(spec), spec.points, cell]);
  if (latest?.key !== key) latest = { key, found: find() };
  return latest.found;
}

function findMembers(
  spec: Spec,
  cell: Cell,
  { problem, architecture }: Extract<ReturnType<typeof cellProblem>, { ok: true }>,
  points: Extract<PointsSpec, { kind: "class" }>,
): Found {
  const members: PointFile[] = [];
  const budgets = classBudgets(points, axesOf(cell, problem));
  const engine = engineOf(spec);
  const context = { spec: architecture, evaluator: engine(problem), engine };
  const estimate = estimateRademacher(
    context,
    budgets,
    points.estimate,
    stream(spec.seed, streamLabel(spec, cell)),
    (y, theta) => {
      members.push(writePoint({ ...problem, data: { ...problem.data, y } }, architecture, theta));
    },
  );
  if ("reason" in estimate) return { ok: false, reason: estimate.reason };
  return { ok: true, members: { points: members, budgets, exactSigns: estimate.exactSigns } };
}

/** Class quantities from all members; axes and data are those of any one of them. */
export function secondRouteOfClass(members: ClassMembers, names: readonly string[]): Measurements {
  const isClass = (name: string): boolean => Object.hasOwn(catalogue, name) && catalogue[name]?.scope === "class";
  const [member] = members.points;
  const others =
    member === undefined
      ? {}
      : replay(
          member,
          names.filter((name) => !isClass(name)),
        );
  return { ...replayClass(members, names.filter(isClass)), ...others };
}
